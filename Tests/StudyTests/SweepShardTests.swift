import Kernel
import Scenario
import Store
import Study
import TestSupport
import Testing

@Suite("Parts of a sweep")
struct SweepShardTests {
  @Test("every run is of one part and of no other, whatever their number, and the parts are of about a size", arguments: [1, 3, 16])
  func partition(count: Int) throws {
    let shards = try (0..<count).map { try SweepShard("\($0)/\(count)", environment: [:]) }
    var sizes = Array(repeating: 0, count: count)
    for cell in 0..<400 {
      for seed: UInt64 in 1...10 {
        let owners = shards.filter { $0.contains(experiment: "cell \(cell)", seed: seed) }
        #expect(owners.count == 1)
        sizes[owners[0].index] += 1
      }
    }
    // Five deviations of a binomial count.
    let mean = 4000 / Double(count)
    #expect(sizes.allSatisfy { abs(Double($0) - mean) <= 5 * mean.squareRoot() })
  }

  @Test("parts made apart and put together are the sweep made in one place")
  func together() throws {
    try StudyCase.withFolder { folder in
      let text = SmallScenario.alike(seeds: 3)
      let sweep = try PreparedSweep(try SweepGrid.read(text, file: "case.yaml", varying: ["replicas=1..3", "scheduler=fcfs,sarathi"]))
      func study(_ file: String, _ shard: SweepShard?) throws -> (SweepStudy, ResultStore) {
        var options = StudyOptions(program: StudyCase.program)
        let store = try ResultStore.open(writingTo: folder + "/" + file)
        options.store = store
        return (try SweepStudy(sweep, shard: shard, options: options), store)
      }
      let (whole, one) = try study("one.sqlite", nil)
      let rows = try whole.run()
      var made = 0
      for index in 0..<3 {
        let (part, store) = try study("part-\(index).sqlite", try SweepShard("\(index)/3", environment: [:]))
        #expect(part.runCount == 18)
        made += part.study.runCount
        _ = try part.run()
        try store.close()
      }
      #expect(made == 18)
      let (_, together) = try study("together.sqlite", nil)
      for index in [2, 0, 1, 0] { try together.add(runsOf: folder + "/part-\(index).sqlite", once: true) }
      let (merged, reopened) = try study("together.sqlite", nil)
      #expect(merged.storedCount == 18 && merged.study.runCount == 0)
      let again = try merged.run()
      #expect(again.map { $0.results?.runs.map(\.summary) } == rows.map { $0.results?.runs.map(\.summary) })
      #expect(try together.runs().count == 18 && one.runs().count == 18)
      for store in [one, together, reopened] { try store.close() }
    }
  }

  @Test("a job array says which part this is, and one with gaps or another number of parts is refused")
  func jobArrays() throws {
    func slurm(_ task: Int, _ first: Int, _ last: Int, _ count: Int) -> [String: String] {
      [
        "SLURM_ARRAY_TASK_ID": "\(task)", "SLURM_ARRAY_TASK_MIN": "\(first)", "SLURM_ARRAY_TASK_MAX": "\(last)",
        "SLURM_ARRAY_TASK_COUNT": "\(count)",
      ]
    }
    #expect(try SweepShard("auto", environment: slurm(5, 1, 16, 16)) == SweepShard("4/16", environment: [:]))
    #expect(try SweepShard("auto/16", environment: slurm(0, 0, 15, 16)) == SweepShard("0/16", environment: [:]))
    #expect(try SweepShard("auto/8", environment: ["JOB_COMPLETION_INDEX": "7"]) == SweepShard("7/8", environment: [:]))
    for (text, environment) in [
      ("auto", slurm(4, 0, 8, 5)), ("auto", slurm(0, .min, 0, 1)), ("auto", slurm(.max, 0, .max, .max)), ("auto/8", slurm(4, 0, 15, 16)),
      ("auto", ["JOB_COMPLETION_INDEX": "7"]), ("auto", [:]),
      ("auto/4", ["JOB_COMPLETION_INDEX": "7"]), ("16/16", [:]), ("-1/4", [:]), ("1", [:]), ("1/2/3", [:]), ("", [:]), ("1/0", [:]),
    ] {
      #expect(throws: InputError.self, "\(text) \(environment)") { try SweepShard(text, environment: environment) }
    }
  }
}

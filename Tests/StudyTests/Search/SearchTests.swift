import Kernel
import Metrics
import Scenario
import Store
import Study
import TestSupport
import Testing

@Suite("Searches of a sweep")
struct SearchTests {
  private static let text = SmallScenario.text(requests: 100, seeds: 9)

  private static let varying = ["replicas=1..4", "scheduler=fcfs,sarathi", "engine.max_batched_tokens=256,512,2048"]

  private func study(
    _ search: String?, in store: ResultStore? = nil, varying: [String] = varying, assignments: [String] = [], threads: Int = 2
  ) throws -> SweepStudy {
    let grid = try SweepGrid.read(Self.text, file: "case.yaml", assignments: assignments, varying: varying)
    var options = StudyOptions(program: StudyCase.program, threads: threads)
    options.store = store
    return try SweepStudy(
      try PreparedSweep(grid, assignments: assignments, threads: 2), search: try search.map { try SweepSearch($0) }, options: options)
  }

  private func withStore<Result>(_ body: (ResultStore) throws -> Result) throws -> Result {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      defer { try? store.close() }
      return try body(store)
    }
  }

  @Test("a search is written as a word with a number")
  func words() throws {
    #expect(try SweepSearch("halving") == .halving(factor: 3) && SweepSearch("halving:2") == .halving(factor: 2))
    #expect(try SweepSearch("gp:30") == .gaussianProcess(cells: 30) && SweepSearch("gaussian-process:30").text == "gaussian-process:30")
    for text in ["", "halving:1", "gp", "gp:1", "gp:501", "halving:x", "random:3"] {
      #expect(throws: InputError.self) { try SweepSearch(text) }
    }
  }

  @Test("rungs have one in so many of the cells each, and as many times the seeds, up to all of them")
  func rungs() {
    func rungs(_ cells: Int, _ seeds: Int, _ factor: Int) -> [[Int]] {
      HalvingRung.rungs(cells: cells, seeds: seeds, factor: factor).map { [$0.cells, $0.seeds] }
    }
    #expect(rungs(27, 9, 3) == [[27, 1], [9, 3], [3, 9]])
    #expect(rungs(24, 10, 3) == [[24, 2], [8, 4], [3, 10]])
    #expect(rungs(4, 27, 3) == [[4, 3], [2, 9], [1, 27]], "no more rungs than it takes to come to one cell")
    #expect(rungs(16, 8, 2) == [[16, 1], [8, 2], [4, 4], [2, 8]])
    #expect(rungs(10, 2, 3) == [[10, 2]])
  }

  @Test("halving makes the runs of its rungs and no others, and its survivors have all seeds and stand in front")
  func halving() throws {
    let study = try study("halving", threads: 2)
    let (rows, course) = try study.searched(by: Measure(.goodput), seed: 1)
    #expect(course.steps == .rungs([HalvingRung](HalvingRung.rungs(cells: 24, seeds: 9, factor: 3))))
    #expect(course.runs == 24 * 1 + 8 * 2 + 3 * 6 && study.mostRuns == course.runs && study.runCount == 216)
    #expect(rows.count == 24)
    let ranking = try SweepRanking(rows, by: course.measure)
    #expect(
      ranking.ranked.map { $0.results?.runs.count } == Array(repeating: 9, count: 3) + Array(repeating: 3, count: 5)
        + Array(repeating: 1, count: 16))
    #expect(
      ranking.ranked.map(\.leftOff) == Array(repeating: nil, count: 3) + Array(repeating: 2, count: 5) + Array(repeating: 1, count: 16))
    // What is left off after the first rung is behind there by the one seed that all had.
    let first = rows.compactMap { row in row.results.map { (row.leftOff, $0.runs[0]) } }
    let goodput = Measure(.goodput)
    let (off, on) = (first.filter { $0.0 == 1 }, first.filter { $0.0 != 1 })
    let best = off.compactMap { goodput.value(in: $0.1.summary) }.max() ?? 0
    #expect(on.allSatisfy { (goodput.value(in: $0.1.summary) ?? 0) >= best })
  }

  @Test("a search goes on from what is stored, and finds the same whatever the threads", arguments: ["halving", "gp:8"])
  func resumed(search: String) throws {
    let alone = try study(search, threads: 1).searched(by: Measure(.goodput), seed: 1)
    try withStore { store in
      let first = try study(search, in: store).searched(by: Measure(.goodput), seed: 1)
      #expect(first.rows.map { $0.results?.runs.map(\.summary.digest) } == alone.rows.map { $0.results?.runs.map(\.summary.digest) })
      #expect(first.course.taken == 0)
      #expect(try store.runs().count == first.course.runs)
      let again = try study(search, in: store).searched(by: Measure(.goodput), seed: 1)
      #expect(again.course.taken == first.course.runs && again.course.steps == first.course.steps)
      #expect(try store.runs().count == first.course.runs)
      // The sweep is one row, its cells have the seeds that they were given, and its runs are found by them.
      #expect(try store.rows("SELECT search FROM sweep") == [try SweepSearch(search).text])
      #expect(try store.rows("SELECT count(*) FROM sweepRun") == ["\(first.course.runs)"])
      #expect(try store.rows("SELECT sum(json_array_length(seeds)) FROM sweepCell") == ["\(first.course.runs)"])
      #expect(try store.rows("SELECT count(*) FROM sweepCell WHERE leftOff = 1") == [search == "halving" ? "16" : "0"])
    }
  }

  @Test("a Gaussian process tries as many cells as it may, none twice, and all where there are no more")
  func process() throws {
    let (rows, course) = try study("gp:8").searched(by: Measure(.goodput), seed: 1)
    #expect(rows.count == 8 && course.runs == 72)
    guard case .process(let first, let tried, let expected) = course.steps else { throw InputError("no process") }
    #expect(first == 5 && tried == 8 && expected != nil)
    let all = try study("gp:100", varying: ["replicas=1..3"]).searched(by: nil, seed: 1)
    #expect(all.rows.count == 3 && all.course.steps == .process(first: 3, tried: 3, expected: nil))
  }

  @Test("cells that cannot be are no candidates and rows all the same, and one that repeats another has its runs")
  func impossible() throws {
    let (rows, course) = try study("halving", varying: ["parallel.tensor=1,2,3", "workload.arrivals.rate=12 req/s,12.0 req/s,13 req/s"])
      .searched(by: nil, seed: 1)
    #expect(rows.map { $0.fault != nil } == [false, false, false, false, false, false, true, true, true])
    #expect(rows[0].results?.runs.map(\.summary.digest) == rows[1].results?.runs.map(\.summary.digest))
    #expect(course.runs == 4 * 1 + 2 * 2 + 1 * 6)
  }

  @Test("where there is nothing to deal out, that is said before anything runs")
  func refused() throws {
    let one = #expect(throws: InputError.self) { try study("halving", assignments: ["run.seeds=1"]) }
    #expect(one?.description == "error: a halving by 3 deals out seeds, and a cell has one; give it more, such as --seeds 9")
    let single = #expect(throws: InputError.self) { try study("halving", varying: ["replicas=1"]) }
    #expect(single?.message == "a search among one cell")
  }
}

import Kernel
import Metrics
import Scenario
import Serving
import Store
import Study
import Testing

@Suite("Replications")
struct ReplicationTests {
  @Test("results do not depend on the number of threads", arguments: [2, 3, 8])
  func threads(count: Int) throws {
    let scenario = try StudyCase.scenario()
    let alone = try StudyCase.run(scenario, threads: 1)[0]
    let together = try StudyCase.run(scenario, threads: count)[0]
    #expect(alone.runs.map(\.seed) == [1, 2, 3, 4])
    #expect(alone.runs.map(\.seed) == together.runs.map(\.seed))
    #expect(alone.runs.map(\.summary) == together.runs.map(\.summary))
    #expect(Set(alone.runs.map(\.summary.digest)).count == 4, "seeds that all give the same run would prove nothing")
  }

  @Test("runs are stored in the order of the seeds whatever finishes first, each with every request", arguments: [1, 4])
  func storedOrder(threads: Int) throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      let results = try StudyCase.run(try StudyCase.scenario(), threads: threads) { $0.store = store }[0]
      #expect(results.runs.map(\.storedRun) == [1, 2, 3, 4])
      #expect(try store.runs().map(\.provenance.seed) == [1, 2, 3, 4])
      for run in results.runs {
        let id = try #require(run.storedRun)
        #expect(try store.summary(ofRun: id) == run.summary)
        var requests = 0
        try store.forEachRequest(ofRun: id) { _ in requests += 1 }
        #expect(requests == run.summary.counts.finished)
      }
      try store.close()
    }
  }

  @Test("short runs behind a long one are stored in their order all the same", arguments: [1, 2, 4])
  func unequalRuns(threads: Int) throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      let (long, short) = (try StudyCase.scenario("workload.requests=4000"), try StudyCase.scenario("workload.requests=40"))
      let results = try StudyCase.run(long, short, short, long, short, threads: threads) { $0.store = store }
      #expect(results.flatMap { $0.runs.map(\.storedRun) } == (1...20).map { $0 })
      #expect(
        try store.rows("SELECT arrived FROM run ORDER BY id") == [4000, 40, 40, 4000, 40].flatMap { Array(repeating: "\($0)", count: 4) })
      for run in results.flatMap(\.runs) { #expect(try store.summary(ofRun: run.storedRun ?? 0) == run.summary) }
      try store.close()
    }
  }

  @Test("an interval over seeds is the textbook one of independent values, and one run falls back on batch means")
  func intervals() throws {
    let results = try StudyCase.run(try StudyCase.scenario())[0]
    let measure = Measure(.ttft, .p99)
    let values = try #require(results.values(of: measure))
    let interval = try #require(results.interval(of: measure))
    let mean = values.reduce(0, +) / 4
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
    // 3.182 is the 97.5th percentile of Student's t with three degrees of freedom, from any table.
    #expect(abs(interval.mean - mean) < 1e-9)
    #expect(abs(interval.halfWidth - 3.182 * deviation / 2) < 1e-3 * interval.halfWidth)
    let single = Replications(name: "one", runs: [results.runs[0]], usesSeed: true)
    #expect(single.interval(of: Measure(.ttft)) == results.runs[0].summary[.ttft]?.interval)
    #expect(single.interval(of: measure) == nil)
  }

  @Test("where nothing is drawn one run speaks for all seeds")
  func nothingDrawn() throws {
    let scenario = try StudyCase.scenario(
      "workload.prompt={distribution: constant, tokens: 300}", "workload.output={distribution: constant, tokens: 20}",
      "workload.arrivals={process: constant, rate: 5 req/s}")
    let results = try StudyCase.run(scenario)[0]
    #expect(results.runs.count == (scenario.usesSeed ? 4 : 1))
    if scenario.usesSeed { #expect(Set(results.runs.map(\.summary.digest)).count == 1) }
  }

  @Test("a stopped study ends as interrupted: one run alone stands as running, and of several short ones none that had not ended is there")
  func interruption() throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      var options = StudyOptions(program: StudyCase.program)
      options.store = store
      let study = Study([try StudyCase.scenario("run.seeds=[7]")], options: options)
      study.progress.stop()
      #expect(throws: Interrupted.self) { try study.run() }
      #expect(try store.runs().map(\.status) == [.running])
      let several = Study([try StudyCase.scenario()], options: options)
      several.progress.stop()
      #expect(throws: Interrupted.self) { try several.run() }
      #expect(try store.runs().map(\.status) == [.running])
      try store.close()
    }
  }

  @Test("a fault in the load is told as it stands, and stops the other runs")
  func faultyLoad() throws {
    try StudyCase.withFolder { folder in
      let path = folder + "/bad.csv"
      try "arrival_s,prompt_tokens,output_tokens\n0,10,2\n5,10,2\n3,10,2\n".write(toFile: path, atomically: true, encoding: .utf8)
      let text =
        "model: llama-3.1-8b\naccelerator: a100-80gb\nrun: {seeds: 3}\n"
        + "workload: {trace: bad.csv, arrivals: {process: poisson, rate: 3 req/s}, length_order: shuffled}\n"
      let scenario = try PreparedScenario(try Scenario.read(text, file: folder + "/case.yaml"))
      let error = #expect(throws: InputError.self) { try StudyCase.run(scenario, threads: 3) }
      #expect(error?.line == 4)
    }
  }

  @Test("progress counts every request and every run")
  func progress() throws {
    let study = Study([try StudyCase.scenario()], options: StudyOptions(program: StudyCase.program, threads: 2))
    let results = try study.run()[0]
    #expect(study.progress.requests == results.total { $0.counts.finished })
    #expect(study.progress.runs == 4)
    #expect(study.expectedRequests == 1600)
  }
}

import Kernel
import Metrics
import Record
import Scenario
import Store
import Study
import Workload

/// What holds for every run whatever its scenario, looked at from outside.
public enum RunLaws {
  private static let program = ProgramIdentity(revision: "fuzz", version: "0", created: "2026-01-01T00:00:00Z")

  private static let seeds: [UInt64] = [7]

  /// Runs a scenario, and holds it to the laws.
  ///
  /// - Throws: ``FuzzFault`` for a law that does not hold, ``InputError`` for what is refused: a model that does not fit, or a load that
  ///   cannot be used.
  public static func check(_ scenario: Scenario) throws {
    let prepared = try PreparedScenario(scenario)
    let run = try result(prepared, keepsRecords: true)
    // What has come in of an input is a request that has no record.
    if !scenario.workload.transforms.contains(where: { if case .stream = $0 { true } else { false } }) { try checkCounts(run) }
    try checkTimes(run)
    try checkShares(run.summary)
    try checkSums(run.summary)
    // The same again, and with another view of it: nothing that is watched may change what happens.
    let again = try result(prepared, keepsRecords: false)
    try hold(again.summary.digest == run.summary.digest, "two runs of one scenario and seed have two digests")
    try hold(again.summary.joules == run.summary.joules && again.summary.metrics == run.summary.metrics, "and other figures")
  }

  private static func result(_ prepared: PreparedScenario, keepsRecords: Bool) throws -> CompletedRun {
    var options = StudyOptions(program: program)
    options.seeds = seeds
    options.keepsRecords = keepsRecords
    do {
      let replications = try Study([prepared], options: options).run()
      return replications[0].runs[0]
    } catch let failed as FailedRun {
      throw FuzzFault("a broken invariant: \(failed.invariant)")
    }
  }

  private static func hold(_ law: Bool, _ words: @autoclosure () -> String) throws(FuzzFault) {
    if !law { throw FuzzFault(words()) }
  }

  private static func checkCounts(_ run: CompletedRun) throws(FuzzFault) {
    let counts = run.summary.counts
    let ended = counts.finished + counts.rejectedTotal + counts.unfinished
    try hold(counts.arrived == ended, "\(counts.arrived) requests arrived and \(ended) are told of")
    try hold(counts.finished == run.records.count, "\(counts.finished) requests finished and \(run.records.count) have records")
    let finished = run.summary.replicas.reduce(0) { $0 + $1.finished }
    try hold(finished == counts.finished, "replicas finished \(finished) requests of \(counts.finished)")
    // The summary counts what arrived, and what came out for requests that did not finish as well.
    let output = run.records.reduce(0) { $0 + $1.outputTokens }
    let prompt = run.records.reduce(0) { $0 + $1.promptTokens }
    let isWhole = counts.finished == counts.arrived
    let outputs = "records have \(output) output tokens, the summary \(run.summary.outputTokens)"
    try hold(isWhole ? output == run.summary.outputTokens : output <= run.summary.outputTokens, outputs)
    let prompts = "records have \(prompt) prompt tokens, the summary \(run.summary.promptTokens)"
    try hold(isWhole ? prompt == run.summary.promptTokens : prompt <= run.summary.promptTokens, prompts)
  }

  private static func checkTimes(_ run: CompletedRun) throws(FuzzFault) {
    for record in run.records {
      let times = [record.arrival, record.firstScheduled, record.firstToken, record.finish, run.summary.end]
      try hold(times == times.sorted(), "request \(record.request) has times out of order: \(times)")
      try hold(record.outputTokens > 0 && record.promptTokens > 0, "request \(record.request) has no tokens")
      try hold(0...record.promptTokens ~= record.cachedTokens, "request \(record.request) has \(record.cachedTokens) tokens from a cache")
      if record.outputTokens == 1 && record.prefillReplica == nil {
        try hold(record.firstToken == record.finish, "request \(record.request) of one token goes on after it")
      }
    }
    let numbers = run.records.map(\.request)
    try hold(Set(numbers).count == numbers.count, "a request ends twice")
  }

  /// Shares of what there is are no more than all of it.
  private static func checkShares(_ summary: RunSummary) throws(FuzzFault) {
    for metric in summary.metrics {
      let unit = MetricCatalog.definition(of: metric.metric).unit
      try hold(metric.mean.isFinite, "\(metric.metric.rawValue) is \(metric.mean)")
      try hold(metric.mean >= 0, "\(metric.metric.rawValue) is \(metric.mean) \(unit)")
      if unit == "share" && metric.metric != .mbu {
        try hold(metric.mean <= 1 + 1e-9, "\(metric.metric.rawValue) is a share of \(metric.mean)")
      }
    }
    for (index, replica) in summary.replicas.enumerated() {
      try hold(replica.busy <= replica.onTime || replica.onTime == .zero, "replica \(index) is busy longer than it is on")
      try hold(replica.acceptedTokens <= replica.draftedTokens, "replica \(index) accepts more than is drafted")
      try hold(replica.cacheHitTokens <= replica.cacheQueriedTokens, "replica \(index) finds more in its cache than it looks for")
      try hold(replica.prefillNanojoules <= replica.dynamicNanojoules, "replica \(index) spends more on prompts than in all")
    }
  }

  private static func checkSums(_ summary: RunSummary) throws(FuzzFault) {
    let joules = summary.replicas.reduce(0) { $0 + $1.joules }
    try hold(abs(joules - summary.joules) <= 1e-9 * max(1, summary.joules), "replicas spend \(joules) J of \(summary.joules) J")
    let routed = summary.replicas.reduce(0) { $0 + $1.routed }
    try hold(routed >= summary.counts.finished, "\(routed) requests were routed and \(summary.counts.finished) finished")
    try hold(summary.dollars >= 0 && summary.dollars.isFinite, "the run costs \(summary.dollars) dollars")
    let decoded = summary.replicas.reduce(0) { $0 + $1.decodeTokens }
    // A prompt that is computed brings a token, the first time and every time anew.
    let most = decoded + routed + summary.replicas.reduce(0) { $0 + $1.preemptions + $1.handOversIn }
    try hold(summary.outputTokens <= most, "\(summary.outputTokens) tokens came out, and no more than \(most) were computed")
  }
}

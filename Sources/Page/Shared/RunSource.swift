import Kernel
import Metrics
import Scenario
import Store
import Study

/// The stored runs of one scenario, one a seed, with what pages tell of them first.
package struct RunSource {
  /// The database.
  let store: ResultStore
  /// The runs.
  let runs: [StoredRun]
  /// What came of them, without their courses.
  let results: Replications
  /// What the first of them is.
  let origin: RunOrigin?
  /// What was promised; nil where nothing was.
  let objective: Objective?
  /// The cluster and what it costs, out of the stored scenario, or why it cannot be read.
  let cluster: Result<Cluster, InputError>

  /// A cluster as the stored scenario describes it.
  struct Cluster {
    /// The scenario, with another load.
    let scenario: Scenario
    /// What a replica of each pool is.
    let deployments: [Scenario.DeployedPool]
  }

  /// Reads the runs that a word such as `run:41..50` names.
  ///
  /// - Throws: ``InputError`` where it names none, one is missing or unfinished, or they are of several scenarios.
  package init(_ word: String, in store: ResultStore) throws {
    self.store = store
    runs = try StoredRunList(word).runs(in: store)
    let summaries = try store.findings(ofRuns: runs.map(\.id))
    let completed = zip(runs, summaries).map { run, summary in
      CompletedRun(seed: run.provenance.seed, summary: summary, storedRun: run.id, storedIn: store.path)
    }
    results = Replications(name: runs[0].provenance.name, runs: completed, usesSeed: runs.count > 1)
    origin = try store.origin(ofRun: runs[0].id)
    objective = summaries[0].objective.flatMap { Objective(readFrom: $0.demands) }
    do {
      let scenario = try Scenario.readCluster(ofResolved: runs[0].provenance.scenario, file: "the scenario of run \(runs[0].id)")
      cluster = .success(Cluster(scenario: scenario, deployments: try scenario.deployments()))
    } catch { cluster = .failure(error) }
  }

  /// The numbers of the runs.
  var numbers: [Int64] { runs.map(\.id) }

  /// The name of the scenario.
  var name: String { results.name }

  /// What a latency may be, and the share of requests that may exceed it; nil where nothing was promised of it.
  func limit(on metric: MetricID) -> (milliseconds: Double, mayExceed: Double)? {
    guard let objective else { return nil }
    if let limit = objective.limits.first(where: { $0.metric == metric }) { return (limit.atMost.milliseconds, 1 - objective.share) }
    return objective.percentileLimits.first { $0.limit.metric == metric }.map { ($0.limit.atMost.milliseconds, 1 - $0.quantile) }
  }
}

import Kernel
import Record
import Serving
import Workload

/// A run of the engine and all that it let be seen.
struct EngineRun {
  var log: RunLog
  var outcome: RunOutcome
  var samples: [SeriesSample]
  /// Replicas that came or went, as they were told.
  var changes: [ReplicaChange]

  /// The outcome without the count of events, the one figure in which a leaping run may differ from a plain one.
  var result: RunOutcome {
    var copy = outcome
    copy.events = 0
    return copy
  }
}

/// Runs the engine with every invariant checked after every instant.
func simulate(
  _ rules: Rules, _ arrivals: [Arrival], leaps: Bool = true, seriesBin: Duration? = nil, horizon: Instant = .never,
  concurrency: Int? = nil, predictor: OutputPredictor? = nil, seed: UInt64 = 1
) throws -> EngineRun {
  let observer = LoggingObserver()
  var options = SimulationOptions(
    seed: seed, predictor: predictor ?? (rules.oracle ? .oracle : .none), concurrency: concurrency, seriesBin: seriesBin,
    horizon: horizon, leaps: leaps,
    promptBlockTokens: rules.promptBlockTokens, classes: rules.classes, gapsFromRequest: rules.gapsFromRequest,
    checksEveryInstant: true)
  options.adapters = rules.adapterLoad
  options.images = rules.imageLoad
  var simulation = try Simulation(
    cluster: rules.cluster,
    source: arrivals.contains { $0.turn != nil } ? SessionSource(ArrivalList(arrivals)) : ArrivalList(arrivals),
    options: options, observer: observer)
  let outcome = try simulation.run()
  observer.log.end = outcome.end.picoseconds
  for replica in outcome.replicas {
    observer.log.queriedTokens += replica.cacheQueriedTokens
    observer.log.hitTokens += replica.cacheHitTokens
    observer.log.hostTokens += replica.cacheHostTokens
    observer.log.remoteTokens += replica.cacheRemoteTokens
    observer.log.loading += replica.cacheLoading.picoseconds
    observer.log.evictions += replica.cacheEvictions
    observer.log.swaps += replica.swaps
    observer.log.adapterLoads += replica.adapterLoads
    observer.log.adapterBytes += replica.adapterLoadedBytes
    observer.log.adapterWaits += replica.adapterWaits
    observer.log.adapterWait += replica.adapterWait.picoseconds
    observer.log.encodedImages += replica.encodedImages
    observer.log.imageHits += replica.imageHits
    observer.log.encoderTime += replica.encoderTime.picoseconds
    observer.log.swappedBytes += replica.swappedBytes
    if rules.lanes > 1 {
      observer.log.stageBusy.append(replica.stageBusy.map(\.picoseconds))
      observer.log.active.append(replica.busy.picoseconds)
    }
  }
  return EngineRun(log: observer.log.sorted, outcome: outcome, samples: observer.samples, changes: observer.changes)
}

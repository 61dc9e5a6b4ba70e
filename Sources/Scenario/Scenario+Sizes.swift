import Kernel
import Metrics
import Serving
import Workload

/// Runs that would fill the memory, or have no end, are refused by an estimate before they begin.
extension Scenario {
  /// Crashes by chance, or looks at the load, that a run may have: some minutes of work.
  private static let mostWakes = 1e8

  /// Requests that a cluster holds at once; the main loop numbers them in so many bits.
  private static let mostInFlight = StepHeap.slotLimit - 1

  /// How far a run may simulate, and what is wrong with one that goes further.
  public struct SizeLimit: Sendable {
    /// The longest simulated time.
    public let seconds: Double
    /// What is said of a longer one, at its place in the scenario.
    public let error: InputError
  }

  /// Refuses what a run of the length that the workload tells would make too much of.
  ///
  /// - Throws: ``InputError`` at the setting.
  public func checkSizes() throws(InputError) {
    try checkCrowd()
    guard let expected = expectedSeconds, let limit = sizeLimit, expected > limit.seconds else { return }
    throw limit.error
  }

  /// Refuses a load that comes all at once and is more than a cluster can hold.
  private func checkCrowd() throws(InputError) {
    guard case .synthetic(.atOnce, _, let requests?, _) = workload.origin, workload.concurrency == nil, workload.transforms.isEmpty,
      requests > Self.mostInFlight
    else { return }
    throw place("workload.requests").error(
      "\(requests) requests that come at once are more than the \(Self.mostInFlight) that can be in flight",
      remedy: "fewer requests, an arrival rate, or 'workload.concurrency'")
  }

  /// The nearest limit of the scenario that a run may come to before its horizon; nil where there is none.
  public var sizeLimit: SizeLimit? {
    let limits = ([seriesLimit] + pools.map(scalingLimit) + failures.items.map(failureLimit)).compactMap { $0 }
    let nearest = limits.min { $0.seconds < $1.seconds }
    return nearest.flatMap { $0.seconds < run.horizon?.seconds ?? .infinity ? $0 : nil }
  }

  private var seriesLimit: SizeLimit? {
    guard let bin = run.seriesBin else { return nil }
    let fault = TimeSeries.fault(pools: pools.count)
    return SizeLimit(
      seconds: Double(TimeSeries.mostBins(pools: pools.count)) * bin.seconds,
      error: place("run.series").error(fault.message, remedy: fault.remedy))
  }

  private func scalingLimit(_ pool: PoolSettings) -> SizeLimit? {
    let scaling = pool.setting["scaling"]
    guard scaling["policy"].word != "fixed", let interval = scaling["interval"].time else { return nil }
    return SizeLimit(
      seconds: Self.mostWakes * interval.seconds,
      error: scaling["interval"].place.error(
        "pool '\(pool.name)' would look at its load more than \(Int(Self.mostWakes)) times", remedy: "a longer 'scaling.interval'"))
  }

  private func failureLimit(_ item: Setting) -> SizeLimit? {
    guard let between = item["mtbf"].time, let repair = item["mttr"].time else { return nil }
    let named = item["replica"].count == nil ? nil : item["replicas"].count
    let replicas = named ?? pools.reduce(0) { $0 + $1.replicas }
    return SizeLimit(
      seconds: Self.mostWakes * (between.seconds + repair.seconds) / Double(max(1, replicas)),
      error: item["mtbf"].place.error(
        "replicas would crash more than \(Int(Self.mostWakes)) times", remedy: "a longer 'mtbf', or fewer replicas"))
  }

  private func place(_ path: String) -> Place { Setting(value: .section(settings), place: draft.root.place)[path].place }

  /// Seconds from the first to the last arrival in the mean, no more than the horizon; nil where only a run would tell.
  private var expectedSeconds: Double? {
    guard workload.concurrency == nil, workload.transforms.isEmpty,
      case .synthetic(let arrivals, _, let requests, let duration) = workload.origin
    else { return nil }
    let drawn = requests.flatMap { count in arrivals.requestsPerSecond.map { Double(count) / $0 } }
    let seconds = [drawn, duration?.seconds].compactMap { $0 }.min()
    return seconds.map { min($0, run.horizon?.seconds ?? .infinity) }
  }
}

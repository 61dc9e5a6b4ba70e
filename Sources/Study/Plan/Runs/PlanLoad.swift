import Kernel
import Metrics
import Scenario
import Workload

/// The load that a plan is made for: its rate and lengths, and the requests of each seed, which are read once for all layouts.
package final class PlanLoad: Sendable {
  /// Rate and lengths.
  package let figures: PlanLoadFigures
  /// Seconds from the start of a run to its last arrival, in the mean over the seeds.
  package var seconds: Double { figures.seconds }
  /// The minute, from 0, in which most tokens of prompts and answers are asked for; of equals the first. That of the first seed.
  let busiestMinute: Int

  private let specification: WorkloadSpecification
  private let usesSeed: Bool
  /// Requests that were read of a seed, in the mean: also those after the horizon.
  private let requestsRead: Double
  private let kept: LockedValue<[UInt64: [Arrival]]>

  /// Requests of a seed that are kept in memory: some 60 MB. Longer loads are read anew for every run.
  private static let mostKept = 1_000_000

  /// Reads the load of the seeds that a plan begins with. What comes after the horizon is kept for the runs, and counts for no figure.
  ///
  /// - Throws: ``InputError`` where it cannot be read, or is too short to have a rate.
  init(_ scenario: Scenario, seeds: [UInt64]) throws {
    specification = scenario.workload
    usesSeed = specification.usesSeed
    let end = scenario.run.horizon.map { Instant($0) } ?? .never
    var (requests, requestsRead, prompts, outputs, seconds) = (0, 0, 0.0, 0.0, 0.0)
    var all: [UInt64: [Arrival]] = [:]
    let read = usesSeed ? seeds : [0]
    var minutes: [Int] = []
    for seed in read {
      var source = try specification.makeSource(seed: seed)
      var arrivals: [Arrival] = []
      var (count, last) = (0, Instant.start)
      while let arrival = try source.next() {
        count += 1
        if count <= Self.mostKept { arrivals.append(arrival) }
        if arrival.time > end { continue }
        requests += 1
        last = arrival.time
        prompts += Double(arrival.promptTokens)
        outputs += Double(arrival.outputTokens)
        if seed == read[0] { Self.add(arrival, to: &minutes) }
      }
      requestsRead += count
      seconds += last.seconds
      if count <= Self.mostKept { all[seed] = arrivals }
    }
    // The first of equals: a later one only where it is greater.
    busiestMinute = minutes.indices.reduce(0) { minutes[$1] > minutes[$0] ? $1 : $0 }
    let given = Self.givenRate(specification)
    guard requests > read.count, seconds > 0 else {
      throw InputError(
        "a load of \(requests) requests that come within \(seconds) s has no rate to plan for", file: scenario.file,
        remedy: end == .never ? "a longer load" : "a longer load, or a later run.horizon")
    }
    figures = PlanLoadFigures(
      requestsPerSecond: given ?? Double(requests - read.count) / seconds, rateIsCounted: given == nil,
      requests: Double(requests) / Double(read.count), seconds: seconds / Double(read.count), meanPromptTokens: prompts / Double(requests),
      meanOutputTokens: outputs / Double(requests))
    self.requestsRead = Double(requestsRead) / Double(read.count)
    kept = LockedValue(all)
  }

  /// Adds the tokens of a request to those of its minute. Simulated time ends after 106 days, so that the minutes are not many.
  private static func add(_ arrival: Arrival, to minutes: inout [Int]) {
    let minute = Int(arrival.time.seconds / 60)
    while minutes.count <= minute { minutes.append(0) }
    minutes[minute] += arrival.promptTokens + arrival.outputTokens
  }

  /// The requests of a seed at a multiple of their rate: the same requests, and the same gaps but for the factor, at every rate and
  /// for every layout (common random numbers).
  ///
  /// - Throws: ``InputError`` as ``WorkloadSpecification/makeSource(seed:)``.
  func source(seed: UInt64, rate: RateFactor) throws -> any ArrivalSource {
    let known = kept.withLock { $0[usesSeed ? seed : 0] }
    let source: any ArrivalSource = if let known { ArrivalList(known) } else { try keeping(seed) }
    return rate.numerator == rate.denominator ? source : ScaledRate(source, by: rate)
  }

  /// When the last request of a seed comes at the rate asked for; nil where they are not kept.
  func lastArrival(seed: UInt64) -> Instant? { kept.withLock { $0[usesSeed ? seed : 0]?.last?.time } }

  /// How many requests a seed has; nil where they are not kept.
  func requests(seed: UInt64) -> Int? { kept.withLock { $0[usesSeed ? seed : 0]?.count } }

  /// The requests of a seed that was not read yet, kept where they are few enough.
  private func keeping(_ seed: UInt64) throws -> any ArrivalSource {
    guard requestsRead <= Double(Self.mostKept) / 2 else { return try specification.makeSource(seed: seed) }
    var source = try specification.makeSource(seed: seed)
    var arrivals: [Arrival] = []
    while let arrival = try source.next() { arrivals.append(arrival) }
    let read = arrivals
    kept.withLock { $0[usesSeed ? seed : 0] = read }
    return ArrivalList(read)
  }

  /// The rate of the process that requests come by, at the factor that it is scaled by; nil where times were recorded.
  private static func givenRate(_ specification: WorkloadSpecification) -> Double? {
    var rate: Double? =
      switch specification.origin {
      case .trace: nil
      case .profile(_, _, _, let rate): rate
      case .synthetic(let arrivals, _, _, _), .sharedPrefixes(_, let arrivals, _), .agents(_, let arrivals, _, _):
        arrivals.requestsPerSecond
      }
    for transform in specification.transforms {
      switch transform {
      case .resample(let process, _): rate = process.requestsPerSecond
      case .scaleRate(let factor): rate = rate.map { $0 * factor.value }
      case .day: rate = nil
      case .group(let rules): rate = rate.map { $0 * Double(rules.votes) / Double(rules.questions) }
      case .window, .limit, .clip, .repeat, .scaleTokens, .promptOnly, .stream: break
      }
    }
    return rate
  }
}

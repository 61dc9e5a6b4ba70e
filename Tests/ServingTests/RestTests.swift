import Hardware
import Kernel
import Record
import Serving
import Testing
import Workload

@Suite("Replicas with nothing to do")
struct RestTests {
  private static func kind(rest: RestState?, off: Double = 0) -> ReplicaConfiguration {
    var kind = ReplicaConfiguration(
      costModel: LinearCostModel(base: .milliseconds(10), perToken: .milliseconds(1), perTokenNanojoules: 1_000_000), kvBlocks: 1000,
      maximumModelTokens: 4_096, idleWatts: 90)
    kind.rest = rest
    kind.offWatts = off
    return kind
  }

  private static let rest = RestState(watts: 33, after: .seconds(18))

  private func run(
    _ cluster: ClusterConfiguration, _ arrivals: [Arrival], leaps: Bool = true, bin: Duration? = nil, horizon: Instant = .never
  ) throws -> (outcome: RunOutcome, samples: [SeriesSample], busy: [[ClosedRange<Int64>]]) {
    let log = BusyLog(replicas: cluster.pools.reduce(0) { $0 + $1.replicas })
    var simulation = try Simulation(
      cluster: cluster, source: ArrivalList(arrivals),
      options: SimulationOptions(seriesBin: bin, horizon: horizon, leaps: leaps, checksEveryInstant: true), observer: log)
    return (try simulation.run(), log.samples, log.busy)
  }

  private func cluster(_ kind: ReplicaConfiguration, replicas: Int = 1) -> ClusterConfiguration {
    ClusterConfiguration(pools: [PoolConfiguration(name: "all", replicas: replicas, replica: kind)])
  }

  private func arrivals(at seconds: [Double], output: Int = 20) -> [Arrival] {
    seconds.map { Arrival(time: Instant(Duration(seconds: $0)), promptTokens: 10, outputTokens: output) }
  }

  @Test("draw idle watts for the holding time after work, and less from then on")
  func oneIdleMinute() throws {
    let load = arrivals(at: [0, 60])
    let (outcome, _, busy) = try run(cluster(Self.kind(rest: Self.rest)), load)
    let (awake, _, _) = try run(cluster(Self.kind(rest: nil)), load)
    let firstEnds = busy[0].filter { $0.lowerBound < 60_000_000_000_000 }.map(\.upperBound).max() ?? 0
    let rested = 60 - Double(firstEnds) / 1e12 - 18
    #expect(rested > 40)
    #expect(abs(awake.replicas[0].joules - outcome.replicas[0].joules - (90 - 33) * rested) < 1e-9)
    #expect(outcome.replicas[0].dynamicNanojoules == awake.replicas[0].dynamicNanojoules && outcome.end == awake.end)
  }

  @Test("that come to rest at once draw the lower state in every gap, and those with gaps below the holding time never do")
  func shortGaps() throws {
    let load = arrivals(at: [0, 5, 10, 15])
    let (never, _, _) = try run(cluster(Self.kind(rest: Self.rest)), load)
    let (awake, _, busy) = try run(cluster(Self.kind(rest: nil)), load)
    #expect(never.replicas[0].joules == awake.replicas[0].joules)
    let (atOnce, _, _) = try run(cluster(Self.kind(rest: RestState(watts: 0, after: .zero))), load)
    let worked = busy[0].reduce(0) { $0 + Double($1.upperBound - $1.lowerBound) / 1e12 }
    #expect(abs(atOnce.replicas[0].idleJoules - 90 * worked) < 1e-6)
  }

  /// The simplest form: every gap between iterations, one by one.
  @Test("leaps equal steps to the bit, and both the sum over all gaps", arguments: 1...12)
  func leapsEqualSteps(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), name: "rest")
    var time = 0.0
    let load = (0..<60).map { _ in
      time += stream.exponential(mean: 4)
      return Arrival(
        time: Instant(Duration(seconds: time)), promptTokens: 1 + stream.integer(below: 50), outputTokens: 1 + stream.integer(below: 200))
    }
    let rest = RestState(watts: 20, after: .milliseconds(Int64(stream.integer(below: 6000))))
    let kind = Self.kind(rest: rest)
    let leaping = try run(cluster(kind, replicas: 2), load, bin: .milliseconds(700))
    let plain = try run(cluster(kind, replicas: 2), load, leaps: false, bin: .milliseconds(700))
    #expect(leaping.outcome.replicas == plain.outcome.replicas && leaping.samples == plain.samples)
    for (replica, busy) in plain.busy.enumerated() {
      var (rested, idleSince) = (0.0, Int64(0))
      for work in busy + [plain.outcome.end.picoseconds...plain.outcome.end.picoseconds] {
        rested += max(0, Double(work.lowerBound - idleSince - rest.after.picoseconds) / 1e12)
        idleSince = work.upperBound
      }
      let idle = 90 * plain.outcome.end.seconds - (90 - 20) * rested
      #expect(abs(plain.outcome.replicas[replica].idleJoules - idle) < 1e-6, "replica \(replica)")
    }
    // The series tells the same: it never falls, and ends where the run does.
    for (earlier, later) in zip(plain.samples, plain.samples.dropFirst()) { #expect(later.joules >= earlier.joules) }
    let total = plain.outcome.replicas.reduce(0) { $0 + $1.joules }
    #expect(abs((plain.samples.last?.joules ?? 0) - total) < 1e-6)
  }

  @Test("are counted to a horizon that falls into an iteration or into a rest", arguments: [30.0, 0.15])
  func horizons(end: Double) throws {
    let horizon = Instant(Duration(seconds: end))
    let (outcome, _, busy) = try run(cluster(Self.kind(rest: Self.rest)), arrivals(at: [0, 60]), horizon: horizon)
    let worked = busy[0].map(\.upperBound).max() ?? 0
    let rested = max(0, end - Double(worked) / 1e12 - 18)
    #expect(abs(outcome.replicas[0].idleJoules - (90 * end - 57 * rested)) < 1e-6)
  }

  @Test("draw nothing while they are switched off, or what a machine that is kept draws", arguments: [0.0, 33])
  func switchedOff(watts: Double) throws {
    func outcome(_ off: Double) throws -> RunOutcome {
      var cluster = cluster(Self.kind(rest: nil, off: off), replicas: 3)
      cluster.pools[0].scaling = ScalingRule(
        minimum: 1, initial: 1, requestsPerReplica: 2, interval: .seconds(1), startUp: .seconds(2), stabilisation: .seconds(1))
      return try run(cluster, arrivals(at: (0..<40).map { Double($0) * 0.1 }, output: 200)).outcome
    }
    let (gone, kept) = (try outcome(0), try outcome(watts))
    for (one, other) in zip(gone.replicas, kept.replicas) {
      let off = (gone.end - .start - one.onTime).seconds
      #expect(abs(other.joules - one.joules - watts * off) < 1e-6)
      #expect(abs(one.idleJoules - 90 * one.onTime.seconds) < 1e-6)
    }
    #expect(gone.replicas.contains { $0.onTime < gone.end - .start }, "a replica is off at least for a while")
  }

  @Test(
    "refuse draws that cannot be",
    arguments: [
      (90.0, RestState(watts: 91, after: .zero), 0.0), (90, RestState(watts: -1, after: .zero), 0),
      (90, RestState(watts: 33, after: .seconds(-1)), 0), (90, RestState(watts: 33, after: .zero), 91),
    ])
  func refusals(idle: Double, rest: RestState, off: Double) {
    var kind = Self.kind(rest: rest, off: off)
    kind.idleWatts = idle
    #expect(throws: InputError.self) { try run(cluster(kind), arrivals(at: [0])) }
  }
}

/// When replicas worked, and the samples of the series.
private final class BusyLog: Observer {
  var busy: [[ClosedRange<Int64>]]
  var samples: [SeriesSample] = []

  init(replicas: Int) { busy = Array(repeating: [], count: replicas) }

  func receive(_ event: RunEvent) { if case .sampled(let sample) = event { samples.append(sample) } }

  func tokenGaps(_ gap: Duration, count: Int) {}
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}

  func iterationsEnded(_ span: IterationSpan) {
    let growth = span.growth.picoseconds * Int64(span.count * (span.count - 1) / 2)
    let end = span.start.picoseconds + span.firstDuration.picoseconds * Int64(span.count) + growth
    busy[span.replica].append(span.start.picoseconds...end)
  }
}

import Foundation
import Kernel
import Record
import Workload

/// Where the requests of a run come from: one at a time, at their own times (an open loop), whenever a place is free (a closed one),
/// or, the later turns of sessions, when an answer has come.
struct Arrivals: ~Copyable {
  private var source: any ArrivalSource
  /// The next request of an open loop; there is never more than one.
  private var pending: Arrival?
  private var pendingTime = Instant.never
  /// When the next request comes of those whose time is known.
  private(set) var next = Instant.never
  /// Turns of sessions, where some wait for others.
  private(set) var sessions: Box<SessionLoop>
  /// How many have come.
  private var count = 0
  /// Whether the source has nothing more.
  private(set) var isDry = false

  init(_ source: any ArrivalSource) {
    self.source = source
    sessions = source.sessions.map { Box(SessionLoop($0)) } ?? .empty
  }

  /// The request that is due: of two at one time that of the open loop.
  @inline(__always) mutating func take() -> Arrival? { pendingTime == next ? pending.take() : takeTurn() }

  @inline(never) private mutating func takeTurn() -> Arrival? { sessions.isEmpty ? nil : sessions.value.take() }

  /// The number of the request that has just come.
  @inline(__always) mutating func number() -> Int {
    count += 1
    return count - 1
  }

  /// Looks for what comes after the request that was due.
  @inline(__always) mutating func moveOn(now: Instant) throws {
    if pendingTime == now { try pull(now: now) } else { next = min(pendingTime, sessions.value.nextTime) }
  }

  /// Has the next request of an open loop come at its time.
  @inline(__always) mutating func pull(now: Instant) throws {
    pending = try source.next()
    pendingTime = pending?.time ?? .never
    if pending != nil && pendingTime == .never {
      throw InputError("request \(count) arrives later than 106 days", remedy: "a run is no longer than that")
    }
    if pendingTime < now { throw InputError("request \(count) arrives before the one in front of it", remedy: "sort the trace") }
    next = sessions.isEmpty ? pendingTime : min(pendingTime, sessions.value.nextTime)
  }

  /// Notes which turn of a session a request is, if it is one.
  ///
  /// - Precondition: some turns wait for others.
  @inline(never) mutating func note(_ request: Int, _ turn: Turn?, at time: Instant) {
    if let turn { sessions.value.note(request, turn, at: time) }
  }

  /// Lets the turns come that waited for the answer to a request. Returns whether nothing waited for it.
  @inline(never) mutating func answered(_ request: Int, at time: Instant, _ observer: (any Observer)?) throws -> Bool {
    let isLast = try sessions.value.answered(request, at: time, observer)
    next = min(next, sessions.value.nextTime)
    return isLast
  }

  /// Ends the session of a request that was turned away.
  @inline(never) mutating func turnedAway(_ request: Int) { sessions.value.turnedAway(request) }

  /// The next request of a closed loop; nil where there is none.
  mutating func nextClosed() throws -> Arrival? {
    if !isDry, let arrival = try source.next() { return arrival }
    isDry = true
    return nil
  }
}

extension Simulation {
  /// What a predictor promises of a request's output; negative where there is none.
  @inline(__always) func prediction(of outputTokens: Int, request: Int) -> Int32 {
    switch state.options.predictor {
    case .none: -1
    case .oracle: Int32(outputTokens)
    case .noisy(let deviation): noisyPrediction(of: outputTokens, request: request, deviation)
    }
  }

  private func noisyPrediction(of outputTokens: Int, request: Int, _ deviation: Double) -> Int32 {
    var stream = RandomStream(seed: state.options.seed, name: "predictor", substream: UInt64(request))
    let factor = (stream.normal() * deviation).exponential
    return Int32(min(Double(Arrival.maximumTokens), max(1, (Double(outputTokens) * factor).rounded())))
  }

  mutating func pullFirst() throws {
    guard let concurrency = state.options.concurrency else { return try arrivals.pull(now: state.now) }
    for _ in 0..<concurrency where !arrivals.isDry { try pullClosed() }
    // All of them are admitted at the start, before any engine plans.
    if state.ready.count > 0 { try startReady() }
  }

  /// In a closed loop the next request comes the moment a place is free; one that is turned away leaves its place free.
  mutating func pullClosed() throws {
    for _ in 0..<Self.mostRejectedInARow {
      guard let arrival = try arrivals.nextClosed() else { return }
      if try admit(arrival) { return }
    }
    throw InputError(
      "\(Self.mostRejectedInARow) requests in a row can never be served", remedy: "compare their lengths with the replica's limits")
  }

  private static var mostRejectedInARow: Int { 1_000_000 }
}

import Foundation
import Kernel
import Workload

/// Where the requests of a run come from.
extension Simulation {
  func prediction(of outputTokens: Int, request: Int) -> Int32 {
    switch options.predictor {
    case .none: return -1
    case .oracle: return Int32(outputTokens)
    case .noisy(let deviation):
      var stream = RandomStream(seed: options.seed, name: "predictor", substream: UInt64(request))
      let factor = exp(stream.normal() * deviation)
      return Int32(min(Double(Arrival.maximumTokens), max(1, (Double(outputTokens) * factor).rounded())))
    }
  }

  /// Draws the class of a request that has just come.
  @inline(never) func classify(_ row: UnsafeMutablePointer<Request>) {
    let index = RequestClass.draw(options.classes, seed: options.seed, request: row.pointee.id)
    let kind = options.classes[index]
    row.pointee.classIndex = Int32(index)
    row.pointee.priority = Int32(kind.priority)
    guard let due = kind.firstTokenDue else { return }
    let (deadline, overflow) = row.pointee.arrival.picoseconds.addingReportingOverflow(due.picoseconds)
    row.pointee.deadline = overflow ? .never : Instant(picoseconds: deadline)
  }

  mutating func pullFirst() throws {
    guard let concurrency = options.concurrency else { return try pull() }
    for _ in 0..<concurrency where !sourceIsDry { try pullClosed() }
    // All of them are admitted at the start, before any replica plans.
    if ready.count > 0 { try startReady() }
  }

  mutating func pull() throws {
    pending = try source.next()
    nextArrival = pending?.time ?? .never
    if pending != nil && nextArrival == .never {
      throw InputError("request \(nextID) arrives later than 106 days", remedy: "a run is no longer than that")
    }
    if nextArrival < now { throw InputError("request \(nextID) arrives before the one in front of it", remedy: "sort the trace") }
  }

  /// Chains the identities of an arrival's prompt, and looks up who holds its beginning where the router asks for that.
  @inline(never) func readPrompt(of arrival: Arrival, request: Int) throws {
    if options.promptBlockTokens == nil && !arrival.blockHashes.isEmpty {
      throw InputError("request \(request) has prompt blocks of unknown size", remedy: "say how many tokens a block holds")
    }
    prefixes.chain.pointee.read(arrival.blockHashes)
    lookUpPrompt()
  }

  /// Takes up again a prompt that was read when its request arrived.
  func readPrompt(chained chain: UnsafeBufferPointer<UInt64>) {
    prefixes.chain.pointee.take(chained: chain)
    lookUpPrompt()
  }

  /// Finds out who holds the beginning of the prompt at hand, where the router asks for it.
  private func lookUpPrompt() {
    guard let index = prefixes.index else { return }
    index.pointee.look(prefixes.chain.pointee.identities)
    // A leap takes its blocks when it ends. Whoever may be chosen takes now what it would have taken in single steps, and
    // may have forgotten something for it.
    var mayHaveForgotten = false
    for position in 0..<index.pointee.matchingLaneCount where replicas[index.pointee.lane(position)].allocateBegunSteps(now: now) {
      mayHaveForgotten = true
    }
    if mayHaveForgotten { index.pointee.look(prefixes.chain.pointee.identities) }
  }

  /// In a closed loop the next request comes the moment a place is free; one that is turned away leaves its place free.
  mutating func pullClosed() throws {
    for _ in 0..<Self.mostRejectedInARow {
      guard !sourceIsDry, let arrival = try source.next() else {
        sourceIsDry = true
        return
      }
      if try admit(arrival) { return }
    }
    throw InputError(
      "\(Self.mostRejectedInARow) requests in a row can never be served", remedy: "compare their lengths with the replica's limits")
  }

  private static var mostRejectedInARow: Int { 1_000_000 }

  static func check(_ arrival: Arrival) throws {
    if arrival.promptTokens < 1 || arrival.promptTokens > Arrival.maximumTokens {
      throw InputError("a request with \(arrival.promptTokens) prompt tokens", remedy: "between 1 and \(Arrival.maximumTokens)")
    }
    if arrival.outputTokens < 1 || arrival.outputTokens > Arrival.maximumTokens {
      throw InputError("a request with \(arrival.outputTokens) output tokens", remedy: "between 1 and \(Arrival.maximumTokens)")
    }
  }
}

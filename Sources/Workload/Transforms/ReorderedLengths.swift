import Kernel

/// A trace's requests in another order at the trace's times: shuffled, or drawn again with replacement.
///
/// All requests are held in memory from the first call on: 40 bytes each and 8 for each prompt block.
public struct ReorderedLengths: ReportingSource {
  private var base: any ArrivalSource
  private let order: LengthOrder
  private let seed: UInt64
  private var requests: [Arrival]?
  private var positions: [Int32] = []
  private var handedOut = 0

  /// `base` with its lengths and prompt blocks in another order.
  public init(_ base: any ArrivalSource, order: LengthOrder, seed: UInt64) {
    self.base = base
    self.order = order
    self.seed = seed
  }

  /// What the sources below did.
  public var report: TraceReport { base.reportSoFar }

  /// The next request.
  ///
  /// - Throws: ``InputError`` where more than two thousand million requests would be held, and what `base` throws.
  public mutating func next() throws -> Arrival? {
    if order == .asInTrace { return try base.next() }
    if requests == nil { try load() }
    guard let requests, handedOut < requests.count else { return nil }
    var arrival = requests[Int(positions[handedOut])]
    arrival.time = requests[handedOut].time
    handedOut += 1
    return arrival
  }

  private mutating func load() throws {
    var loaded: [Arrival] = []
    while let arrival = try base.next() {
      guard loaded.count < Int(Int32.max) else {
        throw InputError("too many requests to reorder", remedy: "limit the trace first")
      }
      loaded.append(arrival)
    }
    switch order {
    case .asInTrace: positions = []
    case .shuffled:
      positions = (0..<Int32(loaded.count)).map { $0 }
      var stream = RandomStream(seed: seed, name: "shuffle")
      for last in stride(from: loaded.count - 1, to: 0, by: -1) { positions.swapAt(last, stream.integer(below: last + 1)) }
    case .bootstrapped:
      let streams = RequestStreams(seed: seed, name: "bootstrap")
      positions = (0..<loaded.count).map { index in
        var stream = streams.stream(index)
        return Int32(stream.integer(below: loaded.count))
      }
    }
    requests = loaded
  }
}

import Kernel

/// Inputs that come in piece by piece: for each piece a request with all that has come by then, the last of which has the output.
///
/// The requests of an input are not held back for each other: a piece that comes while the one before it is still being computed finds
/// those of its blocks that are ready. Memory follows the inputs that are coming in.
final class StreamedInputs: ReportingSource {
  /// An input of which pieces are still to come.
  private struct Input {
    let whole: Arrival
    /// Pieces that have come, and all there are.
    var come = 0
    let pieces: Int
  }

  private var base: any ArrivalSource
  private let rules: InputStreams
  /// Tokens in a block of ``Arrival/blockHashes``.
  private let blockTokens: Int
  /// The next input of the base; it has not begun.
  private var ahead: Arrival?
  private var isBegun = false
  private var inputs: [UInt64: Input] = [:]
  /// A binary heap of times above the numbers of inputs.
  private var due = Column<UInt128>(minimumCapacity: 64)
  private var number: UInt64 = 0

  /// The inputs of `base`; `blockTokens` is the size of its blocks, where it tells of its prompts.
  init(_ base: any ArrivalSource, _ rules: InputStreams, blockTokens: Int?) throws {
    try rules.validate()
    self.base = base
    self.rules = rules
    self.blockTokens = blockTokens ?? rules.blockTokens
  }

  var report: TraceReport { base.reportSoFar }

  /// The next piece of any input; of two at one time that of the input which began first.
  func next() throws -> Arrival? {
    if !isBegun {
      isBegun = true
      ahead = try base.next()
    }
    while let input = ahead, due.isEmpty || input.time < Self.time(of: due[0]) {
      try begin(input)
      ahead = try base.next()
      if let later = ahead, later.time < input.time {
        throw InputError("an input comes before the one in front of it", remedy: "sort the trace")
      }
    }
    return due.isEmpty ? nil : try nextPiece()
  }

  private func begin(_ arrival: Arrival) throws {
    let pieces = (arrival.promptTokens - 1) / rules.chunkTokens + 1
    guard pieces <= InputStreams.mostPieces else {
      throw InputError(
        "an input of \(arrival.promptTokens) tokens in pieces of \(rules.chunkTokens)", remedy: "at most \(InputStreams.mostPieces) pieces")
    }
    var whole = arrival
    if rules.reencodes {
      whole.blockHashes = []
    } else if whole.blockHashes.isEmpty {
      whole.blockHashes = (0..<(whole.promptTokens / blockTokens)).map { block in
        var mixer = SplitMix64(state: number << 24 | UInt64(block))
        return mixer.next()
      }
    }
    inputs[number] = Input(whole: whole, pieces: pieces)
    schedule(number, at: arrival.time)
    number += 1
  }

  private func nextPiece() throws -> Arrival {
    let key = due[0]
    let last = due.removeLast()
    if !due.isEmpty { due.siftDown(last, from: 0, precedes: <) }
    let number = UInt64(truncatingIfNeeded: key)
    guard var input = inputs.removeValue(forKey: number) else { preconditionFailure("an input is due that nobody keeps") }
    input.come += 1
    var piece = input.whole
    piece.time = Self.time(of: key)
    if input.come == input.pieces { return piece }
    piece.promptTokens = input.come * rules.chunkTokens
    piece.blockHashes = Array(piece.blockHashes.prefix(piece.promptTokens / blockTokens))
    PromptsOnly.apply(to: &piece)
    piece.marks.insert(.inputPart)
    let (time, overflow) = piece.time.picoseconds.addingReportingOverflow(rules.interval.picoseconds)
    guard !overflow else { throw ArrivalClock.beyondTime() }
    inputs[number] = input
    schedule(number, at: Instant(picoseconds: time))
    return piece
  }

  private func schedule(_ number: UInt64, at time: Instant) {
    let key = UInt128(UInt64(time.picoseconds)) << 64 | UInt128(number)
    due.append(key)
    due.siftUp(key, from: due.count - 1, precedes: <)
  }

  private static func time(of key: UInt128) -> Instant { Instant(picoseconds: Int64(truncatingIfNeeded: key >> 64)) }
}

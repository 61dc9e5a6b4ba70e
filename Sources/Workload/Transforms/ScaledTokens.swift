import Kernel

/// Requests as another tokenizer makes them: so many times as many tokens, at least one, and prompts that share as much text as before.
///
/// A block of the new prompt covers the old tokens up to its end. It is the same in two prompts where the old block is that holds the
/// last of these, for equal blocks mean equal text up to there. Where the trace tells nothing of that block nothing is told of the new
/// one, nor of those behind it.
public struct ScaledTokens: ReportingSource {
  private var base: any ArrivalSource
  private let scale: TokenScale
  private let blockTokens: Int?

  /// `base` with lengths scaled. `blockTokens` is the size of the blocks in ``Arrival/blockHashes``, before and after.
  ///
  /// - Throws: ``InputError`` for factors out of range.
  public init(_ base: any ArrivalSource, by scale: TokenScale, blockTokens: Int?) throws {
    try scale.validate()
    self.base = base
    self.scale = scale
    self.blockTokens = blockTokens
  }

  /// What the sources below did.
  public var report: TraceReport { base.reportSoFar }

  /// The next request, scaled.
  public mutating func next() throws -> Arrival? {
    guard var arrival = try base.next() else { return nil }
    Self.apply(scale, to: &arrival, blockTokens: blockTokens)
    return arrival
  }

  /// Scales a request.
  static func apply(_ scale: TokenScale, to arrival: inout Arrival, blockTokens: Int?) {
    // A request that samples nothing has no output to be longer or shorter.
    if !arrival.marks.contains(.promptOnly) { arrival.outputTokens = scaled(arrival.outputTokens, by: scale.output) }
    if scale.prompt == 1 { return }
    arrival.promptTokens = scaled(arrival.promptTokens, by: scale.prompt)
    let blocks = arrival.blockHashes
    if !blocks.isEmpty { arrival.blockHashes = identities(of: blocks, arrival.promptTokens, scale, blockTokens) }
  }

  private static func scaled(_ tokens: Int, by factor: Double) -> Int {
    Int(min(max((Double(tokens) * factor).rounded(), 1), Double(Arrival.maximumTokens) + 1))
  }

  private static func identities(
    of old: [UInt64], _ promptTokens: Int, _ scale: TokenScale, _ blockTokens: Int?
  ) -> [UInt64] {
    guard let blockTokens else { return [] }
    var new: [UInt64] = []
    for block in 0..<(promptTokens / blockTokens) {
      let covered = (Double((block + 1) * blockTokens) / scale.prompt).rounded(.up)
      let last = (Int(covered) - 1) / blockTokens
      guard last < old.count else { break }
      var mixer = SplitMix64(state: old[last] &+ UInt64(block + 1) &* 0x9E37_79B9_7F4A_7C15)
      new.append(mixer.next())
    }
    return new
  }
}

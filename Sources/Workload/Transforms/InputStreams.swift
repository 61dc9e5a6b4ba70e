import Kernel

/// How inputs come in while they are spoken or typed: a piece at a time, each of which is computed as soon as it is there.
public struct InputStreams: Hashable, Sendable, CustomStringConvertible {
  /// Tokens of a piece; the last one may be shorter.
  public var chunkTokens: Int
  /// How long after a piece the next one comes.
  public var interval: Duration
  /// Whether a piece makes all before it be computed anew, as where positions shift.
  public var reencodes: Bool
  /// Tokens in a block of the identities that inputs get where the workload tells nothing of its prompts.
  public var blockTokens: Int

  /// Streams by their figures.
  public init(chunkTokens: Int, interval: Duration, reencodes: Bool = false, blockTokens: Int = 16) {
    self.chunkTokens = chunkTokens
    self.interval = interval
    self.reencodes = reencodes
    self.blockTokens = blockTokens
  }

  /// Most pieces of an input.
  public static let mostPieces = 1_000_000

  /// Checks the figures.
  ///
  /// - Throws: ``InputError`` for a piece without tokens, time that runs back, or blocks outside 1 ... 65,536.
  public func validate() throws(InputError) {
    guard 1...Arrival.maximumTokens ~= chunkTokens else {
      throw InputError("an input in pieces of \(chunkTokens) tokens", remedy: "from 1 to \(Arrival.maximumTokens)")
    }
    guard interval >= .zero else { throw InputError("a piece that comes before the one in front of it", remedy: "a time of 0 or more") }
    guard 1...65_536 ~= blockTokens else {
      throw InputError("prompt blocks of \(blockTokens) tokens", remedy: "give a block size from 1 to 65536")
    }
  }

  /// In words, for reports.
  public var description: String {
    "streamed in pieces of \(chunkTokens) tokens every \(interval.seconds) s" + (reencodes ? ", computed anew with each" : "")
  }
}

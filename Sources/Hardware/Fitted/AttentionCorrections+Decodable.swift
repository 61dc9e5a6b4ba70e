import Kernel

extension AttentionCorrections.Knot: Decodable {
  /// Reads a share.
  ///
  /// - Throws: `DecodingError` where it is beyond -1 to 1, or holds for no sequence.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      sequences: try values.decode(Int.self, forKey: .sequences), share: try values.decode(Double.self, forKey: .share))
    guard sequences >= 1 else { throw decoder.fault("a share holds for 1 or more sequences", at: CodingKeys.sequences) }
    guard (-1...1).contains(share) else { throw decoder.fault("a share is -1 to 1, not \(share)", at: CodingKeys.share) }
  }
}

extension AttentionCorrections.Overlap: Decodable {
  /// Reads the overlap beside chunks of one length.
  ///
  /// - Throws: `DecodingError` where shares are not in order of their sequences.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      tokens: try values.decode(Int.self, forKey: .tokens),
      shares: try values.decode([AttentionCorrections.Knot].self, forKey: .shares))
    guard shares.ascend else {
      throw decoder.fault("shares stand in the order of their sequences, one for each number", at: CodingKeys.shares)
    }
  }
}

extension AttentionCorrections: Decodable {
  /// Reads corrections.
  ///
  /// - Throws: `DecodingError` where there is no such attention, or a share of unequal contexts is not 0 to 1.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func skews(_ key: CodingKeys) throws -> [Knot] {
      let knots = try values.decode([Knot].self, forKey: key)
      guard knots.ascend, knots.allSatisfy({ $0.share >= 0 }) else {
        throw decoder.fault("shares are 0 to 1, in the order of their sequences, one for each number", at: key)
      }
      return knots
    }
    func size(_ key: CodingKeys) throws -> Int {
      let value = try values.decode(Int.self, forKey: key)
      guard value >= 1 else { throw decoder.fault("attention has 1 or more of these, not \(value)", at: key) }
      return value
    }
    let overlaps = try values.decode([Overlap].self, forKey: .overlaps)
    guard zip(overlaps, overlaps.dropFirst()).allSatisfy({ $0.tokens < $1.tokens }) else {
      throw decoder.fault("overlaps stand in the order of their tokens, one for each number", at: CodingKeys.overlaps)
    }
    self.init(
      heads: try size(.heads), keyValueHeads: try size(.keyValueHeads), headSize: try size(.headSize), skew: try skews(.skew),
      mixedSkew: try skews(.mixedSkew), overlaps: overlaps,
      mixedResiduals: try values.decode(FitResiduals.self, forKey: .mixedResiduals),
      skewResiduals: try values.decode(FitResiduals.self, forKey: .skewResiduals),
      mixedSkewResiduals: try values.decode(FitResiduals.self, forKey: .mixedSkewResiduals))
  }
}

extension [AttentionCorrections.Knot] {
  fileprivate var ascend: Bool { zip(self, dropFirst()).allSatisfy { $0.sequences < $1.sequences } }
}

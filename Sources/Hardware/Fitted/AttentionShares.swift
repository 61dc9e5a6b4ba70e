/// ``AttentionCorrections`` by number of sequences, as integers that multiply picoseconds.
struct AttentionShares: Sendable {
  private let skew: [Int64]
  private let mixedSkew: [Int64]
  /// In 1024ths, by chunk length and sequences.
  private let overlaps: [[Int64]]

  /// Shares for up to so many sequences, divided over the ranks, at the given chunk lengths; none at all without corrections.
  init(_ corrections: AttentionCorrections?, sequences: Int, tokens: [Int], ranks: DataParallelRanks = .init(count: 1)) {
    let counts = 0...min(sequences, 1024)
    func scaled(_ knots: [AttentionCorrections.Knot], _ unit: Double) -> [Int64] {
      counts.map { Int64((AttentionCorrections.share(knots, sequences: ranks.most($0)) * unit).rounded()) }
    }
    skew = scaled(corrections?.skew ?? [], 65_536)
    mixedSkew = scaled(corrections?.mixedSkew ?? [], 65_536)
    overlaps = tokens.map { length in
      scaled((corrections?.overlaps ?? []).last { $0.tokens <= length }?.shares ?? corrections?.overlaps.first?.shares ?? [], 1024)
    }
  }

  /// Whether unequal contexts count.
  var readsLead: Bool { (skew + mixedSkew).contains { $0 != 0 } }

  /// The overlap between two chunk lengths, in 1024ths.
  @inline(__always) func overlap(sequences: Int, lower: Int, upper: Int, share: Int64) -> Int64 {
    let count = min(sequences, skew.count - 1)
    let low = overlaps[lower][count]
    return low + ((overlaps[upper][count] - low) * share) >> 10
  }

  /// The line with the time that the longest context adds while it leads by more than the mean: straight, for the lead
  /// stays while the same sequences decode, down to the corner where the others have caught up.
  @inline(__always) func addingSkew(to line: ContextLine, shape: BatchShape) -> ContextLine {
    let lead = shape.decodeContextLead
    guard lead > shape.decodeContext.whole else { return line }
    let count = min(shape.decodeSequences, skew.count - 1)
    let share = shape.prefillChunks == 0 ? skew[count] : mixedSkew[count]
    var result = line
    let perToken = (line.slopes.whole * share) >> 16
    result.base += perToken * Int64(lead)
    result.slopes.whole -= perToken
    result.limit = min(line.limit, lead)
    return result
  }
}

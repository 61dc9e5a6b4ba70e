import Kernel

/// When a trace's requests come: how the rate moves over the span, how regular the gaps are, how many come together.
///
/// Requests of one instant are a batch, for recorders with a coarse clock write many at once. The gaps between batches are
/// given by their distribution after the moving rate is taken out; no family is assumed, for measured gaps are far from
/// any. Gaps are independent of each other: what is bursty beyond the moving rate and the gaps is not kept.
public struct ArrivalShape: Hashable, Sendable {
  /// Batches in each of so many equal pieces of the span.
  public var batchesByPiece: [Int]
  /// Gaps between batches in millionths of the mean gap at the rate of their piece.
  public var gapMillionths: QuantileCurve
  /// How many requests come in one batch.
  public var batchSize: QuantileCurve

  /// A shape by its figures.
  ///
  /// - Throws: ``InputError`` where no piece holds a batch, a count is negative or absurd, all gaps are 0, or a batch is empty.
  public init(batchesByPiece: [Int], gapMillionths: QuantileCurve, batchSize: QuantileCurve) throws {
    guard batchesByPiece.contains(where: { $0 > 0 }), batchesByPiece.allSatisfy({ 0...1_000_000_000_000 ~= $0 }),
      batchesByPiece.count <= 10_000
    else {
      throw InputError("the pieces of the span hold no batches, or absurdly many", remedy: "give up to 10000 counts, one above 0")
    }
    guard gapMillionths.mean >= 1 else { throw InputError("the gaps between batches are all 0", remedy: "give gaps around 1000000") }
    guard batchSize.values[0] >= 1 else { throw InputError("batches of no request", remedy: "a batch has at least 1") }
    self.batchesByPiece = batchesByPiece
    self.gapMillionths = gapMillionths
    self.batchSize = batchSize
  }

  /// The shape of the given times, which stand in order.
  ///
  /// - Precondition: there is at least one time.
  static func fit(times: [Int64]) throws -> ArrivalShape {
    var batchTimes: [Int64] = []
    var sizes: [Int] = []
    for time in times {
      if batchTimes.last == time {
        sizes[sizes.count - 1] += 1
      } else {
        batchTimes.append(time)
        sizes.append(1)
      }
    }
    let span = max(times[times.count - 1], 1)
    // Forty batches or more a piece: fewer would turn chance into shape.
    let pieces = min(max(batchTimes.count / 40, 1), 240)
    var counts = [Int](repeating: 0, count: pieces)
    for time in batchTimes { counts[piece(of: time, span: span, pieces: pieces)] += 1 }
    return try ArrivalShape(
      batchesByPiece: counts, gapMillionths: gaps(batchTimes, counts: counts, span: span),
      batchSize: CurveFit.curve(sorted: sizes.sorted(), points: 24))
  }

  private static func piece(of time: Int64, span: Int64, pieces: Int) -> Int {
    min(Int(Int128(time) * Int128(pieces) / Int128(span)), pieces - 1)
  }

  /// The gaps, each measured in expected batches rather than seconds.
  private static func gaps(_ times: [Int64], counts: [Int], span: Int64) throws -> QuantileCurve {
    guard times.count > 2 else { return try QuantileCurve(levels: [0, 1], values: [1_000_000, 1_000_000]) }
    var before = 0
    let cumulative = counts.map { count in
      defer { before += count }
      return before
    }
    let pieceLength = Double(span) / Double(counts.count)
    func expected(_ time: Int64) -> Double {
      let index = piece(of: time, span: span, pieces: counts.count)
      let share = min(max(Double(time) / pieceLength - Double(index), 0), 1)
      return Double(cumulative[index]) + share * Double(counts[index])
    }
    let gaps = (1..<times.count).map { Int(((expected(times[$0]) - expected(times[$0 - 1])) * 1e6).rounded()) }
    return try CurveFit.curve(sorted: gaps.sorted(), points: 48)
  }
}

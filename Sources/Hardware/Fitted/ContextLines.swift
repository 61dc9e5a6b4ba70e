import Kernel

/// Time of the attention of sequences that decode, as whole picoseconds on straight lines over their total context (Law 2
/// of the design). For each number of sequences the lines meet at fixed mean contexts and never fall.
///
/// A class, so that a look-up copies none of its tables.
final class ContextLines: Sendable {
  /// A line `base + slope x context`, in picoseconds, and the greatest total context that it holds for.
  struct Line: Hashable, Sendable {
    var base: Int64
    var slope: Int64
    var limit: Int

    /// The time at a total context.
    @inline(__always) func picoseconds(at context: Int) -> Int64 { base + slope * Int64(context) }

    static let zero = Line(base: 0, slope: 0, limit: .max)
  }

  private struct Coefficients: Sendable {
    var base: Int64
    var slope: Int64
  }

  private let ladder: ContextLadder
  private let seconds: MonotoneGrid
  private let table: [Coefficients]
  private let tabulatedSequences: Int

  /// Lines through `seconds(sequences, mean context)`, evaluated on a few batch sizes and at the ladder's corners.
  init(ladder: ContextLadder, sequences limit: Int, seconds evaluate: (Double, Double) -> Double) {
    self.ladder = ladder
    let sizes = LogLadder(bits: 3).values(to: limit).dropFirst().map(Double.init)
    seconds = MonotoneGrid(first: sizes, second: ladder.corners.map(Double.init), evaluate: evaluate)
    tabulatedSequences = min(limit, 1024)
    var table: [Coefficients] = []
    table.reserveCapacity((tabulatedSequences + 1) * ladder.segments)
    for count in 0...tabulatedSequences {
      for segment in Self.lines(sequences: max(count, 1), ladder: ladder, seconds: seconds) { table.append(segment) }
    }
    self.table = table
  }

  /// The line at a total context. `sequences` is positive.
  @inline(__always) func line(sequences: Int, context: Int) -> Line {
    let segment = ladder.segment(of: (context + sequences - 1) / sequences)
    let corners = ladder.corners
    let limit = segment + 1 < corners.count ? corners[segment + 1] * sequences : Int.max
    let found: Coefficients
    if sequences <= tabulatedSequences {
      found = table[sequences * ladder.segments + segment]
    } else {
      found = Self.lines(sequences: sequences, ladder: ladder, seconds: seconds)[segment]
    }
    return Line(base: found.base, slope: found.slope, limit: limit)
  }

  /// The lines of one batch size. Slopes are rounded once; each line starts where the one before it ended.
  private static func lines(sequences: Int, ladder: ContextLadder, seconds: MonotoneGrid) -> [Coefficients] {
    var lines: [Coefficients] = []
    lines.reserveCapacity(ladder.segments)
    var start = picoseconds(seconds.seconds(Double(sequences), Double(ladder.corners[0])))
    for (from, to) in zip(ladder.corners, ladder.corners.dropFirst()) {
      let end = picoseconds(seconds.seconds(Double(sequences), Double(to)))
      let slope = max(0, Int64((Double(end - start) / Double((to - from) * sequences)).rounded()))
      lines.append(Coefficients(base: start - slope * Int64(from * sequences), slope: slope))
      start += slope * Int64((to - from) * sequences)
    }
    lines.append(lines[lines.count - 1])
    return lines
  }

  /// Whole picoseconds, an hour at most, so that blends of two lines fit 64 bits.
  private static func picoseconds(_ seconds: Double) -> Int64 { Int64((min(max(seconds, 0), 3600) * 1e12).rounded()) }
}

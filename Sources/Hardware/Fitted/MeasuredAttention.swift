import Kernel
import Model

/// Attention out of a profile, as integer tables: chunks on a grid, decodes on lines over their context.
///
/// A batch that also prefills runs its decodes through the prefill kernel, without the splits and the packing of heads of
/// the decode kernel, so they stand on lines of their own, one set for each measured chunk length.
///
/// A class, so that a call counts one reference where a structure would count those of all its tables.
final class MeasuredAttention: Sendable {
  /// Time of decodes on a line over full and windowed context, in picoseconds, up to a full context of `limit`.
  struct Line: Hashable, Sendable {
    var base: Int64 = 0
    var slope: Int64 = 0
    var windowSlope: Int64 = 0
    var limit = Int.max
  }

  /// Lines of all layers at one chunk length.
  private struct Layers: Sendable {
    var global: ContextLines
    var window: ContextLines?
  }

  /// Time of any prefill, be it of a single token.
  let launch: Duration
  private let chunks: ChunkGrid
  private let firstChunks: [ChunkCost]
  private let pure: Layers
  private let mixed: [Layers]
  private let mixedTokens: [Int]
  private let corrections: AttentionShares

  /// Tables for batches of up to so many tokens and sequences.
  init(_ seconds: AttentionSeconds, roofline: RooflineAttention, options: TableSizes) {
    let launch = seconds.launchSeconds
    self.launch = RooflineRates.duration(launch)
    let chunks = ChunkGrid(
      tokens: options.tokens, context: options.positions,
      seconds: { seconds.chunk(tokens: $0, context: $1) * roofline.stretch(tokens: $0, context: $1) },
      nanojoules: { roofline.chunk(tokens: $0, context: $1).energyNanojoules })
    self.chunks = chunks
    firstChunks = (0...min(options.tokens, 16_384)).map { chunks.cost(tokens: $0, context: 0) }
    let ladder = ContextLadder(upTo: options.positions)
    let windowLadder = ContextLadder(upTo: min(options.positions, seconds.windowTokens))
    func layers(_ evaluate: @escaping (Double, Double) -> Double) -> Layers {
      Layers(
        global: ContextLines(ladder: ladder, sequences: options.sequences) { seconds.globalLayers * evaluate($0, $1) },
        window: seconds.windowLayers > 0
          ? ContextLines(ladder: windowLadder, sequences: options.sequences) { seconds.windowLayers * evaluate($0, $1) } : nil)
    }
    pure = layers(seconds.decode)
    mixedTokens = seconds.mixedTokens
    mixed = seconds.mixedTokens.map { tokens in
      layers { seconds.mixedDecode(tokens: Double(tokens), sequences: $0, context: $1) }
    }
    corrections = AttentionShares(seconds.corrections, sequences: options.sequences, tokens: seconds.mixedTokens)
  }

  /// How far tables reach.
  struct TableSizes {
    var tokens: Int
    var sequences: Int
    var positions: Int
  }

  /// Whether unequal contexts count.
  var readsLead: Bool { corrections.readsLead }

  /// The cost of a chunk beyond the launch.
  @inline(__always) func chunk(tokens: Int, context: Int) -> ChunkCost {
    context == 0 && tokens < firstChunks.count ? firstChunks[tokens] : chunks.cost(tokens: tokens, context: context)
  }

  /// The line of the decodes of a batch. `chunks` is the time of its chunks' attention.
  func line(of shape: BatchShape, chunks: Duration) -> Line {
    guard shape.decodeSequences > 0 else { return Line() }
    if shape.prefillChunks == 0 {
      let line = Self.line(pure, shape)
      return corrections.addingSkew(to: line, shape: shape)
    }
    return mixedLine(of: shape, chunks: chunks)
  }

  private static func line(_ layers: Layers, _ shape: BatchShape) -> Line {
    let (sequences, context) = (shape.decodeSequences, shape.decodeContextTokens)
    let global = layers.global.line(sequences: sequences, context: context)
    guard let window = layers.window?.line(sequences: sequences, context: shape.windowContextTokens) else {
      return Line(base: global.base, slope: global.slope, limit: global.limit)
    }
    // Windowed context grows no faster than context, so this many tokens on no corner of either is passed.
    let room = window.limit == .max ? Int.max : window.limit - shape.windowContextTokens
    let limit = min(global.limit, room == .max ? .max : context + room)
    return Line(base: global.base + window.base, slope: global.slope, windowSlope: window.slope, limit: limit)
  }

  private func mixedLine(of shape: BatchShape, chunks: Duration) -> Line {
    var upper = 0
    while upper < mixedTokens.count - 1 && mixedTokens[upper] < shape.prefillTokens { upper += 1 }
    let lower = mixedTokens[upper] > shape.prefillTokens ? max(0, upper - 1) : upper
    var line = Self.line(mixed[lower], shape)
    var share: Int64 = 0
    if lower != upper {
      share = Int64((shape.prefillTokens - mixedTokens[lower]) << 10) / Int64(mixedTokens[upper] - mixedTokens[lower])
      let other = Self.line(mixed[upper], shape)
      line.base += ((other.base - line.base) * share) >> 10
      line.slope += ((other.slope - line.slope) * share) >> 10
      line.windowSlope += ((other.windowSlope - line.windowSlope) * share) >> 10
    }
    let alone = firstChunks[min(shape.prefillTokens, firstChunks.count - 1)].time
    let reading = max(0, chunks.picoseconds - alone.picoseconds)
    let overlap = corrections.overlap(sequences: shape.decodeSequences, lower: lower, upper: upper, share: share)
    line = Self.overlapped(line, shape: shape, reading: reading, overlap: overlap)
    return corrections.addingSkew(to: line, shape: shape)
  }

  /// Takes off the line the part of the lesser of two times that is saved: `reading` and what the line itself says. Where
  /// the one becomes the other is a corner.
  private static func overlapped(_ line: Line, shape: BatchShape, reading: Int64, overlap: Int64) -> Line {
    guard reading > 0, overlap != 0 else { return line }
    let time = line.base + line.slope * Int64(shape.decodeContextTokens) + line.windowSlope * Int64(shape.windowContextTokens)
    var result = line
    if time >= reading {
      result.base -= (reading >> 10) * overlap
      return result
    }
    result.base -= (line.base * overlap) >> 10
    result.slope -= (line.slope * overlap) >> 10
    result.windowSlope -= (line.windowSlope * overlap) >> 10
    let growth = line.slope + line.windowSlope
    if growth > 0 { result.limit = min(line.limit, shape.decodeContextTokens + Int((reading - 1 - time) / growth)) }
    return result
  }
}

import Kernel
import Model

/// Attention out of a profile, as integer tables: chunks on a grid, decodes on lines over their context.
///
/// A batch that also prefills runs its decodes through the prefill kernel, without the splits and the packing of heads of
/// the decode kernel, so they stand on lines of their own, one set for each measured chunk length.
///
/// A class, so that a call counts one reference where a structure would count those of all its tables.
final class MeasuredAttention: Sendable {
  /// Lines of all layers at one chunk length.
  private struct Layers: Sendable {
    var whole: ContextLines
    /// Of each attention group with a cap.
    var capped: [ContextLines]
  }

  /// Time of any prefill, be it of a single token.
  let launch: Duration
  private let chunks: ChunkGrid
  private let firstChunks: [ChunkCost]
  private let pure: Layers
  private let mixed: [Layers]
  private let mixedTokens: [Int]
  private let corrections: AttentionShares
  private let ranks: DataParallelRanks

  /// Tables for batches of up to so many tokens and sequences. Of several ranks each decodes its part of the sequences, which have the
  /// same mean context; a chunk takes its part of what its own rank takes, as ``DataParallelRanks/chunkTime(_:_:)`` has it.
  init(_ seconds: AttentionSeconds, roofline: RooflineAttention, ranks: DataParallelRanks = .init(count: 1), options: TableSizes) {
    let launch = seconds.launchSeconds
    self.ranks = ranks
    self.launch = RooflineRates.duration(launch)
    // No table has an index, so what is looked through and selected takes its roofline.
    func chunk(_ tokens: Int, _ context: Int) -> Double {
      seconds.chunk(tokens: tokens, context: context) / Double(ranks.count) + roofline.scanSeconds(tokens: tokens, context: context)
        + roofline.selectionSeconds(tokens: tokens)
    }
    let chunks = ChunkGrid(
      tokens: options.tokens, context: options.positions,
      seconds: { chunk($0, $1) * roofline.stretch(tokens: $0, context: $1) },
      nanojoules: { roofline.chunkNanojoules(tokens: $0, context: $1, seconds: chunk($0, $1)) })
    self.chunks = chunks
    firstChunks = (0...min(options.tokens, 16_384)).map { chunks.cost(tokens: $0, context: 0) }
    let ladder = ContextLadder(upTo: options.positions)
    func layers(_ ofRank: @escaping (Double, Double) -> Double) -> Layers {
      let evaluate = { (sequences: Double, context: Double) in ofRank((sequences / Double(ranks.count)).rounded(.up), context) }
      let scan = roofline.scanSecondsPerContextToken
      return Layers(
        whole: ContextLines(ladder: ladder, sequences: options.sequences) {
          let scanned = scan == 0 ? 0 : scan * Double(ranks.count) * ($0 / Double(ranks.count)).rounded(.up) * $1
          return seconds.wholeLayers * evaluate($0, $1) + scanned
        },
        capped: seconds.capped.map { group in
          let ladder = ContextLadder(upTo: min(options.positions, group.readCap))
          return ContextLines(ladder: ladder, sequences: options.sequences) { group.layers * evaluate($0, $1) }
        })
    }
    pure = layers(seconds.decode)
    mixedTokens = seconds.mixedTokens
    mixed = seconds.mixedTokens.map { tokens in
      layers { seconds.mixedDecode(tokens: Double(tokens), sequences: $0, context: $1) }
    }
    corrections = AttentionShares(seconds.corrections, sequences: options.sequences, tokens: seconds.mixedTokens, ranks: ranks)
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

  /// The line of the decodes of a batch over their whole context. `chunks` is the time of its chunks' attention.
  @inline(__always) func line(of shape: BatchShape, chunks: Duration) -> ContextLine {
    guard shape.decodeSequences > 0 else { return ContextLine() }
    if shape.sharedContextTokens > 0 { return sharingLine(of: shape, chunks: chunks) }
    return plainLine(of: shape, chunks: chunks)
  }

  /// The sequences' own contexts stand on the measured curve; what they share is read beside it, whatever the contexts.
  @inline(never) private func sharingLine(of shape: BatchShape, chunks: Duration) -> ContextLine {
    var own = shape
    own.decodeContext.whole -= shape.sharedContextTokens
    var line = plainLine(of: own, chunks: chunks)
    line.base += shape.sharedReads.time.picoseconds - line.slopes.whole * Int64(shape.sharedContextTokens)
    if line.limit != .max { line.limit += shape.sharedContextTokens }
    return line
  }

  /// Time of reading `tokens` of context for each of so many sequences, in the layers that see everything.
  func reading(tokens: Int, sequences: Int) -> Duration {
    func time(_ context: Int) -> Int64 { pure.whole.line(sequences: sequences, context: context).picoseconds(at: context) }
    return Duration(picoseconds: time(sequences * tokens) - time(sequences))
  }

  @inline(__always) private func plainLine(of shape: BatchShape, chunks: Duration) -> ContextLine {
    if shape.prefillChunks == 0 {
      let line = Self.line(pure, shape)
      return corrections.addingSkew(to: line, shape: shape)
    }
    return mixedLine(of: shape, chunks: chunks)
  }

  private static func line(_ layers: Layers, _ shape: BatchShape) -> ContextLine {
    let (sequences, context) = (shape.decodeSequences, shape.decodeContext.whole)
    let whole = layers.whole.line(sequences: sequences, context: context)
    var line = ContextLine(base: whole.base, slopes: GroupValues(whole: whole.slope), limit: whole.limit)
    for index in layers.capped.indices {
      let read = shape.decodeContext[index + 1]
      let capped = layers.capped[index].line(sequences: sequences, context: read)
      line.base += capped.base
      line.slopes[index + 1] = capped.slope
      // No group's context grows faster than the whole, so this many tokens on no corner of either is passed.
      if capped.limit != .max { line.limit = min(line.limit, context + capped.limit - read) }
    }
    return line
  }

  private func mixedLine(of shape: BatchShape, chunks: Duration) -> ContextLine {
    var upper = 0
    while upper < mixedTokens.count - 1 && mixedTokens[upper] < shape.prefillTokens { upper += 1 }
    let lower = mixedTokens[upper] > shape.prefillTokens ? max(0, upper - 1) : upper
    var line = Self.line(mixed[lower], shape)
    var share: Int64 = 0
    if lower != upper {
      share = Int64((shape.prefillTokens - mixedTokens[lower]) << 10) / Int64(mixedTokens[upper] - mixedTokens[lower])
      line = line.blended(with: Self.line(mixed[upper], shape), share: share)
    }
    let alone = firstChunks[min(shape.prefillTokens, firstChunks.count - 1)].time * ranks.count
    let reading = max(0, chunks.picoseconds - alone.picoseconds)
    let overlap = corrections.overlap(sequences: shape.decodeSequences, lower: lower, upper: upper, share: share)
    line = Self.overlapped(line, shape: shape, reading: reading, overlap: overlap)
    return corrections.addingSkew(to: line, shape: shape)
  }

  /// Takes off the line the part of the lesser of two times that is saved: `reading` and what the line itself says. Where
  /// the one becomes the other is a corner.
  private static func overlapped(_ line: ContextLine, shape: BatchShape, reading: Int64, overlap: Int64) -> ContextLine {
    guard reading > 0, overlap != 0 else { return line }
    let time = line.value(at: shape.decodeContext)
    var result = line
    if time >= reading {
      result.base -= (reading >> 10) * overlap
      return result
    }
    result = line.lessened(by: overlap)
    let growth = line.slopes.sum
    if growth > 0 { result.limit = min(line.limit, shape.decodeContext.whole + Int((reading - 1 - time) / growth)) }
    return result
  }
}

extension ContextLine {
  /// The line that lies so many 1024ths of the way to another, up to its own corner.
  fileprivate func blended(with other: ContextLine, share: Int64) -> ContextLine {
    func blend(_ one: Int64, _ two: Int64) -> Int64 { one + ((two - one) * share) >> 10 }
    var result = self
    result.base = blend(base, other.base)
    result.slopes.whole = blend(slopes.whole, other.slopes.whole)
    if slopes.hasCapped || other.slopes.hasCapped {
      for group in 1..<AttentionGroup.most { result.slopes[group] = blend(slopes[group], other.slopes[group]) }
    }
    return result
  }

  /// The line less so many 1024ths of it.
  fileprivate func lessened(by share: Int64) -> ContextLine {
    ContextLine(base: base - (base * share) >> 10, slopes: slopes.map { $0 - ($0 * share) >> 10 }, limit: limit)
  }
}

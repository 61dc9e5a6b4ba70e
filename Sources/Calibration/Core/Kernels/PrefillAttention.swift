import CGSL

/// Causal attention of a chunk of new tokens over their sequence's cache, tile by tile with a running softmax (Dao et
/// al., FlashAttention, arXiv 2205.14135), the two products of a tile in the matrix library.
///
/// The keys and values of a head are gathered from their blocks once a chunk; query heads that share them are stacked
/// into one tall product.
package struct PrefillAttention {
  /// Query tokens of a tile; with their group of heads they make the rows of a product.
  static let queryTile = 32
  /// Keys of a tile.
  static let keyTile = 256
  /// Row length of a gathered key tile: off the powers of two, which would map a column to few cache sets.
  static let keyTileStride = keyTile + Vector.width

  let cache: PagedCache
  /// Query heads that share a KV head.
  let groupSize: Int
  /// Numbers from one token's row of queries to the next.
  let queryStride: Int
  /// Numbers from one token's row of outputs to the next.
  let outputStride: Int
  /// Softmax scale, 1 / sqrt(head size).
  let scale: Float

  /// Attention over `cache` with so many query heads to a KV head.
  package init(cache: PagedCache, groupSize: Int, queryStride: Int, outputStride: Int, scale: Float) {
    self.cache = cache
    self.groupSize = groupSize
    self.queryStride = queryStride
    self.outputStride = outputStride
    self.scale = scale
  }

  private var tileRows: Int { Self.queryTile * groupSize }

  /// Numbers of scratch that one call needs for contexts of up to `tokens`.
  package func scratchCount(tokens: Int) -> Int {
    Scratch.count(self, tokens: tokens + cache.blockTokens)
  }

  /// Where the parts of a call's scratch begin, which is of ``count(_:tokens:)`` numbers.
  @safe private struct Scratch {
    let keys, values, queries, scores, sums, largest, totals: UnsafeMutablePointer<Float>

    init(_ attention: PrefillAttention, base: UnsafeMutablePointer<Float>, tokens: Int) {
      let (size, rows) = (attention.cache.headSize, attention.tileRows)
      let tiles = (tokens + PrefillAttention.keyTile - 1) / PrefillAttention.keyTile
      unsafe keys = base
      unsafe values = keys + tiles * size * PrefillAttention.keyTileStride
      unsafe queries = values + (tokens + PrefillAttention.keyTile) * size
      unsafe scores = queries + rows * size
      unsafe sums = scores + rows * PrefillAttention.keyTileStride
      unsafe largest = sums + rows * size
      unsafe totals = largest + rows
    }

    /// Numbers from the first part's beginning to the last part's end.
    static func count(_ attention: PrefillAttention, tokens: Int) -> Int {
      let (size, rows) = (attention.cache.headSize, attention.tileRows)
      let tiles = (tokens + PrefillAttention.keyTile - 1) / PrefillAttention.keyTile
      return tiles * size * PrefillAttention.keyTileStride + (tokens + PrefillAttention.keyTile) * size
        + rows * (2 * size + PrefillAttention.keyTileStride + 2)
    }
  }

  /// Attends with the query heads of KV head `head`, of `count` tokens that stand after `context` others. Their keys and
  /// values are in the cache already.
  ///
  /// - Parameters:
  ///   - query: the head group's first value in the first token's row, rotated but not scaled.
  ///   - output: the same place in the first token's row of outputs.
  package func attend(
    query: UnsafePointer<Float>, head: Int, count: Int, context: Int, table: UnsafePointer<Int32>, layer: Int,
    scratch base: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
  ) {
    let scratch = unsafe Scratch(self, base: base, tokens: context + count + cache.blockTokens)
    unsafe cache.gather(
      tokens: context + count, head: head, table: table, layer: layer, tile: Self.keyTile, tileStride: Self.keyTileStride,
      keys: scratch.keys, values: scratch.values)
    for first in stride(from: 0, to: count, by: Self.queryTile) {
      let tokens = min(Self.queryTile, count - first)
      unsafe stack(query + first * queryStride, tokens: tokens, into: scratch)
      for tile in 0...((context + first + tokens - 1) / Self.keyTile) {
        visit(tile, firstPosition: context + first, tokens: tokens, scratch)
      }
      unsafe unstack(scratch, tokens: tokens, to: output + first * outputStride)
    }
  }

  /// Copies a tile of queries, head after head, scaled.
  private func stack(_ query: UnsafePointer<Float>, tokens: Int, into scratch: Scratch) {
    let size = cache.headSize
    for member in 0..<groupSize {
      for token in 0..<tokens {
        let source = unsafe query + token * queryStride + member * size
        let target = unsafe scratch.queries + (member * tokens + token) * size
        for i in stride(from: 0, to: size, by: Vector.width) { unsafe (Vector.load(source + i) * scale).store(target + i) }
      }
    }
    let rows = groupSize * tokens
    unsafe scratch.sums.update(repeating: 0, count: rows * size)
    unsafe scratch.largest.update(repeating: -Float.greatestFiniteMagnitude, count: rows)
    unsafe scratch.totals.update(repeating: 0, count: rows)
  }

  /// Scores against one tile of keys, running softmax, weighted sum of its values.
  private func visit(_ tile: Int, firstPosition: Int, tokens: Int, _ scratch: Scratch) {
    let size = cache.headSize
    let rows = groupSize * tokens
    let firstKey = tile * Self.keyTile
    let keys = min(Self.keyTile, firstPosition + tokens - firstKey)
    let stride = Self.keyTileStride
    unsafe cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(keys), Int32(size), 1, scratch.queries, Int32(size),
      scratch.keys + tile * size * stride, Int32(stride), 0, scratch.scores, Int32(stride))
    for row in 0..<rows {
      // A token sees itself and all before it.
      let seen = min(keys, firstPosition + row % tokens + 1 - firstKey)
      soften(row, seen: max(0, seen), keys: keys, scratch)
    }
    unsafe cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(size), Int32(keys), 1, scratch.scores, Int32(stride),
      scratch.values + firstKey * size, Int32(size), 1, scratch.sums, Int32(size))
  }

  /// One row of the running softmax: weights relative to the largest score so far, earlier sums scaled down to match.
  private func soften(_ row: Int, seen: Int, keys: Int, _ scratch: Scratch) {
    let scores = unsafe scratch.scores + row * Self.keyTileStride
    let padded = (keys + Vector.width - 1) / Vector.width * Vector.width
    for i in seen..<padded { unsafe scores[i] = -.infinity }
    if seen == 0 { return unsafe scores.update(repeating: 0, count: padded) }
    var lanes = Vector(repeating: -.infinity)
    for i in stride(from: 0, to: padded, by: Vector.width) { lanes = unsafe lanes.larger(.load(scores + i)) }
    let before = unsafe scratch.largest[row]
    let largest = max(before, lanes.largest)
    var totals = Vector.zero
    for i in stride(from: 0, to: padded, by: Vector.width) {
      let weights = unsafe (Vector.load(scores + i) - largest).exponential
      unsafe weights.store(scores + i)
      totals += weights
    }
    for i in seen..<padded { unsafe scores[i] = 0 }
    if largest > before {
      let shrink = Vector(repeating: before - largest).exponential
      let sums = unsafe scratch.sums + row * cache.headSize
      for i in stride(from: 0, to: cache.headSize, by: Vector.width) { unsafe (Vector.load(sums + i) * shrink).store(sums + i) }
      unsafe scratch.totals[row] *= shrink[0]
      unsafe scratch.largest[row] = largest
    }
    unsafe scratch.totals[row] += totals.total
  }

  private func unstack(_ scratch: Scratch, tokens: Int, to output: UnsafeMutablePointer<Float>) {
    let size = cache.headSize
    for member in 0..<groupSize {
      for token in 0..<tokens {
        let row = member * tokens + token
        let source = unsafe scratch.sums + row * size
        let target = unsafe output + token * outputStride + member * size
        let scale = unsafe 1 / scratch.totals[row]
        for i in stride(from: 0, to: size, by: Vector.width) { unsafe (Vector.load(source + i) * scale).store(target + i) }
      }
    }
  }
}

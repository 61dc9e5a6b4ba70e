import Kernel

/// Keys and values of all sequences in blocks of a fixed number of tokens (Kwon et al., PagedAttention, arXiv 2309.06180).
///
/// A block holds, for each KV head, its keys with the token as the fastest index and its values with the head's dimension
/// as the fastest. Decode then works on sixteen tokens at once for scores, on sixteen dimensions for sums, and never adds
/// across a vector.
package final class PagedCache {
  /// Tokens in a block.
  package let blockTokens: Int
  /// Blocks in the pool.
  package let blocks: Int
  let keyValueHeads: Int
  let headSize: Int
  private let keys: FloatBuffer
  private let values: FloatBuffer

  /// A pool of `blocks` blocks for `layers` layers, filled with small random numbers from `seed`.
  ///
  /// A pool of zeros would do for serving; numbers of ordinary size let calibration attend to contexts that were never
  /// computed, at the price of real ones.
  ///
  /// - Throws: ``InputError`` where memory is lacking.
  package init(layers: Int, blocks: Int, blockTokens: Int, keyValueHeads: Int, headSize: Int, seed: UInt64) throws(InputError) {
    self.blocks = blocks
    self.blockTokens = blockTokens
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    let count = layers * blocks * blockTokens * keyValueHeads * headSize
    keys = try FloatBuffer(count: count)
    values = try FloatBuffer(count: count)
    SeededFill.fill(keys, seed: seed, name: "keys", bound: 1)
    SeededFill.fill(values, seed: seed, name: "values", bound: 1)
  }

  /// Numbers that one KV head has in a block, keys or values.
  var headStride: Int { blockTokens * headSize }

  /// Numbers that all KV heads of a layer have in a block, keys or values.
  var blockNumbers: Int { keyValueHeads * headStride }

  /// The first key of a block of a layer; heads follow one another at ``headStride``.
  @inline(__always) func keyBlock(_ block: Int32, layer: Int) -> UnsafeMutablePointer<Float> {
    unsafe keys.base + (layer * blocks + Int(block)) * keyValueHeads * headStride
  }

  /// The first value of a block of a layer.
  @inline(__always) func valueBlock(_ block: Int32, layer: Int) -> UnsafeMutablePointer<Float> {
    unsafe values.base + (layer * blocks + Int(block)) * keyValueHeads * headStride
  }

  /// Writes the key and value heads of one token at `position` of the sequence whose blocks `table` lists.
  package func write(
    key: UnsafePointer<Float>, value: UnsafePointer<Float>, position: Int, table: UnsafePointer<Int32>, layer: Int
  ) {
    let block = unsafe table[position / blockTokens]
    let place = position % blockTokens
    let (keyHeads, valueHeads) = unsafe (keyBlock(block, layer: layer), valueBlock(block, layer: layer))
    for head in 0..<keyValueHeads {
      let column = unsafe keyHeads + head * headStride + place
      for i in 0..<headSize { unsafe column[i * blockTokens] = key[head * headSize + i] }
      unsafe (valueHeads + head * headStride + place * headSize).update(from: value + head * headSize, count: headSize)
    }
  }

  /// Copies the first `tokens` keys of a head into tiles of `tile` columns each, a row for each dimension, `tileStride`
  /// numbers from row to row; and its values into one row a token.
  func gather(
    tokens: Int, head: Int, table: UnsafePointer<Int32>, layer: Int, tile: Int, tileStride: Int,
    keys keyTiles: UnsafeMutablePointer<Float>, values valueRows: UnsafeMutablePointer<Float>
  ) {
    var position = 0
    while position < tokens {
      let block = unsafe table[position / blockTokens]
      let source = unsafe keyBlock(block, layer: layer) + head * headStride
      // Whole blocks are copied, the last one too: what stands behind the last token is never looked at.
      var start = 0
      while start < blockTokens {
        let count = min(blockTokens - start, tile - (position + start) % tile)
        let (index, column) = ((position + start) / tile, (position + start) % tile)
        let target = unsafe keyTiles + index * headSize * tileStride + column
        for i in 0..<headSize { unsafe (target + i * tileStride).update(from: source + i * blockTokens + start, count: count) }
        start += count
      }
      let rows = min(blockTokens, tokens - position)
      unsafe (valueRows + position * headSize).update(from: valueBlock(block, layer: layer) + head * headStride, count: rows * headSize)
      position += blockTokens
    }
  }
}

import CGSL

/// Attention of one new token over the paged cache of its sequence: for each KV head, the query heads that share it.
///
/// Keys and values are read where they lie, each block once from memory for all heads of the group. Scores of the whole
/// context are kept, so the softmax is the plain one.
package struct DecodeAttention {
  let cache: PagedCache
  /// Query heads that share a KV head.
  let groupSize: Int

  /// Attention over `cache` with so many query heads to a KV head.
  package init(cache: PagedCache, groupSize: Int) {
    self.cache = cache
    self.groupSize = groupSize
  }

  /// Numbers of scratch that one call needs for contexts of up to `tokens`.
  package func scratchCount(tokens: Int) -> Int { groupSize * scoreStride(tokens) }

  private func scoreStride(_ tokens: Int) -> Int { (tokens / cache.blockTokens + 1) * cache.blockTokens }

  /// Attends with the query heads of one KV head, scaled and rotated, one after the other in `query`, over the first
  /// `tokens` tokens; `output` is laid out like `query`.
  package func attend(
    query: UnsafePointer<Float>, head: Int, tokens: Int, table: UnsafePointer<Int32>, layer: Int,
    scratch: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
  ) {
    let stride = scoreStride(tokens)
    let usedBlocks = (tokens + cache.blockTokens - 1) / cache.blockTokens
    for index in 0..<usedBlocks {
      let keys = unsafe cache.keyBlock(table[index], layer: layer) + head * cache.headStride
      if index + 1 < usedBlocks { unsafe prefetch(cache.keyBlock(table[index + 1], layer: layer) + head * cache.headStride) }
      unsafe score(query, keys, into: scratch + index * cache.blockTokens, stride: stride)
    }
    for member in 0..<groupSize { unsafe Self.softmax(scratch + member * stride, count: tokens, padded: usedBlocks * cache.blockTokens) }
    unsafe output.update(repeating: 0, count: groupSize * cache.headSize)
    for index in 0..<usedBlocks {
      let values = unsafe cache.valueBlock(table[index], layer: layer) + head * cache.headStride
      if index + 1 < usedBlocks { unsafe prefetch(cache.valueBlock(table[index + 1], layer: layer) + head * cache.headStride) }
      let count = min(cache.blockTokens, tokens - index * cache.blockTokens)
      unsafe add(scratch + index * cache.blockTokens, stride: stride, values, count: count, to: output)
    }
  }

  /// Asks for a block ahead of its turn: blocks lie scattered, and the hardware's own prefetching ends with each.
  private func prefetch(_ block: UnsafePointer<Float>) {
    for line in stride(from: 0, to: cache.headStride, by: Vector.width) { unsafe windtunnel_prefetch(block + line) }
  }

  /// Scores of one block: sixteen tokens to a vector, two heads at a time so that all sums stay in registers.
  private func score(
    _ query: UnsafePointer<Float>, _ keys: UnsafePointer<Float>, into scores: UnsafeMutablePointer<Float>, stride scoreStride: Int
  ) {
    let (size, step) = (cache.headSize, cache.blockTokens)
    for column in stride(from: 0, to: step, by: Vector.width) {
      var member = 0
      while member + 1 < groupSize {
        let (q0, q1) = unsafe (query + member * size, query + (member + 1) * size)
        var (sum0, sum1) = (Vector.zero, Vector.zero)
        for i in 0..<size {
          let key = unsafe Vector.load(keys + i * step + column)
          unsafe sum0 += key * q0[i]
          unsafe sum1 += key * q1[i]
        }
        unsafe sum0.store(scores + member * scoreStride + column)
        unsafe sum1.store(scores + (member + 1) * scoreStride + column)
        member += 2
      }
      if member < groupSize {
        let q = unsafe query + member * size
        var sum = Vector.zero
        for i in 0..<size { unsafe sum += Vector.load(keys + i * step + column) * q[i] }
        unsafe sum.store(scores + member * scoreStride + column)
      }
    }
  }

  /// Turns `count` scores into weights that sum to one; what pads them to whole vectors becomes zero.
  private static func softmax(_ scores: UnsafeMutablePointer<Float>, count: Int, padded: Int) {
    for i in count..<padded { unsafe scores[i] = -.infinity }
    var largest = Vector(repeating: -.infinity)
    for i in stride(from: 0, to: padded, by: Vector.width) { largest = unsafe largest.larger(.load(scores + i)) }
    let maximum = largest.largest
    var sums = Vector.zero
    for i in stride(from: 0, to: padded, by: Vector.width) {
      let weights = unsafe (Vector.load(scores + i) - maximum).exponential
      unsafe weights.store(scores + i)
      sums += weights
    }
    // The padding came out as exp(-60), far below what single precision sees in the sum.
    for i in count..<padded { unsafe scores[i] = 0 }
    let scale = 1 / sums.total
    for i in stride(from: 0, to: padded, by: Vector.width) { unsafe (Vector.load(scores + i) * scale).store(scores + i) }
  }

  /// Adds the weighted values of one block: sixteen dimensions to a vector, two heads at a time.
  private func add(
    _ weights: UnsafePointer<Float>, stride weightStride: Int, _ values: UnsafePointer<Float>, count: Int,
    to output: UnsafeMutablePointer<Float>
  ) {
    let size = cache.headSize
    for column in stride(from: 0, to: size, by: Vector.width) {
      var member = 0
      while member + 1 < groupSize {
        let (w0, w1) = unsafe (weights + member * weightStride, weights + (member + 1) * weightStride)
        let (o0, o1) = unsafe (output + member * size + column, output + (member + 1) * size + column)
        var (sum0, sum1) = unsafe (Vector.load(o0), Vector.load(o1))
        for token in 0..<count {
          let value = unsafe Vector.load(values + token * size + column)
          unsafe sum0 += value * w0[token]
          unsafe sum1 += value * w1[token]
        }
        unsafe sum0.store(o0)
        unsafe sum1.store(o1)
        member += 2
      }
      if member < groupSize {
        let (w, o) = unsafe (weights + member * weightStride, output + member * size + column)
        var sum = unsafe Vector.load(o)
        for token in 0..<count { unsafe sum += Vector.load(values + token * size + column) * w[token] }
        unsafe sum.store(o)
      }
    }
  }
}

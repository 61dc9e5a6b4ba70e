/// What one engine gives another that is to go on with a sequence: its KV blocks as bytes, in the order of its tokens.
///
/// For each layer and each block of the sequence its keys and then its values, as they lie in the cache. The last block goes
/// as a whole: what stands behind the last token is never looked at.
extension ExecutedEngine {
  /// Bytes of the KV blocks that so many tokens of a sequence fill.
  package func keyValueBytes(forTokens tokens: Int) -> Int {
    2 * model.layers * limits.blocks(forTokens: tokens) * cache.blockNumbers * MemoryLayout<Float>.stride
  }

  /// A copy of the KV blocks of what is computed of a sequence.
  ///
  /// - Throws: ``BatchFault`` where it is not known.
  package func keyValues(of sequence: Int) throws(BatchFault) -> [UInt8] {
    let row = try row(of: sequence)
    let blocks = limits.blocks(forTokens: sequences[row].cachedTokens)
    let table = unsafe sequences.table(of: row)
    let blockBytes = cache.blockNumbers * MemoryLayout<Float>.stride
    return unsafe [UInt8](unsafeUninitializedCapacity: keyValueBytes(forTokens: sequences[row].cachedTokens)) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      var place = UnsafeMutableRawPointer(start)
      for layer in 0..<model.layers {
        for index in 0..<blocks {
          unsafe place.copyMemory(from: cache.keyBlock(table[index], layer: layer), byteCount: blockBytes)
          unsafe (place + blockBytes).copyMemory(from: cache.valueBlock(table[index], layer: layer), byteCount: blockBytes)
          unsafe place += 2 * blockBytes
        }
      }
      count = 2 * model.layers * blocks * blockBytes
    }
  }

  /// Takes in a sequence of which another engine has computed all `tokens` but the last, so that it can decode at once.
  ///
  /// - Parameter keyValues: as ``keyValues(of:)`` of an engine of the same model and block size gave them.
  /// - Throws: ``BatchFault`` where the sequence is known already or cannot be, where the bytes are not those of its blocks,
  ///   or where blocks are lacking; then nothing has changed.
  package func takeIn(sequence: Int, tokens: [Int32], keyValues: [UInt8]) throws(BatchFault) {
    let computed = tokens.count - 1
    if computed < 1 { throw .empty }
    let expected = keyValueBytes(forTokens: computed)
    if keyValues.count != expected { throw .keyValuesOfAnotherSize(sequence: sequence, bytes: keyValues.count, expected: expected) }
    let needed = limits.blocks(forTokens: computed)
    if needed > freeBlocks { throw .noBlocks(needed: needed, free: freeBlocks) }
    try add(sequence: sequence, promptTokens: tokens)
    let row = try row(of: sequence)
    sequences.growBlocks(of: row, tokens: computed)
    sequences.update(row) { $0.cachedTokens = computed }
    let table = unsafe sequences.table(of: row)
    let blockBytes = cache.blockNumbers * MemoryLayout<Float>.stride
    unsafe keyValues.withUnsafeBytes { bytes in
      guard var place = bytes.baseAddress else { return }
      for layer in 0..<model.layers {
        for index in 0..<needed {
          unsafe UnsafeMutableRawPointer(cache.keyBlock(table[index], layer: layer)).copyMemory(from: place, byteCount: blockBytes)
          unsafe UnsafeMutableRawPointer(cache.valueBlock(table[index], layer: layer))
            .copyMemory(from: place + blockBytes, byteCount: blockBytes)
          unsafe place += 2 * blockBytes
        }
      }
    }
  }
}

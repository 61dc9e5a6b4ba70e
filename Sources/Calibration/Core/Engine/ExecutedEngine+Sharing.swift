import Kernel

/// Prompts that begin alike share the blocks of what they have in common: each block is held by as many sequences as read it, and is
/// written by the first alone.
///
/// It is for the caller to say how much is shared (``share(sequence:tokens:)``), as a policy has planned it; the engine finds the blocks
/// by the text itself.
extension ExecutedEngine {
  /// Tokens of a sequence whose keys and values are in the cache, or will be when the step has run that they are planned for.
  ///
  /// - Throws: ``BatchFault`` where it is not known.
  package func cachedTokens(of sequence: Int) throws(BatchFault) -> Int { sequences[try row(of: sequence)].cachedTokens }

  /// How many sequences hold each block of a sequence, for checks.
  package func holders(of sequence: Int) throws(BatchFault) -> [Int] { sequences.holders(of: try row(of: sequence)) }

  /// Has a sequence of which nothing is in the cache share what there is of its first `tokens` tokens: whole blocks, and at least one
  /// token of it is left to compute.
  ///
  /// - Returns: how many tokens it shares now; fewer than asked for where their blocks have been taken for something else.
  /// - Throws: ``BatchFault`` where it is not known, or something of it is in the cache.
  package func share(sequence: Int, tokens: Int) throws(BatchFault) -> Int {
    let row = try row(of: sequence)
    let state = sequences[row]
    if state.cachedTokens > 0 || tokens < 0 {
      throw .chunkOutOfPlace(sequence: sequence, position: 0, cachedTokens: state.cachedTokens, knownTokens: state.knownTokens)
    }
    return sequences.shareBlocks(of: row, tokens: min(tokens, state.knownTokens - 1))
  }

  /// Takes the blocks that a chunk of the next step will be written to, so that sequences behind it in the same step can share them: in
  /// each layer all keys and values are written before any are read.
  ///
  /// - Throws: ``BatchFault`` where it is not known, the chunk leaves what is known of it, or blocks are lacking.
  package func reserve(_ chunk: ExecutedBatch.Chunk) throws(BatchFault) {
    let row = try row(of: chunk.sequence)
    let state = sequences[row]
    guard chunk.tokens > 0, chunk.position == state.cachedTokens, chunk.tokens <= state.knownTokens - chunk.position else {
      throw .chunkOutOfPlace(
        sequence: chunk.sequence, position: chunk.position, cachedTokens: state.cachedTokens, knownTokens: state.knownTokens)
    }
    let missing = sequences.missingBlocks(of: row, tokens: chunk.position + chunk.tokens)
    if missing > freeBlocks { throw .noBlocks(needed: missing, free: freeBlocks) }
    sequences.growBlocks(of: row, tokens: chunk.position + chunk.tokens)
    sequences.nameBlocks(of: row, tokens: chunk.position + chunk.tokens)
  }
}

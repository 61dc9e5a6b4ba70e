/// The rows of one step: which token at which position of which sequence, decodes first, then chunk by chunk.
struct StepPlan {
  /// One token.
  struct Row: BitwiseCopyable {
    var token: Int32
    var position: Int32
    var sequenceRow: Int32
  }

  /// A part of a prompt: its rows, and what stands before it.
  struct Chunk: BitwiseCopyable {
    var firstRow: Int
    var tokens: Int
    var contextTokens: Int
    var sequenceRow: Int32
  }

  /// A row that a token is sampled from.
  struct Sample: BitwiseCopyable {
    var row: Int
    var sequenceRow: Int32
  }

  private(set) var rows: [Row] = []
  private(set) var chunks: [Chunk] = []
  private(set) var samples: [Sample] = []
  private(set) var decodes = 0

  mutating func reserve(_ limits: EngineLimits) {
    rows.reserveCapacity(limits.maximumBatchedTokens)
    chunks.reserveCapacity(limits.maximumSequences)
    samples.reserveCapacity(limits.maximumSequences)
  }

  /// Checks the batch, lists its rows, and takes the blocks that they will be written to.
  ///
  /// - Throws: ``BatchFault``; then no block was taken and no count has changed.
  mutating func compose(
    _ batch: ExecutedBatch, number: Int, limits: EngineLimits, _ sequences: inout SequenceTable
  ) throws(BatchFault) {
    rows.removeAll(keepingCapacity: true)
    chunks.removeAll(keepingCapacity: true)
    samples.removeAll(keepingCapacity: true)
    decodes = batch.decodes.count
    let tokens = batch.tokens
    if tokens == 0 { throw .empty }
    if tokens > limits.maximumBatchedTokens { throw .tooManyTokens(tokens, limit: limits.maximumBatchedTokens) }
    var missing = 0
    for sequence in batch.decodes { missing += try addDecode(of: sequence, number: number, limits, &sequences) }
    for chunk in batch.chunks { missing += try add(chunk, number: number, &sequences) }
    if missing > sequences.freeBlockCount { throw .noBlocks(needed: missing, free: sequences.freeBlockCount) }
    for index in 0..<decodes {
      let row = rows[index].sequenceRow
      sequences.growBlocks(of: row, tokens: sequences[row].cachedTokens + 1)
      sequences.update(row) { $0.cachedTokens += 1 }
    }
    for chunk in chunks {
      sequences.growBlocks(of: chunk.sequenceRow, tokens: chunk.contextTokens + chunk.tokens)
      sequences.update(chunk.sequenceRow) { $0.cachedTokens += chunk.tokens }
    }
  }

  private mutating func addDecode(
    of sequence: Int, number: Int, _ limits: EngineLimits, _ sequences: inout SequenceTable
  ) throws(BatchFault) -> Int {
    let row = try Self.enter(sequence, number: number, &sequences)
    let state = sequences[row]
    if state.cachedTokens + 1 != state.knownTokens || state.cachedTokens == 0 {
      // A full sequence whose last token found no room is told apart from one that decodes too early.
      if state.cachedTokens == limits.maximumSequenceTokens { throw .sequenceTooLong(sequence, limit: limits.maximumSequenceTokens) }
      throw .decodesTooEarly(sequence: sequence, cachedTokens: state.cachedTokens, knownTokens: state.knownTokens)
    }
    let position = state.cachedTokens
    samples.append(Sample(row: rows.count, sequenceRow: row))
    rows.append(Row(token: sequences.token(of: row, at: position), position: Int32(position), sequenceRow: row))
    return sequences.missingBlocks(of: row, tokens: position + 1)
  }

  private mutating func add(
    _ chunk: ExecutedBatch.Chunk, number: Int, _ sequences: inout SequenceTable
  ) throws(BatchFault) -> Int {
    let row = try Self.enter(chunk.sequence, number: number, &sequences)
    let state = sequences[row]
    guard chunk.tokens > 0, chunk.position == state.cachedTokens, chunk.tokens <= state.knownTokens - chunk.position else {
      throw .chunkOutOfPlace(
        sequence: chunk.sequence, position: chunk.position, cachedTokens: state.cachedTokens, knownTokens: state.knownTokens)
    }
    chunks.append(Chunk(firstRow: rows.count, tokens: chunk.tokens, contextTokens: chunk.position, sequenceRow: row))
    for position in chunk.position..<chunk.position + chunk.tokens {
      rows.append(Row(token: sequences.token(of: row, at: position), position: Int32(position), sequenceRow: row))
    }
    if chunk.position + chunk.tokens == state.knownTokens { samples.append(Sample(row: rows.count - 1, sequenceRow: row)) }
    return sequences.missingBlocks(of: row, tokens: chunk.position + chunk.tokens)
  }

  private static func enter(_ sequence: Int, number: Int, _ sequences: inout SequenceTable) throws(BatchFault) -> Int32 {
    guard let row = sequences.row(of: sequence) else { throw .unknownSequence(sequence) }
    if sequences[row].batch == number { throw .sequenceTwice(sequence) }
    sequences.update(row) { $0.batch = number }
    return row
  }
}

import Kernel

/// The sequences of an engine: their tokens, and the physical blocks that hold their keys and values.
///
/// All memory is taken at the start; rows are reused. The pool hands blocks out in a shuffled order, as one does that
/// has served for a while, so that the first requests cost what later ones cost.
///
/// The kernels read the lists of blocks through pointers. The invariant: `tables` is the start of memory for `tableStride` numbers
/// of each row, all initialised, that nobody else holds.
@safe struct SequenceTable: ~Copyable {
  /// A sequence's counts.
  struct Row: BitwiseCopyable {
    var id = -1
    /// Tokens that are known: prompt and what was generated.
    var knownTokens = 0
    /// Tokens whose keys and values are in the cache.
    var cachedTokens = 0
    var blocks = 0
    /// The latest batch it was in, so that twice in one is noticed.
    var batch = 0
  }

  private let limits: EngineLimits
  private let tableStride: Int
  private var rows: [Row]
  private var tokens: [Int32]
  private let tables: UnsafeMutablePointer<Int32>
  private var pool: BlockPool
  private let sharesPrefixes: Bool
  private var freeRows: [Int32]
  private var rowOfSequence: [Int: Int32] = [:]

  init(limits: EngineLimits, seed: UInt64, sharesPrefixes: Bool) {
    self.limits = limits
    self.sharesPrefixes = sharesPrefixes
    tableStride = limits.blocks(forTokens: limits.maximumSequenceTokens)
    rows = Array(repeating: Row(), count: limits.maximumSequences)
    tokens = Array(repeating: 0, count: limits.maximumSequences * limits.maximumSequenceTokens)
    unsafe tables = .allocate(capacity: limits.maximumSequences * tableStride)
    unsafe tables.initialize(repeating: 0, count: limits.maximumSequences * tableStride)
    pool = BlockPool(blocks: limits.kvBlocks, seed: seed)
    freeRows = (0..<Int32(limits.maximumSequences)).reversed()
    rowOfSequence.reserveCapacity(limits.maximumSequences)
  }

  deinit { unsafe tables.deallocate() }

  subscript(_ row: Int32) -> Row { rows[Int(row)] }
  /// Changes a row. No setter, and nowhere `+=`, for with ThreadSanitizer the compiler (Swift 6.3) ends in a fault at these.
  mutating func update(_ row: Int32, _ change: (inout Row) -> Void) { change(&rows[Int(row)]) }

  var count: Int { rowOfSequence.count }
  /// Blocks that nobody holds.
  var freeBlockCount: Int { pool.freeCount }
  func row(of sequence: Int) -> Int32? { rowOfSequence[sequence] }

  /// All tokens that are known of a sequence.
  func tokens(of row: Int32) -> ArraySlice<Int32> {
    let first = Int(row) * limits.maximumSequenceTokens
    return tokens[first..<first + self[row].knownTokens]
  }

  /// The token of a sequence at `position`.
  func token(of row: Int32, at position: Int) -> Int32 { tokens[Int(row) * limits.maximumSequenceTokens + position] }

  /// The list of a sequence's blocks, with room for ``tableStride``.
  func table(of row: Int32) -> UnsafeMutablePointer<Int32> {
    precondition(row >= 0 && Int(row) < limits.maximumSequences, "a row that is none")
    return unsafe tables + Int(row) * tableStride
  }

  /// A row for a new sequence, or nil where none is left.
  mutating func add(_ sequence: Int) -> Int32? {
    guard let row = freeRows.popLast() else { return nil }
    rowOfSequence[sequence] = row
    rows[Int(row)] = Row(id: sequence)
    return row
  }

  mutating func remove(_ sequence: Int, _ row: Int32) {
    releaseBlocks(of: row)
    rowOfSequence[sequence] = nil
    rows[Int(row)] = Row()
    freeRows.append(row)
  }

  /// Blocks that the row lacks to hold `tokens` tokens.
  func missingBlocks(of row: Int32, tokens: Int) -> Int { max(0, limits.blocks(forTokens: tokens) - self[row].blocks) }

  /// Takes the blocks that the row lacks to hold `tokens` tokens; the caller knows that they are free.
  mutating func growBlocks(of row: Int32, tokens: Int) {
    let (missing, held) = (missingBlocks(of: row, tokens: tokens), self[row].blocks)
    precondition(missing <= freeBlockCount, "more KV blocks than the pool has")
    precondition(held + missing <= tableStride, "more KV blocks than a sequence may hold")
    for index in 0..<missing { unsafe table(of: row)[held + index] = pool.take() }
    rows[Int(row)].blocks = held + missing
  }

  mutating func releaseBlocks(of row: Int32) {
    if sharesPrefixes {
      // The end of a text first: its beginning is what others have in common with it, and is to be kept longest.
      for index in (0..<self[row].blocks).reversed() { pool.letGo(unsafe table(of: row)[index]) }
    } else {
      for index in 0..<self[row].blocks { pool.letGo(unsafe table(of: row)[index]) }
    }
    rows[Int(row)].blocks = 0
    rows[Int(row)].cachedTokens = 0
  }

  // MARK: Shared text

  /// Names the full blocks of a row's first `tokens` tokens, so that others with the same text find them.
  mutating func nameBlocks(of row: Int32, tokens: Int) {
    if !sharesPrefixes { return }
    for (index, name) in names(of: row, tokens: tokens).enumerated() { pool.name(unsafe table(of: row)[index], name) }
  }

  /// Has a row without blocks hold those that are there of its first `tokens` tokens. Returns how many tokens they hold.
  mutating func shareBlocks(of row: Int32, tokens: Int) -> Int {
    if !sharesPrefixes { return 0 }
    precondition(self[row].blocks == 0, "a sequence that has blocks shares none")
    var count = 0
    for name in names(of: row, tokens: tokens) {
      guard let block = pool.share(name) else { break }
      unsafe table(of: row)[count] = block
      count += 1
    }
    rows[Int(row)].blocks = count
    rows[Int(row)].cachedTokens = count * limits.blockTokens
    return count * limits.blockTokens
  }

  /// How many hold each block of a row.
  func holders(of row: Int32) -> [Int] { (0..<self[row].blocks).map { pool.holderCount(of: unsafe table(of: row)[$0]) } }

  /// A name for each full block of a row's first `tokens` tokens, which stands for these tokens and all before them.
  private func names(of row: Int32, tokens: Int) -> [UInt64] {
    var digest = Digest()
    return (0..<tokens / limits.blockTokens).map { block in
      for index in 0..<limits.blockTokens { digest.mix(UInt64(UInt32(bitPattern: token(of: row, at: block * limits.blockTokens + index)))) }
      return digest.value
    }
  }

  /// Adds a token to what is known of a sequence, where there is room: the last token of a full one goes nowhere.
  mutating func append(_ token: Int32, to row: Int32) {
    let known = self[row].knownTokens
    if known == limits.maximumSequenceTokens { return }
    tokens[Int(row) * limits.maximumSequenceTokens + known] = token
    rows[Int(row)].knownTokens = known + 1
  }
}

import Calibration
import Kernel
import Model
import Testing

/// Sequences whose KV another engine has computed, and sequences that share the blocks of a common prefix.
struct CoreSharingTests {
  private static let model = ModelShape(
    name: "test", layers: 3, hiddenSize: 64, heads: 4, keyValueHeads: 2, headSize: 32, intermediateSize: 96,
    vocabularySize: 512, maximumPositions: 512, tiedEmbeddings: true, nativeFormat: .fp32)

  private static func engine(kvBlocks: Int = 100, sharesPrefixes: Bool = false) throws -> ExecutedEngine {
    try ExecutedEngine(
      model: model,
      limits: EngineLimits(kvBlocks: kvBlocks, maximumSequences: 16, maximumBatchedTokens: 512, maximumSequenceTokens: 256),
      threads: 1, seed: 11, clock: .wall, sharesPrefixes: sharesPrefixes)
  }

  private static func text(_ count: Int, _ seed: UInt64) -> [Int32] {
    var stream = RandomStream(seed: seed, name: "prompt")
    return (0..<count).map { _ in Int32(stream.integer(below: 512)) }
  }

  private static func decode(_ engine: ExecutedEngine, _ id: Int, _ count: Int) throws {
    for _ in 0..<count { try engine.run(ExecutedBatch(decodes: [id])) }
  }

  /// Prompt and output of one engine that does all, and nothing else.
  private static func alone(_ prompt: [Int32], _ count: Int) throws -> [Int32] {
    let engine = try engine()
    try engine.add(sequence: 0, promptTokens: prompt)
    try engine.run(ExecutedBatch(chunks: [.init(sequence: 0, position: 0, tokens: prompt.count)]))
    try decode(engine, 0, count)
    return try engine.tokens(of: 0)
  }

  // MARK: Hand-over

  @Test(arguments: [1, 15, 16, 17, 100])
  func `a sequence goes on at another engine as if it had never left`(length: Int) throws {
    let prompt = Self.text(length, 1)
    let (source, destination) = (try Self.engine(), try Self.engine())
    try source.add(sequence: 5, promptTokens: prompt)
    try source.run(ExecutedBatch(chunks: [.init(sequence: 5, position: 0, tokens: length)]))
    // The destination has another sequence, so that its blocks lie elsewhere.
    try destination.add(sequence: 1, promptTokens: Self.text(40, 2))
    try destination.run(ExecutedBatch(chunks: [.init(sequence: 1, position: 0, tokens: 40)]))
    let keyValues = try source.keyValues(of: 5)
    #expect(keyValues.count == (length + 15) / 16 * 16 * 2 * 2 * 32 * 3 * 4)
    try destination.takeIn(sequence: 9, tokens: try source.tokens(of: 5), keyValues: keyValues)
    try Self.decode(destination, 9, 30)
    #expect(try destination.tokens(of: 9) == Self.alone(prompt, 30))
  }

  @Test func `what cannot be taken in changes nothing`() throws {
    let engine = try Self.engine(kvBlocks: 3)
    let bytes = [UInt8](repeating: 0, count: engine.keyValueBytes(forTokens: 20))
    func fault(_ tokens: [Int32], _ bytes: [UInt8]) -> BatchFault? {
      #expect(throws: BatchFault.self) { try engine.takeIn(sequence: 0, tokens: tokens, keyValues: bytes) }
    }
    #expect(fault(Self.text(21, 1), Array(bytes.dropLast())) != nil)
    #expect(fault(Self.text(1, 1), []) == .empty)
    #expect(fault(Self.text(65, 1), [UInt8](repeating: 0, count: engine.keyValueBytes(forTokens: 64))) == .noBlocks(needed: 4, free: 3))
    #expect(fault(Self.text(20, 1) + [512], bytes) == .unknownToken(512, sequence: 0))
    #expect(engine.freeBlocks == 3)
    try engine.takeIn(sequence: 0, tokens: Self.text(21, 1), keyValues: bytes)
    #expect(engine.freeBlocks == 1)
  }

  // MARK: Shared prefixes

  @Test func `tokens are the same with and without sharing, where a prefix was computed before and where it is in the same step`() throws {
    let prefix = Self.text(64, 3)
    let prompts = (0..<4).map { prefix + Self.text(10 + 9 * $0, UInt64(20 + $0)) }
    let engine = try Self.engine(sharesPrefixes: true)
    var chunks: [ExecutedBatch.Chunk] = []
    for (id, prompt) in prompts.enumerated() {
      try engine.add(sequence: id, promptTokens: prompt)
      let shared = try engine.share(sequence: id, tokens: id == 0 ? 0 : 64)
      #expect(shared == (id == 0 ? 0 : 64))
      let chunk = ExecutedBatch.Chunk(sequence: id, position: shared, tokens: prompt.count - shared)
      try engine.reserve(chunk)
      chunks.append(chunk)
      // Two in the first step, each of the others in one of its own.
      if id > 0 {
        try engine.run(ExecutedBatch(chunks: chunks))
        chunks.removeAll()
      }
    }
    #expect(try engine.holders(of: 3).prefix(5) == [4, 4, 4, 4, 1])
    for _ in 0..<25 { try engine.run(ExecutedBatch(decodes: [0, 1, 2, 3])) }
    for (id, prompt) in prompts.enumerated() { #expect(try engine.tokens(of: id) == Self.alone(prompt, 25)) }
  }

  @Test func `a prefix outlives its last sequence until its blocks are needed, and its end goes first`() throws {
    let engine = try Self.engine(kvBlocks: 8, sharesPrefixes: true)
    let prompt = Self.text(70, 4)
    func compute(_ id: Int, _ prompt: [Int32], from position: Int) throws {
      let chunk = ExecutedBatch.Chunk(sequence: id, position: position, tokens: prompt.count - position)
      try engine.reserve(chunk)
      try engine.run(ExecutedBatch(chunks: [chunk]))
    }
    try engine.add(sequence: 0, promptTokens: prompt)
    try compute(0, prompt, from: 0)
    #expect(engine.freeBlocks == 3)
    try engine.remove(sequence: 0)
    #expect(engine.freeBlocks == 8)
    // Five blocks of other text: those without a name first, then the last named one.
    try engine.add(sequence: 1, promptTokens: Self.text(80, 5))
    try compute(1, Self.text(80, 5), from: 0)
    try engine.add(sequence: 2, promptTokens: prompt)
    #expect(try engine.share(sequence: 2, tokens: 64) == 48)
    #expect(engine.freeBlocks == 0)
    #expect(throws: BatchFault.noBlocks(needed: 2, free: 0)) {
      try engine.reserve(ExecutedBatch.Chunk(sequence: 2, position: 48, tokens: 22))
    }
    try engine.remove(sequence: 1)
    try compute(2, prompt, from: 48)
    try Self.decode(engine, 2, 10)
    #expect(try engine.tokens(of: 2) == Self.alone(prompt, 10))
  }

  @Test func `a preempted sequence finds its own text again, generated tokens as well`() throws {
    let engine = try Self.engine(sharesPrefixes: true)
    let prompt = Self.text(30, 6)
    try engine.add(sequence: 0, promptTokens: prompt)
    try engine.run(ExecutedBatch(chunks: [.init(sequence: 0, position: 0, tokens: 30)]))
    try Self.decode(engine, 0, 20)
    try engine.preempt(sequence: 0)
    #expect(engine.freeBlocks == 100)
    #expect(try engine.share(sequence: 0, tokens: 48) == 48)
    let chunk = ExecutedBatch.Chunk(sequence: 0, position: 48, tokens: 3)
    try engine.reserve(chunk)
    try engine.run(ExecutedBatch(chunks: [chunk]))
    try Self.decode(engine, 0, 10)
    #expect(try engine.tokens(of: 0) == Self.alone(prompt, 31))
  }

  @Test func `at least one token is left to compute, and an engine that keeps no names shares nothing`() throws {
    let prompt = Self.text(32, 7)
    for shares in [true, false] {
      let engine = try Self.engine(sharesPrefixes: shares)
      try engine.add(sequence: 0, promptTokens: prompt)
      let chunk = ExecutedBatch.Chunk(sequence: 0, position: 0, tokens: 32)
      try engine.reserve(chunk)
      try engine.run(ExecutedBatch(chunks: [chunk]))
      try engine.add(sequence: 1, promptTokens: prompt)
      #expect(try engine.share(sequence: 1, tokens: 32) == (shares ? 16 : 0))
      #expect(throws: BatchFault.self) { try engine.share(sequence: 0, tokens: 16) }
    }
  }
}

import Calibration
import Kernel
import Model
import Testing

/// The executed decoder computes what a decoder computes, however its work is cut and batched.
struct CoreEngineTests {
  /// Single precision over a few layers: logits of size one agree to this.
  private static let tolerance: Float = 2e-4

  private static func engine(
    kvBlocks: Int = 200, maximumSequences: Int = 16, tied: Bool = true, groupSize: Int = 2, threads: Int = 1
  ) throws -> ExecutedEngine {
    let model = ModelShape(
      name: "test", layers: 3, hiddenSize: 64, heads: 4, keyValueHeads: 4 / groupSize, headSize: 32, intermediateSize: 96,
      vocabularySize: 512, maximumPositions: 512, tiedEmbeddings: tied, nativeFormat: .fp32)
    let limits = EngineLimits(
      kvBlocks: kvBlocks, maximumSequences: maximumSequences, maximumBatchedTokens: 512, maximumSequenceTokens: 512)
    return try ExecutedEngine(model: model, limits: limits, threads: threads, seed: 11)
  }

  private static func prompt(_ count: Int, _ seed: UInt64) -> [Int32] {
    var stream = RandomStream(seed: seed, name: "prompt")
    return (0..<count).map { _ in Int32(stream.integer(below: 512)) }
  }

  /// Prefills a prompt in the given cuts and returns the logits behind its last token.
  private static func prefill(_ engine: ExecutedEngine, _ id: Int, _ tokens: [Int32], cuts: [Int]) throws -> [Float] {
    try engine.add(sequence: id, promptTokens: tokens)
    var position = 0
    for cut in cuts {
      try engine.run(ExecutedBatch(chunks: [.init(sequence: id, position: position, tokens: cut)]))
      position += cut
    }
    try #require(position == tokens.count)
    return engine.logits(ofSample: 0)
  }

  private static func difference(_ left: [Float], _ right: [Float]) -> Float { zip(left, right).map { abs($0 - $1) }.max() ?? .nan }

  @Test(arguments: [(true, 2), (false, 1), (false, 4)])
  func `logits are those of the naive decoder`(tied: Bool, groupSize: Int) throws {
    let engine = try Self.engine(tied: tied, groupSize: groupSize)
    let tokens = Self.prompt(45, 1)
    let exact = NaiveDecoder(model: engine.model, weights: engine.weights).logits(tokens).map { Float($0) }
    let logits = try Self.prefill(engine, 0, tokens, cuts: [45])
    #expect(Self.difference(logits, exact) < Self.tolerance)
    // The check means something only where logits differ from one another.
    #expect(exact.max()! - exact.min()! > 0.5)
  }

  @Test func `decoding with the paged cache equals prefilling the same tokens`() throws {
    let engine = try Self.engine()
    _ = try Self.prefill(engine, 0, Self.prompt(30, 2), cuts: [30])
    for step in 1...40 {
      try engine.run(ExecutedBatch(decodes: [0]))
      let decoded = engine.logits(ofSample: 0)
      let token = try #require(engine.sampledTokens.first?.token)
      if step % 13 != 1 { continue }
      let known = try engine.tokens(of: 0)
      #expect(known.count == 31 + step && known.last == token)
      let whole = try Self.prefill(engine, 1, Array(known.dropLast()), cuts: [known.count - 1])
      #expect(Self.difference(decoded, whole) < Self.tolerance)
      #expect(engine.sampledTokens == [SampledToken(sequence: 1, token: token)])
      try engine.remove(sequence: 1)
    }
  }

  @Test(arguments: [[100, 200], [1, 299], [150, 150], [16, 16, 268], [299, 1], Array(repeating: 30, count: 10)])
  func `a prompt in chunks equals the prompt as a whole`(cuts: [Int]) throws {
    let engine = try Self.engine()
    let tokens = Self.prompt(300, 3)
    let whole = try Self.prefill(engine, 0, tokens, cuts: [300])
    let first = engine.sampledTokens[0].token
    let chunked = try Self.prefill(engine, 1, tokens, cuts: cuts)
    #expect(Self.difference(whole, chunked) < Self.tolerance)
    #expect(engine.sampledTokens == [SampledToken(sequence: 1, token: first)])
  }

  @Test(arguments: [1, 2])
  func `a mixed batch gives every sequence what it gets alone`(threads: Int) throws {
    let prompts = (0..<6).map { Self.prompt(20 + 17 * $0, UInt64(10 + $0)) }
    let alone = try prompts.map { prompt in
      let engine = try Self.engine()
      _ = try Self.prefill(engine, 0, prompt, cuts: [prompt.count])
      for _ in 0..<12 { try engine.run(ExecutedBatch(decodes: [0])) }
      return try engine.tokens(of: 0)
    }
    let engine = try Self.engine(threads: threads)
    for (id, prompt) in prompts.enumerated() { try engine.add(sequence: id, promptTokens: prompt) }
    var done = Array(repeating: 0, count: 6)
    // Half of each prompt a step, a new sequence every step, and decodes of all that are complete beside it.
    for step in 0..<40 {
      var batch = ExecutedBatch()
      for (id, prompt) in prompts.enumerated() where id <= step {
        let known = try engine.tokens(of: id).count
        if done[id] < prompt.count {
          let tokens = min((prompt.count + 1) / 2, prompt.count - done[id])
          batch.chunks.append(.init(sequence: id, position: done[id], tokens: tokens))
          done[id] += tokens
        } else if known < prompt.count + 13 {
          batch.decodes.append(id)
        }
      }
      if batch.tokens > 0 { try engine.run(batch) }
    }
    for id in 0..<6 { #expect(try engine.tokens(of: id) == alone[id]) }
  }

  @Test func `a preempted sequence is computed anew and goes on as if nothing had been`() throws {
    let engine = try Self.engine()
    let prompt = Self.prompt(40, 5)
    _ = try Self.prefill(engine, 0, prompt, cuts: [40])
    for _ in 0..<20 { try engine.run(ExecutedBatch(decodes: [0])) }
    let undisturbed = try engine.tokens(of: 0)
    _ = try Self.prefill(engine, 1, prompt, cuts: [40])
    for _ in 0..<8 { try engine.run(ExecutedBatch(decodes: [1])) }
    let before = engine.freeBlocks
    try engine.preempt(sequence: 1)
    #expect(engine.freeBlocks == before + 3)
    try engine.run(ExecutedBatch(chunks: [.init(sequence: 1, position: 0, tokens: 49)]))
    for _ in 0..<11 { try engine.run(ExecutedBatch(decodes: [1])) }
    #expect(try engine.tokens(of: 1) == undisturbed)
  }

  @Test func `blocks are taken as the cache grows, and all come back`() throws {
    let engine = try Self.engine(kvBlocks: 20)
    _ = try Self.prefill(engine, 0, Self.prompt(31, 6), cuts: [15, 16])
    #expect(engine.freeBlocks == 18)
    try engine.run(ExecutedBatch(decodes: [0]))
    #expect(engine.freeBlocks == 18)
    try engine.run(ExecutedBatch(decodes: [0]))
    #expect(engine.freeBlocks == 17)
    try engine.remove(sequence: 0)
    #expect(engine.freeBlocks == 20)
  }

  @Test func `a batch that cannot be run changes nothing`() throws {
    let engine = try Self.engine(kvBlocks: 4, maximumSequences: 3)
    try engine.add(sequence: 0, promptTokens: Self.prompt(40, 7))
    try engine.add(sequence: 1, promptTokens: Self.prompt(40, 8))
    func fault(_ batch: ExecutedBatch) -> BatchFault? { #expect(throws: BatchFault.self) { try engine.run(batch) } }
    #expect(fault(ExecutedBatch()) == .empty)
    #expect(fault(ExecutedBatch(decodes: [9])) == .unknownSequence(9))
    #expect(fault(ExecutedBatch(decodes: [0])) == .decodesTooEarly(sequence: 0, cachedTokens: 0, knownTokens: 40))
    #expect(
      fault(ExecutedBatch(chunks: [.init(sequence: 0, position: 8, tokens: 8)]))
        == .chunkOutOfPlace(sequence: 0, position: 8, cachedTokens: 0, knownTokens: 40))
    #expect(fault(ExecutedBatch(chunks: [.init(sequence: 0, position: 0, tokens: 41)])) != nil)
    let twice = ExecutedBatch(chunks: [.init(sequence: 0, position: 0, tokens: 8), .init(sequence: 0, position: 8, tokens: 8)])
    #expect(fault(twice) == .sequenceTwice(0))
    let both = ExecutedBatch(chunks: [.init(sequence: 0, position: 0, tokens: 40), .init(sequence: 1, position: 0, tokens: 40)])
    #expect(fault(both) == .noBlocks(needed: 6, free: 4))
    #expect(engine.freeBlocks == 4)
    #expect(throws: BatchFault.sequenceKnown(1)) { try engine.add(sequence: 1, promptTokens: [1]) }
    #expect(throws: BatchFault.unknownToken(512, sequence: 2)) { try engine.add(sequence: 2, promptTokens: [512]) }
    #expect(throws: BatchFault.sequenceTooLong(2, limit: 512)) { try engine.add(sequence: 2, promptTokens: Self.prompt(513, 1)) }
    try engine.add(sequence: 2, promptTokens: [1])
    #expect(throws: BatchFault.tooManySequences(limit: 3)) { try engine.add(sequence: 3, promptTokens: [1]) }
    try engine.run(ExecutedBatch(chunks: [.init(sequence: 0, position: 0, tokens: 40)]))
    #expect(engine.freeBlocks == 1 && engine.sampledTokens.count == 1)
  }

  @Test func `models and limits that the core cannot run are refused with what it can`() throws {
    let plain = try ModelCatalog.model(named: "llama-tiny-1m").shape
    func refusal(_ model: ModelShape, _ limits: EngineLimits, threads: Int = 1) -> InputError? {
      #expect(throws: InputError.self) { try ExecutedEngine(model: model, limits: limits, threads: threads) }
    }
    let mixture = try ModelCatalog.model(named: "mixtral-8x7b").shape
    #expect(refusal(mixture, EngineLimits(kvBlocks: 8))?.remedy?.contains("llama-tiny-25m") == true)
    #expect(refusal(plain, EngineLimits(kvBlocks: 0))?.message == "kv_blocks is 0")
    #expect(refusal(plain, EngineLimits(kvBlocks: 100_000_000))?.message.contains("KV blocks needs") == true)
    #expect(refusal(plain, EngineLimits(kvBlocks: 8, blockTokens: 24))?.remedy?.contains("multiple of 16") == true)
    #expect(refusal(plain, EngineLimits(kvBlocks: 8, maximumSequenceTokens: 5000))?.message == "max_model_tokens is 5000")
    #expect(refusal(plain, EngineLimits(kvBlocks: 8), threads: 0)?.message == "threads is 0")
  }

  @Test(arguments: ModelCatalog.executableModels.prefix(2))
  func `the time of a step is the sum of its parts, and all real work is in it`(model: CatalogModel) throws {
    let engine = try ExecutedEngine(model: model.shape, limits: EngineLimits(kvBlocks: 64, maximumSequences: 4))
    try engine.seat(sequence: 0, contextTokens: 100, knownTokens: 101)
    try engine.seat(sequence: 1, contextTokens: 64, knownTokens: 128)
    try engine.run(ExecutedBatch(chunks: [.init(sequence: 1, position: 64, tokens: 64)], decodes: [0]))
    let times = engine.times
    // The host's part may be shorter than a reading of the clock.
    for part in ExecutedPart.allCases where part != .host && part != .embedding { #expect(times[part] > .zero) }
    #expect(times.total == ExecutedPart.allCases.reduce(.zero) { $0 + times[$1] })
    #expect(engine.sampledTokens.map(\.sequence) == [0, 1])
  }
}

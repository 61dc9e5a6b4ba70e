import Foundation
import Kernel
import Model

/// A Llama decoder that really runs: paged KV cache, chunked prefill, batched decode and batches of both, in single
/// precision on the matrix library's kernels.
///
/// It executes what a scheduler composes, as an inference server's worker does: sequences are added, run in steps, and
/// removed; which physical block holds what is its own affair. All memory is taken at the start, and a steady step
/// on one thread allocates none.
public final class ExecutedEngine {
  /// The sizes of the model.
  public let model: ModelShape
  /// What it can hold.
  public let limits: EngineLimits
  /// Threads that it uses.
  public let threads: Int
  /// The tokens of the latest step: decoding sequences in the batch's order, then chunks that completed their prompt.
  public private(set) var sampledTokens: [SampledToken] = []
  /// Where the time of the latest step went.
  public internal(set) var times = StepTimes()

  package let weights: TransformerWeights
  /// What ``times`` are read from: the thread's own time, which other programs do not count in; of several threads it would say
  /// nothing.
  private(set) var clock: StepClock
  let cache: PagedCache
  let rotary: RotaryTable
  let workspace: StepWorkspace
  var sequences: SequenceTable
  /// The rows of the step under way.
  var plan = StepPlan()
  private var batchNumber = 0

  /// An engine with weights drawn from `seed`.
  ///
  /// - Throws: ``InputError`` where the model is no plain Llama, a limit is out of range, or memory is lacking.
  public convenience init(model: ModelShape, limits: EngineLimits, threads: Int = 1, seed: UInt64 = 0) throws(InputError) {
    try self.init(model: model, limits: limits, threads: threads, seed: seed, clock: threads == 1 ? .thread : .wall)
  }

  /// An engine whose steps are timed by a clock of the caller's choice: engines that answer each other live by the world's time.
  /// With `sharesPrefixes` it remembers what text its blocks hold (``share(sequence:tokens:)``).
  package init(
    model: ModelShape, limits: EngineLimits, threads: Int, seed: UInt64, clock kind: StepClock.Kind, sharesPrefixes: Bool = false
  ) throws(InputError) {
    try Self.check(model)
    try limits.validate(for: model, memoryBytes: Double(ProcessInfo.processInfo.physicalMemory))
    guard (1...1024).contains(threads) else { throw InputError("threads is \(threads)", remedy: "from 1 to 1024") }
    self.model = model
    self.limits = limits
    self.threads = threads
    clock = StepClock(kind)
    weights = try TransformerWeights(model, seed: seed)
    cache = try PagedCache(
      layers: model.layers, blocks: limits.kvBlocks, blockTokens: limits.blockTokens, keyValueHeads: model.keyValueHeads,
      headSize: model.headSize, seed: seed)
    rotary = try RotaryTable(headSize: model.headSize, positions: limits.maximumSequenceTokens)
    workspace = try StepWorkspace(model: model, limits: limits, cache: cache, threads: threads)
    sequences = SequenceTable(limits: limits, seed: seed, sharesPrefixes: sharesPrefixes)
    plan.reserve(limits)
    sampledTokens.reserveCapacity(limits.maximumSequences)
  }

  /// Has the steps from now on timed by another clock.
  package func time(by kind: StepClock.Kind) { if clock.kind != kind { clock = StepClock(kind) } }

  /// Free KV blocks.
  public var freeBlocks: Int { sequences.freeBlockCount }

  /// Takes in a sequence with its prompt; nothing is computed and no block is taken yet.
  ///
  /// - Throws: ``BatchFault`` where it is known already, its prompt is empty, too long or not of the vocabulary, or
  ///   there is no room.
  public func add(sequence: Int, promptTokens: [Int32]) throws(BatchFault) {
    if promptTokens.isEmpty { throw .empty }
    if sequences.row(of: sequence) != nil { throw .sequenceKnown(sequence) }
    if promptTokens.count > limits.maximumSequenceTokens { throw .sequenceTooLong(sequence, limit: limits.maximumSequenceTokens) }
    if let stranger = promptTokens.first(where: { $0 < 0 || $0 >= model.vocabularySize }) {
      throw .unknownToken(stranger, sequence: sequence)
    }
    guard let row = sequences.add(sequence) else { throw .tooManySequences(limit: limits.maximumSequences) }
    for token in promptTokens { sequences.append(token, to: row) }
  }

  /// Forgets a sequence and frees its blocks.
  ///
  /// - Throws: ``BatchFault`` where it is not known.
  public func remove(sequence: Int) throws(BatchFault) { sequences.remove(sequence, try row(of: sequence)) }

  /// Frees a sequence's blocks and keeps its tokens, generated ones included: all of them are prefilled anew later.
  ///
  /// - Throws: ``BatchFault`` where it is not known.
  public func preempt(sequence: Int) throws(BatchFault) {
    let row = try row(of: sequence)
    sequences.nameBlocks(of: row, tokens: sequences[row].cachedTokens)
    sequences.releaseBlocks(of: row)
  }

  /// Tokens that are known of a sequence, prompt first.
  ///
  /// - Throws: ``BatchFault`` where it is not known.
  public func tokens(of sequence: Int) throws(BatchFault) -> [Int32] {
    let row = try row(of: sequence)
    return Array(sequences.tokens(of: row))
  }

  /// Runs one step. Afterwards ``sampledTokens`` has the tokens and ``times`` says where the time went.
  ///
  /// - Throws: ``BatchFault`` where the batch cannot be run; then nothing has changed.
  public func run(_ batch: ExecutedBatch) throws(BatchFault) {
    times.begin(clock)
    BLASLibrary.setThreads(threads)
    batchNumber += 1
    try plan.compose(batch, number: batchNumber, limits: limits, &sequences)
    forward()
    sampledTokens.removeAll(keepingCapacity: true)
    for (index, sample) in plan.samples.enumerated() {
      let token = unsafe Int32(
        Elementwise.indexOfLargest(workspace.logits.base + index * model.vocabularySize, count: model.vocabularySize))
      sequences.append(token, to: sample.sequenceRow)
      sampledTokens.append(SampledToken(sequence: sequences[sample.sequenceRow].id, token: token))
    }
    times.book(.sampler)
  }

  /// The logits behind a sampled token of the latest step, for checks.
  package func logits(ofSample index: Int) -> [Float] {
    precondition(plan.samples.indices.contains(index), "a sample that the latest step did not take")
    return unsafe Array(UnsafeBufferPointer(start: workspace.logits.base + index * model.vocabularySize, count: model.vocabularySize))
  }

  /// Takes in a sequence whose first `contextTokens` tokens pass for computed: the pool holds ordinary numbers, and
  /// attending to them takes what attending to real ones takes. For measurement.
  package func seat(sequence: Int, contextTokens: Int, knownTokens: Int) throws(BatchFault) {
    let tokens = (0..<knownTokens).map { Int32(($0 &* 7919 &+ sequence &* 104_729) % model.vocabularySize) }
    try add(sequence: sequence, promptTokens: tokens)
    try rewind(sequence: sequence, contextTokens: contextTokens, knownTokens: knownTokens)
  }

  /// Sets a sequence back, or forward over the pool's own numbers, so that a step can be repeated. For measurement.
  package func rewind(sequence: Int, contextTokens: Int, knownTokens: Int) throws(BatchFault) {
    let row = try row(of: sequence)
    let missing = sequences.missingBlocks(of: row, tokens: contextTokens)
    if missing > freeBlocks { throw .noBlocks(needed: missing, free: freeBlocks) }
    sequences.growBlocks(of: row, tokens: contextTokens)
    sequences.update(row) { ($0.cachedTokens, $0.knownTokens) = (contextTokens, knownTokens) }
  }

  func row(of sequence: Int) throws(BatchFault) -> Int32 {
    guard let row = sequences.row(of: sequence) else { throw .unknownSequence(sequence) }
    return row
  }

  /// Refuses what the core does not execute.
  private static func check(_ model: ModelShape) throws(InputError) {
    try model.validate()
    let details = model.details
    let isPlain =
      model.latentAttention == nil && model.slidingWindow == nil && model.mixtureOfExperts == nil && model.gatedFeedForward
      && model.givenAttentionGroups == nil && model.givenFeedForwards == nil && model.linearMixers.isEmpty
      && !details.queryKeyValueBias && !details.attentionOutputBias && !details.feedForwardBias && details.normsPerLayer == 2
      && !details.normBias && !details.queryKeyNorm && details.learnedPositions == 0 && details.outerNorms == 1
    let sizes = [model.hiddenSize, model.headSize, model.intermediateSize, model.vocabularySize]
    if isPlain, sizes.allSatisfy({ $0 % Vector.width == 0 }) { return }
    let names = ModelCatalog.executableModels.map(\.id).joined(separator: ", ")
    throw InputError(
      "the executed core cannot run \(model.name): it runs plain Llama decoders whose sizes are multiples of \(Vector.width)",
      remedy: "one of \(names)")
  }
}

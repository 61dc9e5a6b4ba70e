import Kernel
import Model

/// Runs points on an engine of its own and says what they took.
struct StepMeter {
  let engine: ExecutedEngine

  /// An engine with a pool large enough for the longest points of a calibration.
  ///
  /// - Throws: ``InputError`` as ``ExecutedEngine`` does.
  init(model: ModelShape, options: CalibrationOptions) throws(InputError) {
    let tokens = min(options.maximumSequenceTokens, model.maximumPositions)
    var limits = EngineLimits(
      kvBlocks: 1, blockTokens: options.blockTokens, maximumSequences: options.maximumSequences + 1,
      maximumBatchedTokens: options.maximumBatchedTokens + options.maximumSequences, maximumSequenceTokens: tokens)
    limits.kvBlocks = max(options.maximumSequences * Self.meanContext, 2 * tokens) / options.blockTokens + options.maximumSequences + 2
    engine = try ExecutedEngine(model: model, limits: limits, threads: options.threads, seed: options.seed)
  }

  /// Measures on an engine that serves, while it holds no sequence.
  init(engine: ExecutedEngine) { self.engine = engine }

  /// The pool holds as many sequences as decode at once at this mean context, with room to grow.
  static let meanContext = 768

  /// Whether the engine can run a point.
  func fits(_ point: StepPoint) -> Bool {
    let lengths = point.contexts.map { $0 + 1 } + [point.chunkContext + point.chunkTokens]
    let blocks = lengths.reduce(0) { $0 + engine.limits.blocks(forTokens: $1) }
    return blocks <= engine.freeBlocks && lengths.allSatisfy { $0 <= engine.limits.maximumSequenceTokens }
      && point.rows <= engine.limits.maximumBatchedTokens && point.contexts.count < engine.limits.maximumSequences
  }

  /// Runs a point once.
  ///
  /// - Precondition: the point fits.
  func run(_ point: StepPoint) -> StepSample.Run {
    var (wall, own) = (Int64(0), Int64(0))
    do {
      var batch = ExecutedBatch()
      for (sequence, context) in point.contexts.enumerated() {
        try engine.seat(sequence: sequence, contextTokens: context, knownTokens: context + 1)
        batch.decodes.append(sequence)
      }
      if point.chunkTokens > 0 {
        let sequence = point.contexts.count
        try engine.seat(
          sequence: sequence, contextTokens: point.chunkContext, knownTokens: point.chunkContext + point.chunkTokens)
        batch.chunks.append(.init(sequence: sequence, position: point.chunkContext, tokens: point.chunkTokens))
      }
      if point.chunkTokens == 0 {
        // A server decodes the same sequences again and again, and finds in the caches what the step before has left.
        try engine.run(batch)
        for (sequence, context) in point.contexts.enumerated() {
          try engine.rewind(sequence: sequence, contextTokens: context, knownTokens: context + 1)
        }
      }
      (wall, own) = (WallClock.nanoseconds(), WallClock.processorNanoseconds())
      try engine.run(batch)
      (wall, own) = (WallClock.nanoseconds() - wall, WallClock.processorNanoseconds() - own)
      for sequence in 0..<point.sampledRows { try engine.remove(sequence: sequence) }
    } catch {
      preconditionFailure("a measured step cannot be run: \(error)")
    }
    // With several threads waiting cannot be told from working, for they wait for one another too. Short steps would be called
    // disturbed for the reading of the clocks alone.
    let waited = engine.threads == 1 ? max(0, wall - own - 20_000) : 0
    return StepSample.Run(times: engine.times, waitedShare: Double(waited) / Double(max(wall, 1)))
  }
}

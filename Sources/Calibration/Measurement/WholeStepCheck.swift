import Hardware
import Kernel
import Model

/// Asks the cost model that simulations use for steps that were measured as a whole.
struct WholeStepCheck {
  private let costModel: FittedCostModel?

  init(model: ModelShape, accelerator: Accelerator, profile: CalibrationProfile, engine: EngineCostRules, options: CalibrationOptions) {
    let limits = EngineLimits(
      kvBlocks: 1, blockTokens: options.blockTokens, maximumSequences: options.maximumSequences,
      maximumBatchedTokens: options.maximumBatchedTokens, maximumSequenceTokens: options.maximumSequenceTokens)
    let deployment = Self.deployment(profile: profile, engine: engine, limits: limits)
    costModel = (try? LinkCatalog.link(named: accelerator.link)).map {
      FittedCostModel(.init(model: model, accelerator: accelerator, options: deployment, ownLink: $0))
    }
  }

  static func deployment(profile: CalibrationProfile, engine: EngineCostRules, limits: EngineLimits) -> DeploymentOptions {
    var options = DeploymentOptions()
    options.profile = profile
    options.engine = engine
    options.weightFormat = .fp32
    options.keyValueFormat = .fp32
    options.kvBlocks = limits.kvBlocks
    options.blockTokens = limits.blockTokens
    options.maximumBatchedTokens = limits.maximumBatchedTokens
    options.maximumSequences = limits.maximumSequences
    return options
  }

  /// Measured and composed times of the samples that were run.
  func compare(_ samples: [StepSample]) -> [CalibrationReport.WholeStep] {
    guard let costModel else { return [] }
    return samples.filter { !$0.repeats.isEmpty }.map { sample in
      let point = sample.point
      var shape = BatchShape()
      (shape.decodeSequences, shape.decodeRows) = (point.contexts.count, point.contexts.count)
      shape.decodeContext.whole = point.decodeContext
      shape.prefillChunks = point.chunkTokens > 0 ? 1 : 0
      shape.prefillTokens = point.chunkTokens
      shape.sampledRows = point.sampledRows
      let chunk = costModel.chunkCost(tokens: point.chunkTokens, contextTokens: point.chunkContext)
      let cost = costModel.iterationCost(of: shape, chunks: chunk)
      return .init(
        sequences: point.contexts.count, contextTokens: point.decodeContext, chunkTokens: point.chunkTokens,
        chunkContextTokens: point.chunkContext, measured: Duration(seconds: sample.total),
        composed: cost.time(of: shape.decodeContext))
    }
  }
}

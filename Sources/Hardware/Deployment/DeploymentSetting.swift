import Model

/// What cost models are made for: a model on an accelerator under checked options.
public struct DeploymentSetting: Sendable {
  /// The model.
  public var model: ModelShape
  /// The accelerator.
  public var accelerator: Accelerator
  /// How it is deployed; layout, formats, links, batch limits, roofline, profile and engine rules are read.
  public var options: DeploymentOptions
  /// The link between accelerators that are neighbours, where the options name none.
  public var ownLink: Link

  /// A setting.
  public init(model: ModelShape, accelerator: Accelerator, options: DeploymentOptions, ownLink: Link) {
    self.model = model
    self.accelerator = accelerator
    self.options = options
    self.ownLink = ownLink
  }

  /// The link between stages.
  var stageLink: CollectiveCost {
    CollectiveCost(link: options.pipelineLink ?? ownLink, members: 2, efficiency: options.roofline.linkEfficiency)
  }

  /// What the accelerators attain.
  var rates: RooflineRates {
    RooflineRates(
      accelerator: accelerator, layout: options.layout, link: options.tensorLink ?? ownLink, parameters: options.roofline)
  }

  /// The operators of a stage, or of the whole model where it is nil.
  func operators(of stage: PipelineStage?) -> RooflineOperatorList {
    RooflineOperatorList(
      model: stage?.shape(of: model) ?? model, layout: options.layout, weightFormat: options.weightFormat ?? model.nativeFormat,
      stage: stage, placement: options.computedExperts, pipelineLink: stageLink,
      expertLink: options.expertLink ?? options.tensorLink ?? ownLink,
      linkEfficiency: options.roofline.linkEfficiency, exchangeWay: options.expertExchange)
  }
}

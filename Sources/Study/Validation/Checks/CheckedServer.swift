import Hardware
import Model
import Scenario
import Store

extension FidelityCheck.Server {
  /// What a pool's replicas are, as far as checks are near to them or far.
  public init(_ deployed: Scenario.DeployedPool) {
    let (deployment, layout) = (deployed.deployment, deployed.deployment.options.layout)
    self.init(
      model: deployment.model.name, parameters: Double(max(1, deployment.model.parameterCount)),
      architecture: deployment.model.architecture,
      accelerator: deployment.accelerator.id, tensor: layout.tensor, pipeline: layout.pipeline, data: layout.data, expert: layout.expert,
      weights: deployment.weightFormat.rawValue, keyValues: deployment.keyValueFormat.rawValue, engine: deployed.enginePreset,
      costs: deployed.profile?.profile.id ?? (deployment.options.stepTimes == nil ? "roofline" : "step times"))
    techniques = Self.techniques(of: deployment.options)
  }

  private static func techniques(of options: DeploymentOptions) -> [String] {
    var names: [String] = []
    if let draft = options.draft, draft.tokens > 0 { names.append("drafts") }
    if options.adapters != nil { names.append("adapters") }
    if options.encoder != nil { names.append("an encoder") }
    if options.offload != nil { names.append("weights on the host") }
    if options.residentExperts != nil { names.append("experts on the host") }
    let context = options.layout.context
    if context.groups > 1 { names.append("prompts divided over \(context.groups) groups") }
    if context.decode > 1 { names.append("KV divided over \(context.decode) accelerators") }
    if options.layout.feedForward != nil { names.append("feed-forward workers") }
    return names
  }

  /// The model with its accelerators, such as `llama-3.1-8b on 2 x h100-sxm TP2`.
  public var name: String { "\(model) on \(tensor * pipeline * data) x \(accelerator)\(layout.isEmpty ? "" : " " + layout)" }

  /// The parallel layout, such as `TP2 PP2`; empty of a single accelerator.
  public var layout: String {
    [("TP", tensor), ("PP", pipeline), ("DP", data), ("EP", expert)].filter { $0.1 > 1 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }

  /// The formats of weights and KV, such as `fp8` or `bf16, KV fp8`.
  public var formats: String { weights + (keyValues == "bf16" ? "" : ", KV \(keyValues)") }
}

extension ModelShape {
  /// What the model is made of, as far as its operators differ from those of others.
  var architecture: String {
    var parts = [mixtureOfExperts == nil ? "dense" : "mixture of experts"]
    if latentAttention != nil { parts.append("latent attention") }
    if !linearMixers.isEmpty { parts.append("linear attention") }
    return parts.joined(separator: ", ")
  }
}

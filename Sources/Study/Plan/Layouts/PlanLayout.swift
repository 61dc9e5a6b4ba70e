import Model

/// What a replica is and how the work is divided: one row of a plan before its replicas are counted.
public struct PlanLayout: Hashable, Sendable, CustomStringConvertible {
  /// The accelerator's id in the catalog.
  public let accelerator: String
  /// Accelerators that share every layer.
  public let tensor: Int
  /// Stages that the layers are cut into.
  public let pipeline: Int
  /// Tensor groups of a stage, which divide the sequences and share the routed experts.
  public let data: Int
  /// Parts that the routed experts are dealt out in.
  public let expert: Int
  /// Format of the weights; nil for what the scenario says.
  public let weights: NumberFormat?
  /// How the work of a request is divided.
  public let mode: PlanMode

  /// A layout.
  public init(
    accelerator: String, tensor: Int, pipeline: Int = 1, data: Int = 1, expert: Int = 1, weights: NumberFormat? = nil,
    mode: PlanMode = .aggregated
  ) {
    self.accelerator = accelerator
    self.tensor = tensor
    self.pipeline = pipeline
    self.data = data
    self.expert = expert
    self.weights = weights
    self.mode = mode
  }

  /// Such as `h100-sxm TP2 PP2 fp8`, or `h200 TP1 DP8 EP8`.
  public var description: String {
    let degrees = [("TP", tensor, true), ("PP", pipeline, pipeline > 1), ("DP", data, data > 1), ("EP", expert, expert > 1)]
    return ([accelerator] + degrees.filter(\.2).map { "\($0.0)\($0.1)" } + (weights.map { [$0.rawValue] } ?? [])).joined(separator: " ")
  }

  /// With its replicas, such as `h100-sxm TP2 3P+1D`.
  public func description(of fleet: PlanFleet) -> String { "\(description) \(fleet)" }

  /// What is laid over the scenario to have this layout with such a fleet.
  ///
  /// `own` is the accelerator that the scenario names, whose figures, measured times and links it keeps. Another accelerator has the
  /// catalog's figures, the profile that comes with the program, and its own links.
  public func assignments(of fleet: PlanFleet, own: String) -> [String] {
    var assignments: [String] = []
    if accelerator != own {
      assignments = ["accelerator=\(accelerator)", "calibration=auto"]
      assignments += ["tensor_link", "expert_link", "pipeline_link"].map { "parallel.\($0)=auto" }
    }
    assignments += ["parallel.tensor=\(tensor)", "parallel.pipeline=\(pipeline)"]
    assignments += ["parallel.data=\(data)", "parallel.expert=\(expert)"]
    if let weights { assignments.append("formats.weights=\(weights.rawValue)") }
    switch mode {
    case .aggregated: assignments.append("replicas=\(fleet.replicas[0])")
    case .disaggregated:
      let pools = ["prefill", "decode"].enumerated().map { "{name: \($1), role: \($1), replicas: \(fleet.replicas[$0])}" }
      // A number beside pools is refused, and null takes away only what is there: whatever the scenario has, it is gone then.
      assignments += ["replicas=1", "replicas=null", "pools=[\(pools.joined(separator: ", "))]"]
    }
    return assignments
  }
}

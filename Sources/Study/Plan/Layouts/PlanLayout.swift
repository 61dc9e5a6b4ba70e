import Model
import Scenario

/// What a replica is and how the work is divided: one row of a plan before its replicas are counted.
public struct PlanLayout: Hashable, Sendable, CustomStringConvertible {
  /// The accelerator's id in the catalog.
  public let accelerator: String
  /// Accelerators that share every layer.
  public let tensor: Int
  /// Accelerators that share every layer in replicas for tokens, of prefill and decode apart; nil for as many as in those for prompts.
  public let decodeTensor: Int?
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
  /// What of the scenario is set beside it.
  public let setting: PlanSetting

  /// A layout.
  public init(
    accelerator: String, tensor: Int, decodeTensor: Int? = nil, pipeline: Int = 1, data: Int = 1, expert: Int = 1,
    weights: NumberFormat? = nil,
    mode: PlanMode = .aggregated, setting: PlanSetting = PlanSetting()
  ) {
    self.accelerator = accelerator
    self.tensor = tensor
    self.decodeTensor = decodeTensor == tensor ? nil : decodeTensor
    self.pipeline = pipeline
    self.data = data
    self.expert = expert
    self.weights = weights
    self.mode = mode
    self.setting = setting
  }

  /// With what is set beside it, such as `h100-sxm TP2 scheduler=fcfs`.
  public var description: String { degrees + settingText }

  /// What is set beside it, with a space before it; empty where nothing varies.
  var settingText: String { setting.values.isEmpty ? "" : " " + setting.text }

  /// Such as `h100-sxm TP2 PP2 fp8`, `h200 TP1 DP8 EP8`, or `h100-sxm TP4+TP2` of replicas for prompts and for tokens.
  public var degrees: String {
    let apart = decodeTensor.map { "+TP\($0)" } ?? ""
    let degrees = [("PP", pipeline), ("DP", data), ("EP", expert)].filter { $0.1 > 1 }
    return ([accelerator, "TP\(tensor)\(apart)"] + degrees.map { "\($0.0)\($0.1)" } + (weights.map { [$0.rawValue] } ?? [])).joined(
      separator: " ")
  }

  /// With its replicas, such as `h100-sxm TP2 3P+1D scheduler=fcfs`.
  public func description(of fleet: PlanFleet) -> String { "\(degrees) \(fleet)\(settingText)" }

  /// What is laid over the scenario to have this layout with such a fleet.
  ///
  /// `own` is the accelerator that the scenario names, whose figures, measured times and links it keeps. Another accelerator has the
  /// catalog's figures, the profile that comes with the program, and its own links.
  public func assignments(of fleet: PlanFleet, own: String) -> [String] {
    replicaAssignments(own: own) + setting.assignments + fleetAssignments(of: fleet)
  }

  /// What is laid over the scenario to have its replicas, however many there are.
  func replicaAssignments(own: String) -> [String] {
    var assignments: [String] = []
    if accelerator != own {
      assignments = ["accelerator=\(accelerator)", "calibration=auto"]
      assignments += ["tensor_link", "expert_link", "pipeline_link"].map { "parallel.\($0)=auto" }
    }
    assignments += ["parallel.tensor=\(tensor)", "parallel.pipeline=\(pipeline)"]
    assignments += ["parallel.data=\(data)", "parallel.expert=\(expert)"]
    if let weights { assignments.append("formats.weights=\(weights.rawValue)") }
    return assignments
  }

  private func fleetAssignments(of fleet: PlanFleet) -> [String] {
    switch mode {
    case .aggregated: return ["replicas=\(fleet.replicas[0])"]
    case .disaggregated:
      // A pool's own mapping is laid over the one above, whose other degrees it keeps.
      let own = ["", decodeTensor.map { ", parallel: {tensor: \($0)}" } ?? ""]
      let pools = ["prefill", "decode"].enumerated().map { "{name: \($1), role: \($1), replicas: \(fleet.replicas[$0])\(own[$0])}" }
      // A number beside pools is refused, and null takes away only what is there: whatever the scenario has, it is gone then.
      return ["replicas=1", "replicas=null", "pools=[\(pools.joined(separator: ", "))]"]
    }
  }
}

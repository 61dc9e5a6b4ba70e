import Hardware
import Kernel
import Scenario

/// The KV cache that a server logged when it started ("GPU KV cache size", or the GiB that were left over the bytes of a token),
/// with what it was started with.
public struct ReportedCapacity: Hashable, Sendable {
  /// The model's id in the catalog.
  public let model: String
  /// The format of its weights, where it is not the one that it is published in.
  public var weights: String?
  /// The accelerator as a scenario names it, figures that the log says included.
  public let accelerator: String
  /// Accelerators that divide the model.
  public var tensor = 1
  /// The preset of the engine.
  public let engine: String
  /// The version that logged it.
  public let version: String
  /// Figures of the engine that the server was started with, as a scenario has them.
  public let settings: [String]
  /// Tokens that the KV cache holds.
  public let tokens: Int
  /// Where it was logged.
  public let source: String
  /// The furthest that the plan may be from it, as a share; nil where the plan does not claim to know, for the reason given.
  public let bound: Double?
  /// What is to be known beside it.
  public var note: String?

  /// A capacity.
  init(
    _ model: String, _ weights: String? = nil, on accelerator: String, tensor: Int = 1, _ engine: String, _ version: String,
    _ settings: [String], tokens: Int, within bound: Double?, _ source: String, note: String? = nil
  ) {
    (self.model, self.weights, self.accelerator, self.tensor, self.engine) = (model, weights, accelerator, tensor, engine)
    (self.version, self.settings, self.tokens, self.bound, self.source) = (version, settings, tokens, bound, source)
    self.note = note
  }

  /// What is planned for it.
  ///
  /// - Parameter changes: Figures of the engine in place of its own, such as `graph_memory: 0 B`.
  /// - Throws: ``InputError`` where the model does not fit.
  public func plan(changing changes: [String] = []) throws(InputError) -> MemoryPlan {
    var lines = ["model: \(model)", "accelerator: \(accelerator)", "parallel: {tensor: \(tensor)}"]
    lines.append("engine: {\((["preset: \(engine)"] + settings + changes).joined(separator: ", "))}")
    if let weights { lines.append("formats: {weights: \(weights)}") }
    lines.append("calibration: roofline\nworkload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}")
    let scenario = try Scenario.read(lines.joined(separator: "\n") + "\n", file: "reported-capacity")
    guard let deployed = try scenario.deployments().first else { preconditionFailure("a scenario has a pool") }
    return deployed.deployment.memory
  }

  /// How far a plan is from what was logged, as a share of it.
  public func error(of plan: MemoryPlan) -> Double { Double(plan.keyValueTokens) / Double(tokens) - 1 }

  /// The error where nothing that was found on this version of the engine is used: figures that were fitted on its servers are those
  /// of the version before, or after where there is none.
  ///
  /// - Throws: ``InputError`` where the model does not fit then.
  public func errorWithoutVersion() throws(InputError) -> Double {
    switch engine {
    case "vllm-0.19": error(of: try plan(changing: ["graph_memory: 0 B"]))
    case "vllm-0.15": error(of: try plan(changing: ["held_hidden_states: 1"]))
    case "vllm-0.12": error(of: try plan(changing: ["held_hidden_states: 2"]))
    default: error(of: try plan())
    }
  }

  /// The error where nothing that was found on servers of this model is used.
  ///
  /// - Throws: ``InputError`` where the model does not fit then.
  public func errorWithoutModel() throws(InputError) -> Double {
    // What is held of hidden states is seen on several models; what graphs leave behind on one server alone.
    engine == "vllm-0.19" ? try errorWithoutVersion() : error(of: try plan())
  }
}

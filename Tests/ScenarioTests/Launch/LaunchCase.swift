import Foundation
import Kernel
import Scenario

/// A cluster that is written as files and read back.
struct LaunchCase: CustomStringConvertible, Sendable {
  /// What describes the cluster, as YAML.
  let cluster: String

  init(_ cluster: String) { self.cluster = cluster }

  var description: String { cluster.replacing("\n", with: "; ") }

  /// What is asked of every cluster here.
  static let question = """
    name: question
    workload: {prompt: 512 tokens, output: 64, arrivals: {process: poisson, rate: 4 req/s}, requests: 100}
    objective: {ttft: 1 s}

    """

  /// The scenario.
  func scenario() throws -> Scenario { try Scenario.read(cluster + "\n" + Self.question, file: "s.yaml") }

  /// The files for it.
  func files(acceleratorsPerNode: Int? = nil) throws -> (plan: LaunchPlan, folder: LaunchFolder) {
    let plan = try LaunchPlan(try scenario(), acceleratorsPerNode: acceleratorsPerNode)
    return (plan, try LaunchFolder(plan, origin: "windtunnel run s.yaml"))
  }

  /// What files say of a cluster, over a scenario of another model on another accelerator.
  static func read(_ files: [LaunchFile]) throws -> Scenario {
    let base = try Scenario.read("model: gemma-2-2b\naccelerator: t4\nengine: ideal\n" + question, file: "s.yaml")
    return try base.changing(try LaunchReader.reading(of: files).assignments)
  }

  /// The text of a scenario without its name.
  static func text(_ scenario: Scenario) -> String {
    scenario.resolvedText.split(separator: "\n").filter { !$0.hasPrefix("name:") }.joined(separator: "\n")
  }

  /// The files of one kind: a folder of scripts, or one manifest.
  static func some(_ files: [LaunchFile], _ path: String) -> [LaunchFile] {
    files.filter { $0.path.hasPrefix(path) && !$0.path.hasSuffix("router.sh") && !$0.path.hasSuffix("disaggregated.yaml") }
  }
}

import Hardware
import Scenario

/// What the links between accelerators take of an iteration, where that is more than a tenth.
enum LinkShare {
  /// From this share on a link is named.
  private static let least = 0.1

  /// A sentence for each part of an iteration that goes over a link.
  static func notes(_ deployed: Scenario.DeployedPool) -> [String] {
    let deployment = deployed.deployment
    guard deployment.modelAccelerators > 1 else { return [] }
    let prefill = IterationSample.prefill(deployed)
    let samples = [
      ("a decode step of \(IterationSample.batch) sequences", IterationSample.decode(deployed)),
      ("a prefill of \(NumberText.count(prefill.tokens)) tokens", prefill.parts),
    ]
    return [IterationPart.collectives, .expertExchange, .contextExchange, .pipelineHops].compactMap { part in
      guard let link = deployment.link(of: part) else { return nil }
      let shares = samples.compactMap { name, parts -> String? in
        let total = parts.reduce(0) { $0 + $1.time.seconds }
        let own = parts.reduce(0) { $0 + ($1.part == part ? $1.time.seconds : 0) }
        return total > 0 && own > least * total ? "\(NumberText.percent(own / total)) of \(name)" : nil
      }
      if shares.isEmpty { return nil }
      let bandwidth = NumberText.bytes(link.bandwidthBytesPerSecond.value) + "/s"
      return "\(part.rawValue) over link \(link.id) (\(bandwidth)): \(shares.joined(separator: ", "))."
    }
  }
}

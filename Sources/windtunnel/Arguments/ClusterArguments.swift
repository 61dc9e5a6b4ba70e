import ArgumentParser
import Kernel
import Study

/// The options of a sweep or a plan that a cluster makes.
struct ClusterArguments: ParsableArguments {
  /// The engines that clusters are run with.
  enum Engine: String, ExpressibleByArgument, CaseIterable {
    case slurm, ray, kubernetes
  }

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "Let a cluster make the parts: an array of Slurm's, tasks of Ray's, or a manifest for an indexed job of Kubernetes.",
      valueName: "slurm|ray|kubernetes"))
  var engine: Engine?

  @Option(
    help: ArgumentHelp("How many parts the cluster makes. (default: 16, or fewer where there are fewer runs or layouts)", valueName: "n"))
  var shards: Int?

  @Option(
    help: ArgumentHelp("A folder that all machines see, for the parts. (default: windtunnel-work)", valueName: "folder"),
    completion: .directory)
  var work: String?

  @Option(help: ArgumentHelp("How often a part is tried before it is given up. (default: 3)", valueName: "n"))
  var attempts: Int?

  @Option(help: ArgumentHelp("How long a part may stand still before it is begun anew. (default: 30 min)", valueName: "time"))
  var patience: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("An option for sbatch, such as --partition=long; may be repeated.", valueName: "option"))
  var sbatch: [String] = []

  @Option(help: ArgumentHelp("Ray's cluster. (default: the one that is running)", valueName: "address"))
  var rayAddress: String?

  @Option(help: ArgumentHelp("The Python that has Ray. (default: python3)", valueName: "file"), completion: .file())
  var python: String?

  @Option(help: ArgumentHelp("The container image that holds this program, for Kubernetes.", valueName: "image"))
  var image: String?

  @Option(help: ArgumentHelp("The volume claim that all nodes can write, for Kubernetes. (default: windtunnel)", valueName: "name"))
  var claim: String?

  @Flag(help: "Hand the manifest to Kubernetes with kubectl, instead of only writing it.")
  var apply = false

  func validate() throws {
    if let shards, !(1...100_000).contains(shards) { throw ValidationError("--shards is \(shards); between 1 and 100,000") }
    if let attempts, !(1...100).contains(attempts) { throw ValidationError("--attempts is \(attempts); between 1 and 100") }
    let misplaced: [(isGiven: Bool, option: String, engines: [Engine])] = [
      (shards != nil, "--shards", [.slurm, .ray, .kubernetes]), (attempts != nil, "--attempts", [.slurm, .ray, .kubernetes]),
      (patience != nil, "--patience", [.slurm, .ray, .kubernetes]), (work != nil, "--work", [.slurm, .ray]),
      (!sbatch.isEmpty, "--sbatch", [.slurm]), (rayAddress != nil, "--ray-address", [.ray]), (python != nil, "--python", [.ray]),
      (image != nil, "--image", [.kubernetes]), (claim != nil, "--claim", [.kubernetes]), (apply, "--apply", [.kubernetes]),
    ]
    if let first = misplaced.first(where: { entry in entry.isGiven && !entry.engines.contains { $0 == engine } }) {
      throw ValidationError("\(first.option) without --on \(first.engines.map(\.rawValue).joined(separator: " or "))")
    }
    if engine == .kubernetes && image == nil { throw ValidationError("--on kubernetes without --image, which is to hold this program") }
  }

  /// Seconds for which a part may stand still.
  ///
  /// - Throws: ``InputError`` for what is no time.
  func patienceSeconds() throws -> Double {
    guard let patience else { return ClusterWatch.Options().patience }
    let seconds = try TraceText.duration(patience, option: "--patience").seconds
    if seconds < 1 { throw InputError("--patience is below a second", remedy: "write a time such as 10min") }
    return seconds
  }
}

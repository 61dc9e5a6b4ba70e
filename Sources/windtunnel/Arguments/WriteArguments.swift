import ArgumentParser
import Kernel
import Report
import Scenario

/// Where a plan writes what starts its winner.
struct WriteArguments: ParsableArguments {
  @Option(
    name: .customLong("write"),
    help: ArgumentHelp(
      "Write what starts the first row: vllm, SGLang and TensorRT-LLM commands, manifests for llm-d and Dynamo.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @Flag(help: "Search nothing: --write what starts the scenario as it stands.")
  var asIs = false

  @Flag(help: "Replace files of --write that are there already.")
  var overwrite = false

  func validate() throws {
    let named: [(isThere: Bool, name: String)] = [(asIs, "--as-is"), (overwrite, "--overwrite")]
    if folder == nil, let lonely = named.first(where: \.isThere) { throw ValidationError("\(lonely.name) is of --write, which is missing") }
  }

  /// Refuses a folder that could not be written, before anything is simulated.
  ///
  /// - Throws: ``InputError``.
  func check() throws {
    if let folder { try LaunchFolder.check(folder, overwrites: overwrite) }
  }

  /// Writes the files and returns what there is to say of them; nothing without `--write`.
  ///
  /// `origin` is what does the scenario again.
  /// - Throws: ``InputError`` where the scenario cannot be started, and where nothing can be written.
  func write(_ scenario: Scenario, acceleratorsPerNode: Int?, origin: String) throws -> LaunchReport? {
    guard let folder else { return nil }
    let plan = try LaunchPlan(scenario, acceleratorsPerNode: acceleratorsPerNode)
    let files = try LaunchFolder(plan, origin: origin)
    let stale = try files.write(to: folder, overwrites: overwrite)
    return LaunchReport(files: files, folder: folder, stale: stale)
  }
}

import ArgumentParser
import Hardware
import Kernel
import Model
import Scenario
import Study

/// What a plan may vary: the options that make its space.
struct PlanArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Accelerators, with commas between; 'all' is the catalog. (default: the scenario's, and all with a price and a measured profile)",
      valueName: "a,b"))
  var accelerators: String?

  @Option(help: ArgumentHelp("Accelerators that share every layer. (default: 1,2,4,8 and the scenario's)", valueName: "n,n"))
  var tensor: String?

  @Option(help: ArgumentHelp("Pipeline stages. (default: 1 and the scenario's)", valueName: "n,n"))
  var pipeline: String?

  @Option(
    help: ArgumentHelp(
      "Tensor groups of a stage that divide the sequences. (default: the scenario's; of mixtures also what fills 8 accelerators)",
      valueName: "n,n"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Parts that the experts of a mixture are dealt out in. (default: the scenario's, 1, and all accelerators of a stage)",
      valueName: "n,n"))
  var expert: String?

  @Option(help: ArgumentHelp("Formats of the weights. (default: the scenario's)", valueName: "f,f"))
  var formats: String?

  @Option(help: ArgumentHelp("Ways to divide a request: aggregated, disaggregated.", valueName: "m,m"))
  var mode = PlanMode.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: ArgumentHelp("The most accelerators of a fleet.", valueName: "n"))
  var maxGpus = 256

  func validate() throws {
    if !(1...65_536).contains(maxGpus) { throw ValidationError("--max-gpus is \(maxGpus); between 1 and 65536") }
  }

  /// The space for a scenario.
  ///
  /// - Throws: ``InputError`` for a name that is none, and a number that no layout can have.
  func space(for scenario: Scenario) throws -> PlanSpace {
    var space = PlanSpace(for: scenario)
    if let accelerators {
      space.accelerators =
        accelerators == "all"
        ? AcceleratorCatalog.accelerators.map(\.id)
        : try Self.parts(accelerators, of: "--accelerators") { try AcceleratorCatalog.accelerator(named: $0).id }
    }
    if let tensor { space.tensor = try Self.parts(tensor, of: "--tensor") { try Self.count($0, of: "--tensor") } }
    if let pipeline { space.pipeline = try Self.parts(pipeline, of: "--pipeline") { try Self.count($0, of: "--pipeline") } }
    if let data { space.data = try Self.parts(data, of: "--data") { try Self.count($0, of: "--data") } }
    if let expert { space.expert = try Self.parts(expert, of: "--expert") { try Self.count($0, of: "--expert") } }
    if let formats { space.weights = try Self.parts(formats, of: "--formats") { try NumberFormat(named: $0) } }
    space.modes = try Self.parts(mode, of: "--mode", Self.mode)
    space.mostAccelerators = maxGpus
    return space
  }

  /// What stands between the commas, each once.
  private static func parts<Part: Equatable>(_ text: String, of option: String, _ read: (String) throws -> Part) throws -> [Part] {
    var parts: [Part] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = piece.trimmingPrefix { $0 == " " }
      if word.isEmpty { throw InputError("\(option) has an empty part: '\(text.prefix(60))'", remedy: "values with commas between") }
      let part = try read(String(word))
      if !parts.contains(part) { parts.append(part) }
    }
    return parts
  }

  private static func count(_ word: String, of option: String) throws -> Int {
    guard let count = Int(word), (1...1024).contains(count) else {
      throw InputError("\(option) has '\(word.prefix(60))'", remedy: "whole numbers from 1 to 1024, with commas between")
    }
    return count
  }

  private static func mode(_ word: String) throws -> PlanMode {
    // The short forms are those of AIConfigurator.
    let short = ["agg": PlanMode.aggregated, "disagg": .disaggregated]
    if let mode = short[word] ?? PlanMode(rawValue: word) { return mode }
    let names = PlanMode.allCases.map(\.rawValue)
    throw InputError(
      "unknown mode '\(word.prefix(60))'", remedy: Nearest.hint(word, among: names) ?? "one of \(names.joined(separator: ", "))")
  }
}

import ArgumentParser
import Kernel
import Scenario
import Workload

/// What a plan may vary and is to find: the options that win over the scenario's section `plan`, key by key.
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

  @Option(help: ArgumentHelp("Formats of the weights. (default: the scenario's)", valueName: "f,f"))
  var formats: String?

  @Option(help: ArgumentHelp("Ways to divide a request. (default: aggregated,disaggregated)", valueName: "m,m"))
  var mode: String?

  @Option(help: ArgumentHelp("The most accelerators of a fleet. (default: 256)", valueName: "n"))
  var maxGpus: Int?

  @Option(help: ArgumentHelp("An inventory: these accelerators alone, so many of each.", valueName: "a=n,b=n"))
  var have: String?

  @Flag(inversion: .prefixedNo, help: "Look for fleets of two types side by side. (default: where --have names several)")
  var mixed: Bool?

  @Option(help: ArgumentHelp("A price list: a path, or a name in the folder 'prices'. (default: the catalog)", valueName: "file"))
  var prices: String?

  @Option(help: ArgumentHelp("Which prices of it: on_demand, reserved, spot, owned. (default: the first it has)", valueName: "kind"))
  var priceKind: String?

  @Option(help: ArgumentHelp("What the first row has least of: cost, energy, gpus, or carbon. (default: cost)", valueName: "aim"))
  var minimise: PlanAim?

  @Option(help: ArgumentHelp("Carbon dioxide of the grid's electricity, in g/kWh. (default: carbon_intensity)", valueName: "g"))
  var gridCarbon: String?

  @Option(help: ArgumentHelp("Watts drawn from the grid for one of the machines. (default: the price list's)", valueName: "x"))
  var pue: String?

  @Option(help: ArgumentHelp("Factors by which the load may grow; 'none' asks for none. (default: x2)", valueName: "xF,xF"))
  var grow: String?

  @Option(help: ArgumentHelp("Seeds that a verdict begins with. (default: the scenario's, or 3)", valueName: "n"))
  var seeds: Int?

  func validate() throws {
    if let maxGpus, !(1...65_536).contains(maxGpus) { throw ValidationError("--max-gpus is \(maxGpus); between 1 and 65536") }
    if let seeds, !(1...1000).contains(seeds) { throw ValidationError("--seeds is \(seeds); between 1 and 1000") }
  }

  private static let lists = NamedFile(
    folder: "prices", noun: "price list", remedy: "give the path of a price list ('windtunnel explain price-list')")

  /// The options as changes of the scenario's section `plan`.
  ///
  /// - Throws: ``InputError`` where there is no such price list.
  func changes() throws -> [String] {
    let prices = try prices.map(Self.lists.resolve)
    let texts: [(key: String, text: String?)] = [
      ("accelerators", accelerators), ("tensor", tensor), ("pipeline", pipeline), ("formats", formats), ("mode", mode), ("have", have),
      ("prices", prices), ("price_kind", priceKind), ("minimise", minimise?.rawValue), ("grid_carbon", gridCarbon.map(Self.carbon)),
      ("grow", grow),
    ]
    let plain: [(key: String, text: String?)] = [
      ("max_gpus", maxGpus.map { "\($0)" }), ("mixed", mixed.map { "\($0)" }), ("pue", pue), ("seeds", seeds.map { "\($0)" }),
    ]
    return texts.compactMap { key, text in text.map { "plan.\(key)=\(Self.scalar($0))" } }
      + plain.compactMap { key, text in text.map { "plan.\(key)=\($0)" } }
  }

  /// A number alone is one of grams.
  private static func carbon(_ text: String) -> String { Double(text) == nil ? text : text + " g/kWh" }

  /// A text as one value of YAML: words of the vocabulary plain, all else in quotes.
  private static func scalar(_ text: String) -> String {
    text.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") } && !text.isEmpty ? text : JSONText.quoted(text)
  }
}

extension PlanAim: ExpressibleByArgument {}

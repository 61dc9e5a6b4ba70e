import ArgumentParser
import Foundation
import Kernel
import Scenario
import Workload

/// What a plan may vary and is to find: the options that win over the scenario's section `plan`, key by key.
struct PlanArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Accelerators, with commas between; 'all' is the catalog. (default: the scenario's, and all with a price and a measured profile)",
      valueName: "a,b"), completion: Completions.accelerators)
  var accelerators: String?

  @Option(help: ArgumentHelp("Accelerators that share every layer. (default: 1,2,4,8 and the scenario's)", valueName: "n,n"))
  var tensor: String?

  @Option(
    help: ArgumentHelp("The same in replicas for prompts, where prefill and decode are apart. (default: as --tensor)", valueName: "n,n"))
  var prefillTensor: String?

  @Option(
    help: ArgumentHelp("The same in replicas for tokens. (default: as many as in replicas for prompts)", valueName: "n,n"))
  var decodeTensor: String?

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

  @Option(
    help: ArgumentHelp("Formats of the weights. (default: the scenario's)", valueName: "f,f"), completion: Completions.formats)
  var formats: String?

  @Option(
    help: ArgumentHelp("Ways to divide a request. (default: aggregated,disaggregated)", valueName: "m,m"),
    completion: .list(["aggregated", "disaggregated", "aggregated,disaggregated"]))
  var mode: String?

  @Option(
    name: .customLong("vary"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A key of the scenario with values that every layout is tried with, as in sweep, such as engine.max_batched_tokens=512..8192x2; may be repeated.",
      valueName: "key=values"), completion: Completions.assignment)
  var varying: [String] = []

  @Option(help: ArgumentHelp("The most accelerators of a fleet. (default: 256)", valueName: "n"))
  var maxGpus: Int?

  @Option(
    help: ArgumentHelp("An inventory: these accelerators alone, so many of each.", valueName: "a=n,b=n"),
    completion: Completions.inventory)
  var have: String?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "Look for fleets of two types side by side. (default: where --have names several)")
  var mixed: Bool?

  @Option(
    help: ArgumentHelp("A price list: a path, or a name in the folder 'traces/prices'. (default: the catalog)", valueName: "file"),
    completion: Completions.prices)
  var prices: String?

  @Option(
    help: ArgumentHelp("Which prices of it: on_demand, reserved, spot, owned. (default: the first it has)", valueName: "kind"),
    completion: .list(["on_demand", "reserved", "spot", "owned"]))
  var priceKind: String?

  @Option(help: ArgumentHelp("What the first row has least of: cost, energy, gpus, or carbon. (default: cost)", valueName: "aim"))
  var minimise: PlanAim?

  @Option(
    help: ArgumentHelp(
      "Carbon dioxide of the electricity in g/kWh, or its grid, such as france. (default: carbon_intensity)", valueName: "g"),
    completion: Completions.grid)
  var gridCarbon: String?

  @Option(help: ArgumentHelp("Watts drawn from the grid for one of the machines. (default: the price list's)", valueName: "x"))
  var pue: String?

  @Option(help: ArgumentHelp("Factors by which the load may grow; 'none' asks for none. (default: x2)", valueName: "xF,xF"))
  var grow: String?

  @Option(help: ArgumentHelp("Replicas of a kind that may be dead from the first minute on, in every row. (default: 0)", valueName: "n"))
  var survive: Int?

  @Option(help: ArgumentHelp("Accelerators of a node, which die together. (default: 8, of an NVL72 4, of Trainium2 16)", valueName: "n"))
  var nodeGpus: Int?

  @Option(
    help: ArgumentHelp(
      "The rate's factors over a day, or a file of them: what the day costs with all replicas, and with as many as are asked for. Every request of it is simulated, several times. 'none' asks for none.",
      valueName: "f,f|file"))
  var day: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Seeds that a verdict begins with. (default: the scenario's, or 3)", valueName: "n"))
  var seeds: Int?

  func validate() throws {
    if let maxGpus, !(1...65_536).contains(maxGpus) { throw ValidationError("--max-gpus is \(maxGpus); between 1 and 65536") }
    if let survive, !(0...1000).contains(survive) { throw ValidationError("--survive is \(survive); between 0 and 1000") }
    if let nodeGpus, !(1...1024).contains(nodeGpus) { throw ValidationError("--node-gpus is \(nodeGpus); between 1 and 1024") }
    if let seeds, !(1...1000).contains(seeds) { throw ValidationError("--seeds is \(seeds); between 1 and 1000") }
  }

  /// Price lists by name.
  static let lists = NamedFile(
    folder: "traces/prices", noun: "price list", remedy: "give the path of a price list ('windtunnel explain price-list')")

  /// The options as changes of the scenario's section `plan`.
  ///
  /// - Throws: ``InputError`` where there is no such price list, or the file of a day cannot be read.
  func changes() throws -> [String] {
    let prices = try prices.map(Self.lists.resolve)
    let texts: [(key: String, text: String?)] = [
      ("accelerators", accelerators), ("tensor", tensor), ("prefill_tensor", prefillTensor), ("decode_tensor", decodeTensor),
      ("pipeline", pipeline), ("formats", formats), ("mode", mode), ("have", have),
      ("prices", prices), ("price_kind", priceKind), ("minimise", minimise?.rawValue), ("grid_carbon", gridCarbon.map(Self.carbon)),
      ("grow", grow), ("data", data), ("expert", expert), ("day", try day.map(Self.curve)),
    ]
    let plain: [(key: String, text: String?)] = [
      ("max_gpus", maxGpus.map { "\($0)" }), ("mixed", mixed.map { "\($0)" }), ("pue", pue), ("seeds", seeds.map { "\($0)" }),
      ("survive", survive.map { "\($0)" }), ("node_gpus", nodeGpus.map { "\($0)" }),
    ]
    let varied = varying.isEmpty ? [] : ["plan.vary=[\(varying.map(JSONText.quoted).joined(separator: ", "))]"]
    return varied + texts.compactMap { key, text in text.map { "plan.\(key)=\(Self.scalar($0))" } }
      + plain.compactMap { key, text in text.map { "plan.\(key)=\($0)" } }
  }

  /// The options as they were given, but for what parts of a plan do not look at: the answers beside the table.
  var words: [String] {
    let given: [(option: String, text: String?)] = [
      ("--accelerators", accelerators), ("--tensor", tensor), ("--prefill-tensor", prefillTensor), ("--decode-tensor", decodeTensor),
      ("--pipeline", pipeline), ("--data", data), ("--expert", expert), ("--formats", formats), ("--mode", mode),
      ("--max-gpus", maxGpus.map { "\($0)" }), ("--have", have), ("--prices", prices), ("--price-kind", priceKind),
      ("--minimise", minimise?.rawValue), ("--grid-carbon", gridCarbon), ("--pue", pue), ("--survive", survive.map { "\($0)" }),
      ("--seeds", seeds.map { "\($0)" }),
    ]
    let mixing = mixed.map { [$0 ? "--mixed" : "--no-mixed"] } ?? []
    return varying.flatMap { ["--vary", $0] } + given.flatMap { option, text in text.map { [option, $0] } ?? [] } + mixing
  }

  /// The factors as they stand, or those of a file, whose lines that begin with # are left out.
  private static func curve(_ text: String) throws -> String {
    // The word of the vocabulary, with which a day that stands in the scenario is left out.
    if text == "none" { return text }
    guard FileManager.default.fileExists(atPath: text) else {
      if text.contains(where: { $0.isLetter && $0 != "e" && $0 != "E" }) {
        throw InputError("there is no such file", file: text, remedy: "factors with commas between, or the path of a file of them")
      }
      return text
    }
    do {
      let lines = String(decoding: try RegularFile.bytes(of: text, limit: 1 << 20), as: UTF8.self).split(whereSeparator: \.isNewline)
      return try DailyCurve(lines.filter { !$0.hasPrefix("#") }.joined(separator: " ")).description
    } catch {
      throw InputError(error.message, file: text, remedy: error.remedy)
    }
  }

  /// A number alone is one of grams.
  private static func carbon(_ text: String) -> String { Double(text) == nil ? text : text + " g/kWh" }

  /// A text as one value of YAML: words of the vocabulary plain, all else in quotes.
  private static func scalar(_ text: String) -> String {
    text.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") } && !text.isEmpty ? text : JSONText.quoted(text)
  }
}

extension PlanAim: ExpressibleByArgument {}

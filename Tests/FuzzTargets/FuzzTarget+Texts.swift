import Foundation
import Hardware
import Kernel
import Model
import Scenario
import Store
import Study
import Workload

/// What is read out of texts.
extension FuzzTarget {
  static let texts: [FuzzTarget] = [
    FuzzTarget(
      "scenario", "a scenario in YAML, its variants, and the resolved text read again", folders: ["scenarios", "Sources/Scenario/Presets"]
    ) { bytes in
      let scenario = try Scenario.read(bytes: bytes, file: "fuzz.yaml")
      try isStable(scenario)
      for variant in try scenario.variants().prefix(8) { try isStable(variant.scenario) }
    },
    FuzzTarget("assignments", "lines of KEY=VALUE laid over a scenario") { bytes in
      let lines = text(bytes).split(separator: "\n").prefix(8).map(String.init)
      try isStable(try small.changing(lines))
    },
    FuzzTarget("model", "the config.json of a model, with a generation_config.json behind a line of dashes") { bytes in
      let parts = halves(bytes)
      let config = try ModelConfig(Data(parts.0), file: "config.json", generation: parts.1.isEmpty ? nil : Data(parts.1))
      try config.shape.validate(file: "config.json")
    },
    FuzzTarget("profile", "a calibration profile in JSON", folders: ["Sources/Hardware/Profiles"]) { bytes in
      _ = try CalibrationProfile(json: Data(bytes), file: "profile.json")
    },
    FuzzTarget(
      "published", "the description of a published result in YAML, with its formulas", folders: ["scenarios/published"]
    ) { bytes in
      // Its scenarios are sought beside it.
      _ = try PublishedResult.read(text(bytes), file: project + "/scenarios/published/eagle/published.yaml")
    },
    FuzzTarget("prices", "a list of prices, in YAML or as a table") { bytes in
      _ = try PriceList.read(text(bytes), file: bytes.first == UInt8(ascii: "#") ? "prices.csv" : "prices.yaml")
    },
    FuzzTarget("checks", "a table of checks against servers") { bytes in
      _ = try CheckTable.read(text(bytes), file: "checks.csv")
    },
    FuzzTarget("launch", "commands and manifests that start servers") { bytes in
      let text = text(bytes)
      let name = text.contains("apiVersion:") ? "fuzz.yaml" : "fuzz.sh"
      let reading = try LaunchReader.reading(of: [LaunchFile(path: name, text: text)])
      _ = try? Scenario.read(smallText, file: "fuzz.yaml", assignments: reading.assignments)
    },
    FuzzTarget("options", "values of options of the command line; the first letter says of which") { bytes in
      let text = text(Array(bytes.dropFirst()))
      switch (bytes.first ?? 0) % 7 {
      case 0: _ = try TraceColumns(parsing: text)
      case 1: _ = try DailyCurve(text)
      case 2: _ = try NumberList(text, noun: "run")
      case 3: _ = try SweepDesign(text)
      case 4: _ = try SweepSearch(text)
      case 5: _ = try VariedFigure(text)
      default: _ = try SweepShard(text, environment: [:])
      }
    },
  ]

  /// The folder of the project.
  static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .path

  /// A scenario that others are laid over.
  static let smallText = """
    model: llama-3.1-8b
    accelerator: a100-80gb
    calibration: roofline
    workload: {prompt: 300, output: 20, arrivals: {process: poisson, rate: 8 req/s}, requests: 20}
    """
  static let small: Scenario = {
    do { return try Scenario.read(smallText, file: "small.yaml") } catch { preconditionFailure("\(error)") }
  }()

  /// Bytes as text; what is no UTF-8 is replaced, as it is where a file is read.
  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// What stands before and behind a line of dashes.
  private static func halves(_ bytes: [UInt8]) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
    let mark = Array("\n---\n".utf8)
    guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return (bytes[...], []) }
    return (bytes[..<place], bytes[(place + mark.count)...])
  }

  /// The text of a resolved scenario is the scenario.
  private static func isStable(_ scenario: Scenario) throws {
    let again: Scenario
    do { again = try Scenario.read(scenario.resolvedText, file: "again.yaml") } catch {
      throw FuzzFault("a resolved scenario is refused: \(error.description)")
    }
    if again.resolvedText != scenario.resolvedText { throw FuzzFault("a resolved scenario resolves to another text") }
    if again.hash != scenario.hash { throw FuzzFault("a resolved scenario has another hash") }
  }
}

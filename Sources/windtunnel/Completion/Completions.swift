import ArgumentParser
import Foundation
import Hardware
import Kernel
import Model
import Report
import Scenario

/// What a shell offers for the words of a command line, beside the verbs and options that the parser knows by itself.
///
/// Candidates are asked of the program when the key is pressed, so that they are those of the folder and of the program at hand.
enum Completions {
  /// Scenarios: names in the folder `scenarios`, and paths.
  static let scenario = CompletionKind.custom { _, _, prefix in ScenarioPath.names() + paths(prefix, ending: ".yaml") }

  /// Words that are explained, scenarios among them.
  static let word = CompletionKind.custom { _, _, prefix in
    Explanation.words + ScenarioPath.names() + paths(prefix, ending: ".yaml")
  }

  /// A change such as `replicas=4`: keys first, and behind the sign the values that the key takes by name.
  static let assignment = CompletionKind.custom { _, _, word in
    // An option and its value may be one word, such as `--set=replicas=4`.
    let sign = word.hasPrefix("--") ? word.firstIndex(of: "=") : nil
    let start = sign.map { word.index(after: $0) } ?? word.startIndex
    let (option, prefix) = (word[..<start], word[start...])
    guard let equals = prefix.firstIndex(of: "=") else { return keys.map { option + $0 + "=" } }
    let key = String(prefix[..<equals])
    return listed(values(of: key), prefix[prefix.index(after: equals)...]).map { option + key + "=" + $0 }
  }

  /// Keys of a scenario.
  static let key = CompletionKind.custom { _, _, _ in keys }
  /// Models, and checkpoints of them.
  static let model = CompletionKind.custom { _, _, _ in values(of: "model") }
  /// Models that this machine can run.
  static let executableModel = CompletionKind.custom { _, _, _ in ModelCatalog.executableModels.map(\.id) }
  /// Accelerators.
  static let accelerator = CompletionKind.custom { _, _, _ in values(of: "accelerator") }
  /// Accelerators with commas between.
  static let accelerators = CompletionKind.custom { _, _, prefix in listed(values(of: "accelerator"), prefix[...]) }
  /// Accelerators with how many there are, with commas between.
  static let inventory = CompletionKind.custom { _, _, prefix in listed(values(of: "accelerator").map { $0 + "=" }, prefix[...]) }
  /// Schedulers with commas between.
  static let schedulers = CompletionKind.custom { _, _, prefix in listed(values(of: "scheduler"), prefix[...]) }
  /// Formats of weights with commas between.
  static let formats = CompletionKind.custom { _, _, prefix in listed(values(of: "formats.weights"), prefix[...]) }
  /// Grids whose carbon is known.
  static let grid = CompletionKind.custom { _, _, _ in values(of: "plan.grid_carbon").filter { $0 != "auto" } }
  /// Metrics, of latencies with their statistics.
  static let metric = CompletionKind.custom { _, _, _ in Explanation.measures }
  /// Price lists: names in the folder `traces/prices`, and paths.
  static let prices = CompletionKind.custom { _, _, prefix in PlanArguments.lists.names() + paths(prefix, ending: ".yaml") }
  /// Published results: the folders of those that come with the project.
  static let published = CompletionKind.custom { _, _, _ in PublishedFolder.usual.names }
  /// Databases of results.
  static let database = CompletionKind.file(extensions: ["sqlite"])

  // MARK: Scripts

  /// What is printed for a shell to read, with what it needs beside it; any other message as it is.
  static func script(_ message: String) -> String {
    if message.hasPrefix("#!/bin/bash\n") { return BashCompletion.script(message) }
    return message.hasPrefix("#compdef ") ? ZshCompletion.script(message) : message
  }

  // MARK: Candidates

  /// Every key of a scenario that takes a value.
  private static var keys: [String] { ScenarioReference.entries.filter { $0.value != "a mapping" }.map(\.path) }

  /// The values that a key takes by name; none of a key that takes numbers or text.
  private static func values(of key: String) -> [String] {
    let parts = key.split(separator: ".").map(String.init)
    // A pool's keys are those of the scenario.
    let path = parts.first == "pools" && parts.count > 2 ? parts.dropFirst(2).joined(separator: ".") : key
    switch path {
    case "model": return ModelCatalog.ids + ModelCatalog.hubIDs
    case "accelerator", "accelerator.name": return AcceleratorCatalog.accelerators.map(\.id)
    case "scheduler", "scheduler.name": return PolicyDescription.schedulers.map(\.name)
    case "router", "router.name", "decode_router", "decode_router.name": return PolicyDescription.routers.map(\.name)
    case "engine", "engine.preset": return EngineCatalog.presets.map(\.name)
    case "calibration": return ["auto", "roofline"] + ProfileCatalog.entries.map(\.profile.id)
    case "technique": return ((try? TechniqueCatalog.techniques()) ?? []).map(\.name)
    default: return ScenarioReference.entries.first { $0.path == path }?.choices ?? []
    }
  }

  /// Candidates for the last item of a list with commas between, each behind the items before it.
  private static func listed(_ candidates: [String], _ prefix: Substring) -> [String] {
    guard let comma = prefix.lastIndex(of: ",") else { return candidates }
    return candidates.map { prefix[...comma] + $0 }
  }

  /// Files of an ending, and folders, that begin with `prefix`; a folder ends in a stroke.
  private static func paths(_ prefix: String, ending: String) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.sorted().filter { !$0.hasPrefix(".") }.compactMap { name in
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder) else { return nil }
      return isFolder.boolValue ? folder + name + "/" : name.hasSuffix(ending) ? folder + name : nil
    }
  }
}

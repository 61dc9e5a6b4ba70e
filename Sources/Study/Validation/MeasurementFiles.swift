import Foundation
import Kernel

/// The measurements that paths stand for. A file that a user names must be one; in a folder those that are none are left out and counted.
package struct MeasurementFiles {
  /// Folders of recorded server runs.
  private(set) var serverRuns: [String] = []
  /// Tables, with their texts.
  private(set) var tables: [(path: String, text: String)] = []
  /// Results of benchmarks.
  private(set) var runs: [BenchmarkRun] = []
  /// What of folders is no measurement known here, or cannot be used.
  private(set) var leftOut = LeftOut()

  /// Files of a folder that are looked at, and how deep.
  private static let (mostFiles, mostDepth) = (10_000, 6)

  /// Reads what lies at `paths`.
  ///
  /// - Throws: ``InputError`` for a path that is no measurement, and a folder without one.
  package init(_ paths: [String]) throws {
    for path in paths {
      var isDirectory: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw InputError(
          "there is no such file or folder", file: path, remedy: "give the folder of a recorded run, a table, or the result of a benchmark")
      }
      if isDirectory.boolValue {
        try readFolder(path)
      } else if try !readFile(path, name: Validation.name(path)) {
        throw Self.unknown(path)
      }
    }
  }

  private static func unknown(_ path: String) -> InputError {
    let isTable = path.hasSuffix(".csv")
    return InputError(
      isTable ? "the columns are those of no known table" : "this is no measurement that is known here", file: path,
      line: isTable ? 1 : nil,
      remedy:
        "known are tables of stages ('experiment,stage,...,stages,...'), of points in flight ('...,silicon_ttft_ms,...' or '...,expert_format,...,ttft_ms,...') and of power "
        + "('...,avg_power_watts,...' or '...,energy_per_token_joules,...'), and results "
        + "of " + BenchmarkReader.tools)
  }

  // MARK: Folders

  private mutating func readFolder(_ path: String) throws {
    let before = (serverRuns.count, tables.count, runs.count)
    var (files, folders, firstFault) = ([String](), [(path, 0)], InputError?.none)
    while let (folder, depth) = folders.popLast() {
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      if names.contains("requests.jsonl") || names.contains("meta.json") {
        serverRuns.append(folder)
        continue
      }
      for name in Self.withoutRepetition(names) where !name.hasPrefix(".") {
        let inner = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: inner, isDirectory: &isDirectory) else { continue }
        if !isDirectory.boolValue { files.append(inner) } else if depth < Self.mostDepth { folders.append((inner, depth + 1)) }
      }
      if files.count > Self.mostFiles {
        throw InputError("the folder has more than \(Self.mostFiles) files", file: path, remedy: "give the folder of the results")
      }
    }
    for file in files.sorted() {
      do {
        if try !readFile(file, name: String(file.dropFirst(path.count).drop { $0 == "/" })) {
          leftOut.add(file, "no measurement that is known here")
        }
      } catch let fault as InputError {
        firstFault = firstFault ?? fault
        leftOut.add(file, fault)
      }
    }
    if before == (serverRuns.count, tables.count, runs.count) {
      throw firstFault
        ?? InputError(
          "the folder holds no measurement that is known here", file: path,
          remedy: "a recorded run has requests.jsonl and meta.json; results are those of \(BenchmarkReader.tools)")
    }
  }

  /// The names of a folder without summaries of requests that stand beside them one by one, and without summaries of stages that do.
  private static func withoutRepetition(_ names: [String]) -> [String] {
    let hasRequests = names.contains("per_request_lifecycle_metrics.json")
    let hasStages = names.contains { $0.hasPrefix("stage_") && $0.hasSuffix("_lifecycle_metrics.json") }
    return names.filter { name in
      if name == AIPerfReader.summaryName { return !names.contains(AIPerfReader.requestsName) }
      if name == "summary_lifecycle_metrics.json" { return !hasRequests && !hasStages }
      return !(hasRequests && name.hasPrefix("stage_") && name.hasSuffix("_lifecycle_metrics.json"))
    }
  }

  // MARK: Files

  /// Reads a file, which is called `name` in reports; false where it is no measurement known here.
  private mutating func readFile(_ path: String, name: String) throws -> Bool {
    if let result = try BenchmarkReader.runs(path: path, name: name) {
      runs += result.runs
      leftOut.add(result.leftOut)
      return true
    }
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else { return false }
    guard Validation.knowsTable(text) else { return false }
    tables.append((path, text))
    return true
  }
}

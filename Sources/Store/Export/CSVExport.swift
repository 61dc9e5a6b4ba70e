import Foundation
import Kernel

/// Writes runs as tidy CSV files: one row an observation, one column a variable, every column's unit in `columns.csv`.
///
/// Bytes are a function of the rows: fields are quoted only where RFC 4180 demands it, lines end with a line feed,
/// whole numbers are written as they are, others in the shortest form that reads back as the same `Double`, whatever the locale.
public enum CSVExport {
  /// A file, the table or view that it holds, the columns left out, and the order of its rows.
  struct File {
    var name: String
    var source: String
    var runColumn = "run"
    var order: String
    var without: [String] = []
  }

  /// The files with rows of runs, in the order of writing.
  static let files = [
    // A resolved scenario is a text of many lines; its hash stands for it.
    File(name: "runs.csv", source: "run", runColumn: "id", order: "id", without: ["scenario"]),
    File(name: "wide.csv", source: "runWide", order: "run"),
    File(name: "values.csv", source: "runValue", order: "run, position"),
    File(name: "metrics.csv", source: "metricOverview", order: "run, metric"),
    File(name: "classes.csv", source: "classLatency", order: "run, class, metric"),
    File(name: "requests.csv", source: "requestLatency", order: "run, request"),
    File(name: "series.csv", source: "timeSeriesRate", order: "run, bin"),
    File(name: "replicas.csv", source: "replicaLoad", order: "run, replica"),
    File(name: "handovers.csv", source: "handOverMean", order: "run"),
    File(name: "transfers.csv", source: "transferLatency", order: "run, request, arrivedSeconds"),
    File(name: "retries.csv", source: "retryTime", order: "run, request, number"),
    File(name: "power.csv", source: "poolPower", order: "run, pool, bin"),
    File(name: "stages.csv", source: "pipelineStage", order: "run, replica, stage"),
    File(name: "gaps.csv", source: "tokenGapDistribution", order: "run, fromMilliseconds"),
    File(name: "iterations.csv", source: "iterationTime", order: "run, number"),
    File(name: "operators.csv", source: "runOperator", order: "run, pool, position"),
    File(name: "residuals.csv", source: "runResidual", order: "run, profile, position", without: ["position"]),
  ]

  /// Writes `runs.csv`, `wide.csv`, `values.csv`, `metrics.csv`, `classes.csv`, `requests.csv`, `series.csv`, `replicas.csv`,
  /// `handovers.csv`, `transfers.csv`, `retries.csv`, `power.csv`, `stages.csv`, `gaps.csv`, `iterations.csv`, `operators.csv`,
  /// `residuals.csv` and `columns.csv` into `directory`, made where it is missing. Files are written under temporary names and get theirs when all of them are whole.
  ///
  /// - Throws: ``InputError`` where a run does not exist, a file is there already and `overwrites` is false, or the
  ///   directory cannot be written.
  public static func write(_ store: ResultStore, runs: [Int64], to directory: String, overwrites: Bool = false) throws {
    for run in runs where try store.run(run) == nil {
      throw InputError("there is no run \(run)", file: store.path, remedy: "`windtunnel export` without a number takes the last one")
    }
    let made = try prepare(directory, overwrites: overwrites)
    do {
      let written = try unpublished(store, runs: runs, in: directory)
      try UnfinishedFiles.publishing { for file in written { try file.publish() } }
      if made { UnfinishedFiles.forget(directory) }
    } catch {
      if made {
        unsafe rmdir(directory)
        UnfinishedFiles.forget(directory)
      }
      throw error
    }
  }

  /// The names of all files of an export.
  public static let names = files.map(\.name) + ["columns.csv"]

  /// The column of seeds, of which SQLite keeps those of 2^63 and more as negative numbers.
  static let seedColumn = "seed"

  /// Writes all files, under names that are to be given yet.
  private static func unpublished(_ store: ResultStore, runs: [Int64], in directory: String) throws -> [ReplacingFile] {
    let documentation = try store.columnDocumentation()
    var written: [ReplacingFile] = []
    for file in files {
      let columns = documentation.filter { $0.table == file.source && !file.without.contains($0.column) }.map(\.column)
      let areNames = columns.allSatisfy { $0.utf8.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 } }
      if columns.isEmpty || !areNames {
        throw StoreError.damaged(store.path, "nobody could say what the columns of \(file.source) are")
      }
      var writer = try CSVWriter(path: "\(directory)/\(file.name)")
      try writer.copy(store, columns: columns, from: file, runs: Set(runs).sorted())
      written.append(try writer.finished())
    }
    var writer = try CSVWriter(path: "\(directory)/columns.csv")
    try writer.row(["file", "column", "unit", "meaning"])
    for file in files {
      for entry in documentation where entry.table == file.source && !file.without.contains(entry.column) {
        try writer.row([file.name, entry.column, entry.unit, entry.meaning])
      }
    }
    written.append(try writer.finished())
    return written
  }

  /// Makes the directory where it is missing, and returns whether it was.
  private static func prepare(_ directory: String, overwrites: Bool) throws -> Bool {
    if directory.isEmpty { throw InputError("the name of the directory to write to is empty", remedy: "give a directory") }
    var isDirectory: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else { throw InputError("this is a file, not a directory", file: directory, remedy: "give a directory") }
      for name in names where !overwrites && FileManager.default.fileExists(atPath: "\(directory)/\(name)") {
        throw InputError(
          "the file is there already", file: "\(directory)/\(name)", remedy: "choose another directory, or allow overwriting")
      }
      return false
    }
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw InputError("the directory cannot be made", file: directory, remedy: "check the permissions of the one above it")
    }
    UnfinishedFiles.add(directory)
    return true
  }
}

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
    File(name: "metrics.csv", source: "runMetric", order: "run, metric"),
    File(name: "classes.csv", source: "classLatency", order: "run, class, metric"),
    File(name: "requests.csv", source: "requestLatency", order: "run, request"),
    File(name: "series.csv", source: "timeSeriesRate", order: "run, bin"),
    File(name: "replicas.csv", source: "replicaLoad", order: "run, replica"),
    File(name: "handovers.csv", source: "handOverMean", order: "run"),
    File(name: "transfers.csv", source: "transferLatency", order: "run, request, arrivedSeconds"),
    File(name: "retries.csv", source: "retryTime", order: "run, request, number"),
    File(name: "power.csv", source: "poolPower", order: "run, pool, bin"),
    File(name: "stages.csv", source: "pipelineStage", order: "run, replica, stage"),
    File(name: "operators.csv", source: "runOperator", order: "run, pool, position"),
    File(name: "residuals.csv", source: "runResidual", order: "run, profile, position", without: ["position"]),
  ]

  /// Writes `runs.csv`, `metrics.csv`, `classes.csv`, `requests.csv`, `series.csv`, `replicas.csv`, `handovers.csv`,
  /// `transfers.csv`, `retries.csv`, `power.csv`, `stages.csv`, `operators.csv`, `residuals.csv` and `columns.csv` into `directory`, made where it is missing. Files are written under temporary names and renamed when all of them are whole.
  ///
  /// - Throws: ``InputError`` where a run does not exist, a file is there already and `overwrites` is false, or the
  ///   directory cannot be written.
  public static func write(_ store: ResultStore, runs: [Int64], to directory: String, overwrites: Bool = false) throws {
    for run in runs where try store.run(run) == nil {
      throw InputError("there is no run \(run)", file: store.path, remedy: "`windtunnel export` without a number takes the last one")
    }
    let names = files.map(\.name) + ["columns.csv"]
    try prepare(directory, names: names, overwrites: overwrites)
    let temporary = names.map { "\(directory)/.\($0).\(ProcessInfo.processInfo.processIdentifier).part" }
    defer { for path in temporary { try? FileManager.default.removeItem(atPath: path) } }
    let documentation = try store.columnDocumentation()
    for (file, path) in zip(files, temporary) {
      let columns = documentation.filter { $0.table == file.source && !file.without.contains($0.column) }.map(\.column)
      try CSVWriter.write(to: path) { writer in
        try writer.copy(store, columns: columns, from: file, runs: Set(runs).sorted())
      }
    }
    try CSVWriter.write(to: temporary[files.count]) { writer in
      try writer.row(["file", "column", "unit", "meaning"])
      for file in files {
        for entry in documentation where entry.table == file.source && !file.without.contains(entry.column) {
          try writer.row([file.name, entry.column, entry.unit, entry.meaning])
        }
      }
    }
    for (path, name) in zip(temporary, names) where rename(path, "\(directory)/\(name)") != 0 {
      throw InputError("cannot be written: \(String(cString: strerror(errno)))", file: "\(directory)/\(name)")
    }
  }

  private static func prepare(_ directory: String, names: [String], overwrites: Bool) throws {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else { throw InputError("this is a file, not a directory", file: directory, remedy: "give a directory") }
      for name in names where !overwrites && FileManager.default.fileExists(atPath: "\(directory)/\(name)") {
        throw InputError(
          "the file is there already", file: "\(directory)/\(name)", remedy: "choose another directory, or allow overwriting")
      }
      return
    }
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw InputError("the directory cannot be made", file: directory, remedy: "check the permissions of the one above it")
    }
  }
}

import Foundation
import Kernel

/// Lays simulations beside measurements of real servers.
public enum Validation {
  /// The backend whose rows of a table count, where the table has several.
  public static let defaultBackend = "vllm"

  /// Validates against the record at `path`, of a kind that its form tells: the folder of a recorded run (see ``RecordedServerRun``),
  /// a table of experiments in stages, or a table of points at a fixed number of requests in flight.
  ///
  /// - Throws: ``InputError`` for a record that cannot be read or simulated, ``FailedRun`` for a broken invariant,
  ///   ``Interrupted`` after a stop.
  public static func report(against path: String, options: ValidationOptions, backend: String = defaultBackend) throws -> ValidationReport {
    var isDirectory: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw InputError(
        "there is no such file or folder", file: path, remedy: "give the folder of a recorded run, or a table of measurements")
    }
    if isDirectory.boolValue { return try ServerRunValidation(run: try RecordedServerRun(folder: path), options: options).report() }
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw InputError("the file cannot be read as text", file: path, remedy: "give the folder of a recorded run, or a CSV table")
    }
    let header = CSVTable.fields(of: text.prefix { !$0.isNewline })
    let name = String(path.split(separator: "/").last ?? "table")
    if header.contains("silicon_ttft_ms") {
      let table = try CSVTable(text, file: path, required: ClosedLoopPoint.required)
      let points = try ClosedLoopPoint.points(of: table, backend: backend, file: path)
      return try ClosedLoopValidation(points: points, title: "\(name), \(backend)", file: path, options: options).report()
    }
    if header.contains("stages") {
      let table = try CSVTable(text, file: path, required: StagedExperiment.required)
      let experiments = try StagedExperiment.experiments(of: table)
      return try StagedExperimentValidation(experiments: experiments, title: name, file: path, options: options).report()
    }
    throw InputError(
      "the columns are those of no known table", file: path, line: 1,
      remedy: "known are tables of stages ('experiment,stage,...,stages,...') and of points in flight ('...,silicon_ttft_ms,...')")
  }
}

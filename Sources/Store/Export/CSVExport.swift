import Foundation
import Kernel
import Metrics

/// Writes runs, sweeps and plans as tidy CSV files: one row an observation, one column a variable, every column's unit in `columns.csv`.
///
/// Bytes are a function of the rows: every row is one line and ends with a line feed, fields are quoted only where RFC 4180 demands it, whole
/// numbers are
/// written as they are, and others with as many digits as mean something, see ``CSVNumber``, whatever the locale.
public enum CSVExport {
  /// A file that was written.
  public struct WrittenFile: Hashable, Sendable {
    /// Its name within the folder.
    public var name: String
    /// Its rows; nil of a scenario, which is YAML.
    public var rows: Int?
  }

  /// What came of an export.
  public struct Outcome: Hashable, Sendable {
    /// The files that were written.
    public var files: [WrittenFile]
    /// Files of an earlier export, as it wrote them, which this one did not write again and has removed, by their names in the folder.
    public var removed: [String]
    /// Scenarios by their names whose text is no longer as an export wrote it, and which stay.
    public var leftThere: [String]
  }

  /// Writes ``names`` into `directory`, made where it is missing, and the resolved scenario of each run and plan as
  /// `scenarios/HASH.yaml`, each once. Files are written under temporary names and get theirs when all of them are whole and on the disk;
  /// what a killed export has left under such a name is removed. With `overwrites` the folder holds this export and no other afterwards: what an earlier one
  /// wrote, and nobody changed since, is removed where this one does not write it.
  ///
  /// - Throws: ``InputError`` where a run, sweep or plan does not exist, a file of an export is there already and `overwrites` is false, or the
  ///   directory cannot be written.
  @discardableResult public static func write(
    _ store: ResultStore, _ selection: ExportSelection, to directory: String, overwrites: Bool = false
  ) throws -> Outcome {
    try store.check(selection)
    let scenarios = try store.scenarios(of: selection)
    if let scenario = scenarios.first(where: { $0.hash.isEmpty || !$0.hash.utf8.allSatisfy(isDigit) }) {
      throw StoreError.damaged(store.path, "'\(scenario.hash.prefix(40))' is no hash of a scenario")
    }
    let files = scenarios.map { (name: "\(scenarioFolder)/\($0.hash).yaml", text: $0.text) }
    let names = names + files.map(\.name)
    let earlier = EarlierExport(in: directory, besides: names)
    let made = try prepare(directory, names: names, earlier, overwrites: overwrites)
    do {
      for folder in [directory, "\(directory)/\(scenarioFolder)"] { LeftOver.removePartial(in: folder) }
      var written = try unpublished(store, selection, in: directory)
      for file in files {
        let writing = try ReplacingFile(path: "\(directory)/\(file.name)")
        try writing.append(file.text.hasSuffix("\n") ? file.text : file.text + "\n")
        try writing.prepare()
        written.append((writing, WrittenFile(name: file.name, rows: nil)))
      }
      try ReplacingFile.publish(together: written.map(\.file)) { try earlier.remove(from: directory) }
      for folder in made { UnfinishedFiles.forget(folder) }
      return Outcome(files: written.map(\.what), removed: earlier.files, leftThere: earlier.changed)
    } catch {
      for folder in made.reversed() {
        FileChange.removeFolder(folder)
        UnfinishedFiles.forget(folder)
      }
      throw error
    }
  }

  /// The names of all files of an export but those of scenarios.
  public static let names = ExportFile.all.map(\.name) + ["columns.csv"]

  /// The columns that have a name elsewhere, as `view.column`.
  package static var namedColumns: [String] { StandardNames.ofColumns.keys.sorted() }

  /// The folder of scenarios within an export.
  static let scenarioFolder = "scenarios"

  /// The column of seeds, of which SQLite keeps those of 2^63 and more as negative numbers.
  static let seedColumn = "seed"

  static func isDigit(_ byte: UInt8) -> Bool { 48...57 ~= byte || 97...102 ~= byte }

  private typealias Unpublished = (file: ReplacingFile, what: WrittenFile)

  /// Writes all tables, under names that are to be given yet.
  private static func unpublished(_ store: ResultStore, _ selection: ExportSelection, in directory: String) throws -> [Unpublished] {
    let documentation = try store.columnDocumentation()
    var written: [Unpublished] = []
    var documented: [(file: String, column: ExportColumn)] = []
    for file in ExportFile.all {
      let columns = try ExportColumn.all(of: file, selection, in: store, documentation: documentation)
      documented += columns.map { (file.name, $0) }
      var writer = try CSVWriter(path: "\(directory)/\(file.name)")
      let rows = try writer.copy(store, columns: columns, from: file, selection)
      written.append((try writer.finished(), WrittenFile(name: file.name, rows: rows)))
    }
    var writer = try CSVWriter(path: "\(directory)/columns.csv")
    try writer.row(["file", "column", "unit", "meaning"] + StandardNames().tools.flatMap { [$0.tool, $0.tool + "Factor"] })
    for (file, column) in documented {
      var fields = [file, column.name, column.unit, column.meaning]
      for (_, name) in column.names.tools {
        fields += [name?.name ?? "", name.map { CSVNumber.text($0.factor, unit: "") } ?? ""]
      }
      try writer.row(fields)
    }
    written.append((try writer.finished(), WrittenFile(name: "columns.csv", rows: documented.count)))
    return written
  }

  /// Makes the directory, and that of scenarios in it, where they are missing, and returns those that it made.
  private static func prepare(_ directory: String, names: [String], _ earlier: EarlierExport, overwrites: Bool) throws -> [String] {
    if directory.isEmpty { throw InputError("the name of the directory to write to is empty", remedy: "give a directory") }
    for name in names where !overwrites && FileManager.default.fileExists(atPath: "\(directory)/\(name)") {
      throw InputError("the file is there already", file: "\(directory)/\(name)", remedy: "choose another directory, or --overwrite")
    }
    if !overwrites, let name = earlier.files.first {
      throw InputError(
        "this file of an earlier export would stand among those of this one", file: "\(directory)/\(name)",
        remedy: "choose another directory, or --overwrite, which removes it")
    }
    let hasScenarios = names.contains { $0.hasPrefix(scenarioFolder + "/") }
    return try ([directory] + (hasScenarios ? ["\(directory)/\(scenarioFolder)"] : [])).filter { try make($0) }
  }

  /// Makes a directory where it is missing, and returns whether it was.
  private static func make(_ directory: String) throws -> Bool {
    var isDirectory: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) {
      if isDirectory.boolValue { return false }
      throw InputError("this is a file, not a directory", file: directory, remedy: "give a directory")
    }
    let isMade = FileChange.makeFolder.make(directory) {
      (try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)) == nil ? -1 : 0
    }
    if isMade != 0 {
      throw InputError("the directory cannot be made", file: directory, remedy: "check the permissions of the one above it")
    }
    UnfinishedFiles.add(directory)
    return true
  }
}

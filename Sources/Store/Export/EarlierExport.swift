import Foundation
import Kernel

/// What an earlier export has left in a folder, known by what it says of itself: a scenario by its name, which is the digest of its text, and
/// a table by its first line, which that export's `columns.csv` has as well. Whatever else lies there is somebody's own.
struct EarlierExport {
  /// Files as that export wrote them which an export that writes `names` does not write again, by their names within the folder.
  let files: [String]
  /// Scenarios by their names alone: their text is another.
  let changed: [String]

  /// Files beyond this are no scenario, and no description of columns.
  private static let mostBytes = 4 << 20

  /// Looks at the folder; nothing is there where it cannot be read.
  init(in directory: String, besides names: [String]) {
    let written = Set(names)
    var (files, changed) = (Self.tables(in: directory).filter { !written.contains($0) }, [String]())
    for name in Self.scenarios(in: directory) where !written.contains(name) {
      if Self.isAsWritten("\(directory)/\(name)", hash: name.dropFirst(CSVExport.scenarioFolder.count + 1).dropLast(5)) {
        files.append(name)
      } else {
        changed.append(name)
      }
    }
    (self.files, self.changed) = (files, changed)
  }

  /// Removes ``files``.
  ///
  /// - Throws: ``InputError`` naming the first that cannot be removed.
  func remove(from directory: String) throws(InputError) {
    for name in files where FileChange.removeFile("\(directory)/\(name)") != 0 && errno != ENOENT {
      throw InputError(
        "this file of an earlier export cannot be removed: \(unsafe String(cString: strerror(errno)))", file: "\(directory)/\(name)",
        remedy: "check the permissions of its folder")
    }
  }

  // MARK: Scenarios

  private static func scenarios(in directory: String) -> [String] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(CSVExport.scenarioFolder)")) ?? []
    return entries.sorted().filter { name in
      name.hasSuffix(".yaml") && name.utf8.count == 21 && name.utf8.dropLast(5).allSatisfy(CSVExport.isDigit)
    }.map { "\(CSVExport.scenarioFolder)/\($0)" }
  }

  /// Whether the text has that digest, with or without the line feed that an export ends it with.
  private static func isAsWritten(_ path: String, hash: Substring) -> Bool {
    guard let bytes = contents(of: path) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    return [text, text.hasSuffix("\n") ? String(text.dropLast()) : text].contains { text in
      var digest = Digest()
      digest.mix(bytesOf: text)
      return digest.hexadecimal == hash
    }
  }

  // MARK: Tables

  /// The tables that `columns.csv` describes and whose first line is as it says.
  private static func tables(in directory: String) -> [String] {
    guard let bytes = contents(of: "\(directory)/columns.csv"),
      let described = try? CSVTable(String(decoding: bytes, as: UTF8.self), file: "columns.csv", required: ["file", "column"])
    else { return [] }
    var tables: [(name: String, columns: [String])] = []
    for row in described.rows {
      if tables.last?.name != row["file"] { tables.append((row["file"], [])) }
      tables[tables.count - 1].columns.append(CSVField.text(row["column"]))
    }
    return tables.filter { table in
      table.name.hasSuffix(".csv") && table.name.utf8.dropLast(4).allSatisfy { 97...122 ~= $0 }
        && firstLine(of: "\(directory)/\(table.name)") == table.columns.joined(separator: ",")
    }.map(\.name)
  }

  private static func firstLine(of path: String) -> String? {
    guard size(ofFile: path) != nil, let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    let bytes = (try? file.read(upToCount: 1 << 16)) ?? Data()
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  // MARK: Files

  /// The bytes of a file that is none of the large ones.
  private static func contents(of path: String) -> Data? {
    guard let size = size(ofFile: path), size <= mostBytes else { return nil }
    return FileManager.default.contents(atPath: path)
  }

  /// The bytes of a file itself; nil of all else: what a link leads to is not of this folder.
  private static func size(ofFile path: String) -> Int? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }
}

import Foundation
import Kernel

/// The folder of a recorded server run.
struct RunFolder {
  /// The folder's path, as the user gave it.
  let path: String
  /// The names of the files in it, sorted.
  let names: [String]

  /// A file larger than this is none of a recorded run.
  private static let largestFile = 256 << 20

  /// Looks into the folder at `path`.
  ///
  /// - Throws: ``InputError`` where there is no such folder.
  init(_ path: String) throws(InputError) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw InputError(
        "there is no such folder", file: path, remedy: "give the folder of a recorded run, with requests.jsonl and meta.json")
    }
    self.names = names.sorted()
  }

  /// The folder's own name.
  var name: String { String(path.split(separator: "/").last ?? "run") }

  /// The path of a file in it.
  func path(_ name: String) -> String { path + "/" + name }

  /// The bytes of a file that must be there.
  func bytes(_ name: String) throws(InputError) -> Data {
    guard names.contains(name) else {
      throw InputError(
        "the folder has no file '\(name)'", file: path,
        remedy: "a recorded run has requests.jsonl (a request a line) and meta.json (the engine)")
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: path(name)))?[.size] as? Int ?? 0
    guard size <= Self.largestFile else {
      throw InputError("the file has \(size) bytes", file: path(name), remedy: "is this a recorded run?")
    }
    guard let data = FileManager.default.contents(atPath: path(name)) else {
      throw InputError("cannot be read", file: path(name), remedy: "check the permissions")
    }
    return data
  }

  /// The text of a file; nil where there is none.
  func text(_ name: String) throws(InputError) -> String? {
    guard names.contains(name) else { return nil }
    guard let text = String(data: try bytes(name), encoding: .utf8) else {
      throw InputError("the file is not UTF-8", file: path(name), remedy: "save it as text")
    }
    return text
  }

  /// The one JSON object of a file; nil where there is no such file.
  func object(_ name: String) throws(InputError) -> JSONRecord? {
    guard names.contains(name) else { return nil }
    return try JSONRecord(try bytes(name), file: path(name))
  }

  /// The JSON objects of a file that has one a line; empty lines are passed over.
  func lines(_ name: String) throws(InputError) -> [JSONRecord] {
    let data = try bytes(name)
    var records: [JSONRecord] = []
    for (index, line) in data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
      records.append(try JSONRecord(Data(line), file: path(name), line: index + 1))
    }
    return records
  }
}

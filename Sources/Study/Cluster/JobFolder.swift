import Foundation
import Kernel

/// The folder of a sweep or a plan that was given to a cluster, on a file system that all its machines see.
///
/// In it lie the sheet of the job, and for each part a log, a database and a beat. A second process of a part, started because the first
/// one was given up as lost although it lives, takes a database of its own; see ``PartPlace``. Folders are named by what is made in
/// them, so that the same sweep or plan asked for again finds its own.
public struct JobFolder: Hashable, Sendable {
  /// The folder.
  public let path: String
  /// The folders that were made with it, the innermost first; none where it was there.
  private let made: [String]

  /// The folder at `path`.
  public init(path: String) {
    self.path = path
    made = []
  }

  /// The folder of a sweep or a plan below `work`, made where there is none yet. What earlier attempts have left in it stays; what they took for done
  /// is looked at again where they relied on runs that are not at hand any more.
  ///
  /// - Throws: ``InputError`` where it cannot be made.
  public init(below work: String, of sheet: JobSheet, name: String) throws {
    let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "-" }.prefix(40))
    path = URL(fileURLWithPath: work).path + "/\(plain)-\(sheet.digest)-\(sheet.parts)"
    var (made, folder): ([String], String) = ([], path)
    while folder != "/" && !FileManager.default.fileExists(atPath: folder) {
      made.append(folder)
      folder = (folder as NSString).deletingLastPathComponent
    }
    self.made = made
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw InputError(
        "the folder cannot be made: \(error.localizedDescription)", file: path,
        remedy: "name another place with --work, one that all machines see")
    }
    if let before = try? sheetThere(), before.program == sheet.program, before.countsOnNoMore(than: sheet) { return }
    try forgetBeats(of: Array(0..<sheet.parts))
    try write(sheet.text, to: sheetFile)
  }

  /// Takes the folder away again where it was made and nothing was submitted: what a part has left in it stays.
  public func removeUnused() {
    if made.isEmpty { return }
    for file in [sheetFile, scriptFile] { unsafe unlink(file) }
    for folder in made { unsafe rmdir(folder) }
  }

  /// The sheet of the job.
  public var sheetFile: String { path + "/job.txt" }
  /// The script that runs a part, where the engine needs one.
  public var scriptFile: String { path + "/part.sh" }
  /// What the processes of a part have printed.
  public func logFile(of part: Int) -> String { path + "/part-\(part).log" }

  /// The sheet as it lies there.
  ///
  /// - Throws: ``InputError`` where there is none.
  public func sheetThere() throws -> JobSheet {
    guard let data = FileManager.default.contents(atPath: sheetFile) else {
      throw InputError("there is no job in this folder", file: path, remedy: "'windtunnel sweep' and 'plan' make one with --on slurm")
    }
    return try JobSheet(String(decoding: data, as: UTF8.self), file: sheetFile)
  }

  /// Writes a file of the folder, whole or not at all.
  ///
  /// - Throws: ``InputError`` where it cannot be written.
  public func write(_ text: String, to file: String) throws {
    let writing = try ReplacingFile(path: file)
    try writing.append(text)
    try writing.complete()
  }

  /// The beats of every part that has any. The folder is listed anew, which a network file system answers with what is there now.
  ///
  /// - Throws: ``InputError`` where the folder cannot be read.
  public func beats() throws -> [Int: [PartBeat]] {
    var beats: [Int: [PartBeat]] = [:]
    for name in try names(ending: ".beat") {
      guard let part = Self.part(of: name), let beat = Self.beat(at: path + "/" + name) else { continue }
      beats[part, default: []].append(beat)
    }
    return beats
  }

  /// The database of a part that is done; nil where none is.
  ///
  /// - Throws: ``InputError`` where the folder cannot be read.
  public func finishedDatabase(of part: Int) throws -> String? {
    try beatFiles(of: part).first { Self.beat(at: $0)?.isDone == true }.map { String($0.dropLast("beat".count)) + "sqlite" }
  }

  /// All databases of a part, in the order of their names.
  ///
  /// - Throws: ``InputError`` where the folder cannot be read.
  public func databases(of part: Int) throws -> [String] {
    try names(ending: ".sqlite").filter { Self.part(of: $0) == part }.map { path + "/" + $0 }
  }

  /// Removes what earlier processes of parts have said, so that only what new ones say is heard.
  ///
  /// - Throws: ``InputError`` where the folder cannot be read.
  func forgetBeats(of parts: [Int]) throws {
    let parts = Set(parts)
    for name in try names(ending: ".beat") {
      if let part = Self.part(of: name), parts.contains(part) { try? FileManager.default.removeItem(atPath: path + "/" + name) }
    }
  }

  private func beatFiles(of part: Int) throws -> [String] {
    try names(ending: ".beat").filter { Self.part(of: $0) == part }.map { path + "/" + $0 }
  }

  private func names(ending: String) throws -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(ending) }.sorted() } catch {
      throw InputError("the folder cannot be read: \(error.localizedDescription)", file: path)
    }
  }

  private static func beat(at file: String) -> PartBeat? {
    FileManager.default.contents(atPath: file).flatMap { PartBeat(String(decoding: $0, as: UTF8.self)) }
  }

  /// The number in `part-3.beat` and `part-3.0123abcd.sqlite`.
  private static func part(of name: String) -> Int? {
    guard name.hasPrefix("part-") else { return nil }
    return Int(name.dropFirst("part-".count).prefix { $0 != "." })
  }
}

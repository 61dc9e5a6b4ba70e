import ArgumentParser
import Foundation
import Hardware
import Kernel
import Report
import Store

/// Where `windtunnel calibrate` puts a profile.
struct ProfileOutput: ParsableArguments {
  @Option(help: ArgumentHelp("The file to write. (default: the profile's name with .json)", valueName: "file.json"))
  var output: String?

  @Flag(help: "Replace a file that is there already.")
  var overwrite = false

  @Option(
    name: [.customLong("store"), .customLong("database")],
    help: ArgumentHelp("The database that the profile is stored in.", valueName: "file"), completion: Completions.database)
  var store = "results.sqlite"

  @Flag(help: "Store nothing in the database.")
  var noStore = false

  @Flag(help: "Show progress even where standard error is no terminal.")
  var progress = false

  @Flag(name: .shortAndLong, help: "Print results only: no progress.")
  var quiet = false

  /// Whether progress is shown.
  var showsProgress: Bool { progress && !quiet }

  /// Refuses places that a profile of this name could not be written to, before minutes are spent on making it.
  ///
  /// - Throws: ``InputError`` as ``write(_:kind:)`` does.
  func check(name: String) throws {
    let file = try freeFile(name: name, inputs: [])
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    if !FileManager.default.isWritableFile(atPath: folder) {
      throw InputError("the folder is missing or cannot be written to", file: file, remedy: "check the path and the permissions")
    }
    if !noStore { try ResultStore.open(writingTo: store, say: Console.say).close() }
  }

  private func freeFile(name: String, inputs: [String]) throws -> String {
    let file = output ?? name + ".json"
    try OutputGuard(inputs: inputs, store: store).check(
      file, overwrite: overwrite, remedy: "give another name with --output, or --overwrite")
    return file
  }

  /// Where a profile was written and stored.
  struct Written {
    /// The file.
    var file: String
    /// Its number in the database; nil where it was not stored.
    var number: Int64?
    /// The same in words.
    var text: String
  }

  /// Writes the file, stores the profile, and says where both are.
  ///
  /// - Throws: ``InputError`` where the file is there already, is one of `inputs`, or cannot be written, and where the database
  ///   cannot be.
  func write(_ profile: CalibrationProfile, kind: StoredProfile.Kind, inputs: [String]) throws -> Written {
    let file = try freeFile(name: profile.id, inputs: inputs)
    let document = ProfileDocument(profile)
    let written = try ReplacingFile(path: file)
    try written.append(Array(document.json))
    try written.complete()
    var parts = ["Written to \(file)", "profile \(profile.id)@\(document.digest.hexadecimal.prefix(4))"]
    var number: Int64?
    if !noStore {
      let database = try ResultStore.open(writingTo: store, say: Console.say)
      defer { try? database.close() }
      let stored = try database.store(document, kind: kind)
      number = stored
      parts.insert("stored as profile \(stored) of \(store)", at: 1)
    }
    return Written(file: file, number: number, text: parts.joined(separator: TextLayout.dot))
  }
}

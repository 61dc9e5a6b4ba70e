import ArgumentParser
import Foundation
import Kernel

/// Where a trace command writes.
struct TraceOutput: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("out")],
    help: ArgumentHelp("The file to write; '-' is standard output.", valueName: "file"))
  var file: String

  @Flag(help: "Replace the file where it exists.")
  var overwrite = false

  /// What the output is called in messages.
  var name: String { file == "-" ? "standard output" : file }

  /// Lets `body` write a file. It is given its name only when it is complete; standard output gets it then, too.
  ///
  /// - Throws: ``InputError`` where the file exists and is not to be replaced, and what `body` throws.
  func write<Result>(_ body: (String) throws -> Result) throws -> Result {
    if file == "-" { return try writeThrough(body) }
    if !overwrite, access(file, F_OK) == 0 {
      throw InputError("the file exists already", file: file, remedy: "give another name, or --overwrite")
    }
    return try body(file)
  }

  private func writeThrough<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("windtunnel-\(UUID().uuidString)").path
    defer { unlink(path) }
    let result = try body(path)
    guard let input = FileHandle(forReadingAtPath: path) else { throw InputError("the output was lost on its way", file: path) }
    while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
      // A reader that has gone away has seen enough.
      do { try FileHandle.standardOutput.write(contentsOf: chunk) } catch { break }
    }
    return result
  }
}

import ArgumentParser
import Foundation
import Kernel

/// Where a trace command writes.
struct TraceOutput: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("out")],
    help: ArgumentHelp("The file to write; '-' is standard output.", valueName: "file"), completion: .file())
  var file: String

  @Flag(help: "Replace the file where it exists.")
  var overwrite = false

  /// What the output is called in messages.
  var name: String { file == "-" ? "standard output" : file }

  /// Refuses a JSON document where standard output takes the file.
  ///
  /// - Throws: `ValidationError`.
  func check(isJSON: Bool) throws {
    if isJSON && file == "-" { throw ValidationError("JSON and the file itself both to standard output: name a file with --out") }
  }

  /// Lets `body` write a file. It is given its name only when it is complete; standard output gets it then, too.
  ///
  /// - Throws: ``InputError`` where the file exists and is not to be replaced, or is one of `inputs`, and what `body` throws.
  func write<Result>(inputs: [String], _ body: (String) throws -> Result) throws -> Result {
    if file == "-" { return try writeThrough(body) }
    try OutputGuard(inputs: inputs).check(file, overwrite: overwrite)
    return try body(file)
  }

  private func writeThrough<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("windtunnel-\(UUID().uuidString)").path
    UnfinishedFiles.add(path)
    defer {
      unsafe unlink(path)
      UnfinishedFiles.forget(path)
    }
    let result = try body(path)
    guard let input = FileHandle(forReadingAtPath: path) else { throw InputError("the output was lost on its way", file: path) }
    while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
      if try !pass(chunk) { break }
    }
    return result
  }

  /// Hands bytes on to standard output; false where nobody reads any more, who has seen enough then.
  private func pass(_ chunk: Data) throws -> Bool {
    var rest = chunk[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Foundation.write(1, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EPIPE {
        return false
      } else if errno != EINTR {
        throw InputError("standard output cannot be written: \(unsafe String(cString: strerror(errno)))")
      }
    }
    return true
  }
}

import Foundation
import Kernel
import Testing
import Workload

/// A folder that is gone when the test is.
final class Scratch {
  let folder: String

  init() throws {
    var template = Array((FileManager.default.temporaryDirectory.path + "/workload-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A file with the given bytes.
  func file(_ bytes: [UInt8], named name: String = "trace") throws -> String {
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// A file with the given text.
  func file(_ text: String, named name: String = "trace") throws -> String { try file(Array(text.utf8), named: name) }

  func path(_ name: String) -> String { folder + "/" + name }
}

/// Everything a source gives.
func all(_ source: any ArrivalSource) throws -> [Arrival] {
  var source = source
  var arrivals: [Arrival] = []
  while let arrival = try source.next() { arrivals.append(arrival) }
  return arrivals
}

/// The error that reading a file from the first byte to the last ends in.
func errorReading(
  _ path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail
) -> InputError? {
  do {
    let reader = try TraceReader(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens)
    while try reader.next() != nil {}
    return nil
  } catch {
    return error as? InputError
  }
}

/// The root of the repository, from this file's place in it.
let repositoryRoot = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

/// The reference traces, which no clone has: tests that read them are skipped without.
enum ReferenceTraces {
  static func path(_ name: String) -> String { repositoryRoot + "/../shared/data/traces/" + name }
  static let present = FileManager.default.fileExists(atPath: path("azure-2023-conv.csv"))
}

func seconds(_ value: Double) -> Instant { Instant(Duration(seconds: value)) }

/// Expects an error with these words.
func refused(_ words: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Any) {
  do {
    _ = try body()
    Issue.record("nothing was refused where '\(words)' should be", sourceLocation: sourceLocation)
  } catch { #expect("\(error)".contains(words), sourceLocation: sourceLocation) }
}

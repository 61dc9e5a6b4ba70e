import Foundation
import Kernel

/// What `windtunnel validate` or `windtunnel reproduce` printed under `--format json`, read back to make a page of it.
package struct FindingsFile {
  /// What a file holds.
  enum Content {
    /// Simulations beside what was measured.
    case validation(ValidationFindings)
    /// Simulations beside what papers printed.
    case reproduction(ReproductionFindings)
  }

  /// Where it lies.
  let path: String
  /// What is in it.
  let content: Content

  /// The largest file that is read; the validation of a thousand points has a megabyte.
  private static let mostBytes = 64 << 20

  /// Reads the file at `path`.
  ///
  /// - Throws: ``InputError`` where it cannot be read, or holds something else.
  package init(_ path: String) throws {
    self.path = path
    let remedy = "write one with 'windtunnel validate --format json > findings.json', or 'windtunnel reproduce --format json'"
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size <= Self.mostBytes,
      let bytes = FileManager.default.contents(atPath: path)
    else { throw InputError("the file cannot be read", file: path, remedy: remedy) }
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes) } catch {
      throw InputError(error.message, file: path, line: error.line, column: error.column, remedy: remedy)
    }
    let command = value.members?.first { $0.key == "command" }?.value.text
    do {
      switch command {
      case "validate": content = .validation(try JSONReading.read(from: value))
      case "reproduce": content = .reproduction(try JSONReading.read(from: value))
      default: throw InputError("this holds neither a validation nor a reproduction", file: path, line: 1, remedy: remedy)
      }
    } catch let error as DecodingError {
      throw InputError("not what a validation or a reproduction prints: \(Self.words(error))", file: path, remedy: remedy)
    }
  }

  /// Where a fault is and what it is.
  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "the key '\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.map(\.stringValue).joined(separator: ".") + ": " + context.debugDescription
    @unknown default: "it cannot be understood"
    }
  }

  /// The page; `footer` says which program made it.
  package func document(footer: String) -> PageDocument {
    let origin = RunOriginText.file(path)
    switch content {
    case .validation(let findings): return ValidationPage(findings).document(origin: origin, footer: footer)
    case .reproduction(let findings): return ReproductionPage(findings).document(origin: origin, footer: footer)
    }
  }
}

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

/// Simulations beside what was measured, as `windtunnel validate` tells them.
struct ValidationFindings: Decodable, Hashable {
  /// A fact about what was measured.
  struct Fact: Decodable, Hashable {
    var heading: String
    var text: String
  }

  /// One figure on both sides.
  struct Figure: Decodable, Hashable {
    var name: String
    var unit: String
    var measured: Double
    var simulated: Double
    var peerError: Double?
    var noise: Double?

    /// Simulated less measured over measured; nil of a measurement of zero.
    var error: Double? { measured == 0 ? nil : simulated / measured - 1 }
  }

  /// A measured thing with its figures.
  struct Group: Decodable, Hashable {
    var name: String
    var family: String
    var isCounted: Bool
    var figures: [Figure]
  }

  var title: String
  var facts: [Fact]
  var groups: [Group]
  var notes: [String]
  var revision: String
}

/// Simulations beside what papers printed, as `windtunnel reproduce` tells them.
struct ReproductionFindings: Decodable, Hashable {
  /// A figure that a paper printed.
  struct Figure: Decodable, Hashable {
    var name: String
    var unit: String
    var source: String
    var strength: String
    var target: String
    var published: Double?
    var tolerance: Double?
    var simulated: [Double]
    var ratio: Double?
    var verdict: String
    var reason: String?
  }

  /// A published result.
  struct Result: Decodable, Hashable {
    var name: String
    var title: String
    var paper: String
    var section: String
    var figures: [Figure]
    var notes: [String]
  }

  /// How many figures came out how.
  struct Sum: Decodable, Hashable {
    var counted: Int
    var kept: Int
    var offWithReason: Int
    var off: Int
    var notCounted: Int
    var notModelled: Int
  }

  var results: [Result]
  var sum: Sum
}

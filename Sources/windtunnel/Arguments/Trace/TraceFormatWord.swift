import ArgumentParser
import Workload

/// What `--format` takes beside a trace: what the file holds, or, as on every verb, that other programs read what is printed.
enum TraceFormatWord: Hashable, ExpressibleByArgument {
  case holds(TraceFormat)
  case json

  private static let jsonWord = "json"

  init?(argument: String) {
    if argument == Self.jsonWord {
      self = .json
    } else if let format = TraceFormat(rawValue: argument) {
      self = .holds(format)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { TraceFormat.allCases.map(\.rawValue) + [jsonWord] }

  /// What the file holds; nil of the word for JSON.
  var held: TraceFormat? {
    guard case .holds(let format) = self else { return nil }
    return format
  }
}

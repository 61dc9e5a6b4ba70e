import ArgumentParser
import Report

/// How a verb prints what it found.
struct FormatOption: ParsableArguments {
  /// The forms of a result on standard output.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: ArgumentHelp("text, or json for other programs: one document, its keys as docs/schema says.", valueName: "form"))
  var format = Form.text

  /// Whether other programs read it.
  var isJSON: Bool { format == .json }

  /// Prints `text`, or `json`; the other one is never made.
  func print(_ text: @autoclosure () throws -> String, json: @autoclosure () throws -> JSONTree) rethrows {
    Console.print(isJSON ? try json().text : try text())
  }
}

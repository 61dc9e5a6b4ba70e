import Foundation

/// What a reader types and what comes of it: lines that begin with `$ ` are typed, the others are printed.
struct Transcript {
  /// A command as it is typed, over several lines where these end with a backslash or within quotation marks, and what it prints.
  struct Step {
    var typed: [String]
    var output: [String]

    /// Whether the next line still belongs to the command.
    var goesOn: Bool { typed.last?.hasSuffix("\\") == true || typed.joined().count { $0 == "\"" } % 2 == 1 }

    /// The command for a shell.
    var command: String { typed.joined(separator: "\n").replacing(#/^\$ /#, with: "") }
  }

  var steps: [Step] = []

  /// The transcript of a `console` block.
  init(_ lines: some Sequence<String>) {
    for line in lines {
      if line.hasPrefix("$ ") {
        steps.append(Step(typed: [line], output: []))
      } else if let last = steps.last, last.output.isEmpty, last.goesOn {
        steps[steps.count - 1].typed.append(line)
      } else if !steps.isEmpty {
        steps[steps.count - 1].output.append(line)
      }
    }
  }

  /// Lines of a page.
  var lines: [String] { steps.flatMap { $0.typed + $0.output } }

  /// An output less the paragraph on digests and revisions of a run that was not stored.
  static func withoutProvenance(_ output: [String]) -> [String] {
    guard let first = output.firstIndex(where: { $0.hasPrefix("Not stored") }) else { return output }
    let last = output[first...].firstIndex(of: "") ?? output.count - 1
    var kept = output[..<first] + output[(last + 1)...]
    while kept.last?.isEmpty == true { kept.removeLast() }
    return Array(kept)
  }

  /// The parts of an output that a page shows, `...` for what is between them: `Scenario..Verdict, Cost` are the lines from the first
  /// that begins with 'Scenario' to the next one with 'Verdict', and that with 'Cost', each with the lines that go on with it.
  /// Nil where there is no such line.
  static func parts(of output: [String], _ shown: String) -> [String]? {
    var (kept, place) = ([String](), 0)
    for part in shown.components(separatedBy: ", ") {
      let ends = part.components(separatedBy: "..")
      guard let first = output.indices.first(where: { $0 >= place && begins(output[$0], ends[0]) }) else { return nil }
      guard
        var last = ends.count == 1
          ? first : ends[1].isEmpty ? output.count - 1 : output.indices.first(where: { $0 >= first && begins(output[$0], ends[1]) })
      else { return nil }
      while last + 1 < output.count, output[last + 1].hasPrefix(String(repeating: " ", count: 10)) { last += 1 }
      kept += gap(output[place..<first])
      kept += output[first...last]
      place = last + 1
    }
    return kept + gap(output[place...])
  }

  /// What stands for lines that are not shown; empty lines alone stay one.
  private static func gap(_ lines: ArraySlice<String>) -> [String] {
    lines.contains { !$0.isEmpty } ? ["..."] : lines.prefix(1).map { _ in "" }
  }

  private static func begins(_ line: String, _ start: String) -> Bool { line.drop { $0 == " " }.hasPrefix(start) }
}

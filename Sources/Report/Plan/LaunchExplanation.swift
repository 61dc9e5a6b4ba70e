import Scenario

/// What command lines of servers mean, in the words of a scenario.
package struct LaunchExplanation {
  private let reading: LaunchReading

  /// An explanation of what was read.
  package init(_ reading: LaunchReading) { self.reading = reading }

  /// The explanation within so many columns: a setting a line, as `--set` takes it.
  package func text(width: Int) -> String {
    var parts = [TextLayout.paragraph("Engine", reading.engine.name, width: width)]
    parts.append(reading.assignments.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n"))
    if !reading.assignments.contains(where: { $0.contains("accelerator.name=") }) {
      parts.append(TextLayout.paragraph("Not said", "the accelerator, which no command names: --set accelerator=NAME", width: width))
    }
    if !reading.notes.isEmpty {
      parts.append(TextLayout.paragraph("Not read", reading.notes.joined(separator: TextLayout.semicolon), width: width))
    }
    return parts.joined(separator: "\n\n")
  }
}

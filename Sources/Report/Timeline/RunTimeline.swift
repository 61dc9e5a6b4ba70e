import Record
import Report
import Study

/// The second listener of a run that draws its timeline.
enum RunTimeline {
  /// Writes what it hears of one run of `scenario` to `path`.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  @Sendable static func listener(for scenario: PreparedScenario, path: String) throws -> StudyOptions.Listener {
    let writer = try TimelineWriter(path: path, cluster: ClusterDescription(scenario.cluster))
    return (
      writer,
      { outcome in
        try writer.finish(outcome)
        if !writer.report.isComplete { Console.note("\(path): \(writer.report)") }
      }
    )
  }
}

import Study

/// The second listener of a run that draws its timeline.
package enum RunTimeline {
  /// Writes what it hears of one run of `scenario` to `path`, and says by `note` what the timeline leaves out, if anything.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  package static func listener(
    for scenario: PreparedScenario, path: String, note: @escaping @Sendable (String) -> Void
  ) throws -> StudyOptions.Listener {
    let writer = try TimelineWriter(path: path, cluster: scenario.clusterDescription)
    return (
      writer,
      { outcome in
        try writer.finish(outcome)
        if !writer.report.isComplete { note("\(path): \(writer.report)") }
      }
    )
  }
}

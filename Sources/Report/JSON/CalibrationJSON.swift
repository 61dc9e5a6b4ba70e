import Calibration
import Hardware

/// What `windtunnel calibrate` made, in JSON.
package enum CalibrationJSON {
  /// The document of a profile, with where it was written and stored; `measured` is how the measurement went, nil where tables were
  /// fitted, and `remarks` are what reading these told.
  package static func document(
    _ profile: CalibrationProfile, file: String, storedProfile: Int64?, measured: CalibrationReport?, remarks: [String]
  ) -> JSONTree {
    .document(
      "calibrate",
      [
        ("profile", .object(ProfileItems.profile(profile))), ("file", .text(file)), ("storedProfile", .of(whole: storedProfile)),
        ("measured", measured.map { .object(report($0)) } ?? .null), ("remarks", .of(texts: remarks)),
      ])
  }

  private static func report(_ report: CalibrationReport) -> JSONMembers {
    let whole = CalibrationReport.errors(report.wholeSteps)
    return [
      ("machine", .text(report.machine.description)), ("library", .text(report.library)),
      ("peakFlopsPerSecond", .number(report.peakFLOPsPerSecond)), ("coreFlopsPerSecond", .number(report.coreFLOPsPerSecond)),
      ("bandwidthBytesPerSecond", .number(report.bandwidthBytesPerSecond)),
      ("hostSecondsPerIteration", .number(report.hostPerIteration.seconds)),
      ("hostSecondsPerSequence", .number(report.hostPerSequence.seconds)), ("points", .of(whole: report.points)),
      ("steps", .of(whole: report.steps)), ("noise", .number(report.noise)), ("noiseP90", .number(report.noiseP90)),
      ("outliers", .of(whole: report.outliers)), ("wholeSteps", .of(whole: report.wholeSteps.count)),
      ("wholeStepMedianError", .number(whole.median)), ("wholeStepP90Error", .number(whole.p90)),
      ("elapsedSeconds", .number(report.elapsed.seconds)), ("idleWatts", .of(number: report.draw?.idleWatts)),
      ("busyWatts", .of(number: report.draw?.busyWatts)),
      (
        "operators",
        .list(
          report.operators.map { one in
            .object(
              [("operator", .text("\(one.part)")), ("stepShare", .number(one.share)), ("knots", .of(whole: one.knots))]
                + ProfileItems.residuals(one.residuals))
          })
      ),
    ]
  }
}

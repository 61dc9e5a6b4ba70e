import Calibration
import Hardware
import Kernel

/// What `windtunnel calibrate` says of a profile.
package enum CalibrationText {
  /// A profile measured on this machine.
  package static func measured(_ calibration: MachineCalibration, width: Int) -> String {
    let report = calibration.report
    let whole = CalibrationReport.errors(report.wholeSteps)
    let facts = [
      ("Machine", report.machine.description), ("Library", report.library),
      (
        "Speed",
        "sgemm of 1024^3 at \(NumberText.scaled(report.peakFLOPsPerSecond, "FLOP/s")),\(breakMark) linear layers at "
          + "\(NumberText.scaled(report.coreFLOPsPerSecond, "FLOP/s")) "
          + "(\(NumberText.percent(report.coreFLOPsPerSecond / max(report.peakFLOPsPerSecond, 1)))),\(breakMark) "
          + "weights read at \(NumberText.bytes(report.bandwidthBytesPerSecond))/s"
      ),
      (
        "Host",
        "\(NumberText.time(seconds: report.hostPerIteration.seconds)) an iteration,\(breakMark) "
          + "\(NumberText.time(seconds: report.hostPerSequence.seconds)) a sequence"
      ),
      (
        "Noise",
        "repeats scatter by \(percent(report.noise)) in the median, by \(percent(report.noiseP90)) at one point in ten;\(breakMark) "
          + "\(NumberText.count(report.outliers)) outliers;\(breakMark) means are \(percent(report.meanExcess)) above medians"
      ),
      (
        "Whole steps",
        "\(report.wholeSteps.count) that no fit saw:\(breakMark) within \(percent(whole.median)) in the median,\(breakMark) "
          + "nine in ten within \(percent(whole.p90)),\(breakMark) \(NumberText.signed(whole.mean * 100, decimals: 1)) % in the mean"
      ),
      ("Energy", energy(report)),
      (
        "Effort",
        "\(NumberText.count(report.points)) points, \(NumberText.count(report.steps)) steps in \(NumberText.time(seconds: report.elapsed.seconds))"
      ),
    ]
    var table = TextTable([
      .init("operator", isNumber: false), .init("of a step"), .init("rows"), .init("held out"), .init("knots", weight: 1),
      .init("median %"), .init("p90 %"), .init("worst %", weight: 0),
    ])
    for one in report.operators {
      table.add(
        [words("\(one.part)"), NumberText.percent(one.share), "\(one.residuals.rows)", "\(one.residuals.heldOutRows)", "\(one.knots)"]
          + errors(one.residuals))
    }
    return paragraphs(facts, width) + "\n\n" + table.told(width: width)
  }

  /// What the machine drew, or why that is not known.
  private static func energy(_ report: CalibrationReport) -> String {
    guard let draw = report.draw else { return "not measured: \(report.drawAbsence ?? "")" }
    return "\(NumberText.scaled(draw.idleWatts, "W")) before and \(NumberText.scaled(draw.busyWatts, "W")) while it ran "
      + "(\(draw.zones), all that ran on them)"
  }

  /// A profile fitted to tables.
  package static func imported(_ profile: CalibrationProfile, remarks: [String], width: Int) -> String {
    let facts = [
      ("Profile", "\(profile.id), for \(profile.accelerator)"), ("Source", profile.origin.source), ("Software", profile.origin.software),
      ("Licence", profile.origin.licence), ("Fits", "\(profile.operators.count)"),
    ]
    var parts = [paragraphs(facts, width), ProfileTable.text([profile], width: width, namesProfiles: false)]
    if !remarks.isEmpty { parts.append(remarks.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  /// Median, 90th percentile and greatest error in per cent.
  static func errors(_ residuals: FitResiduals) -> [String] {
    [residuals.medianError, residuals.p90Error, residuals.worstError].map { NumberText.fixed($0 * 100, decimals: 1) }
  }

  /// A name in camel case as words.
  private static func words(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
  }

  private static func percent(_ share: Double) -> String { NumberText.fixed(share * 100, decimals: 1) + " %" }

  private static func paragraphs(_ facts: [(String, String)], _ width: Int) -> String {
    facts.map { TextLayout.paragraph($0.0, $0.1, width: width) }.joined(separator: "\n")
  }
}

import Foundation
import Hardware
import Kernel
import Report
import Scenario
import Store
import Study

/// Where `windtunnel fit` puts what it found: a profile, and the server's scenario that goes by it.
struct FittedFiles {
  private let report: FitReport
  private let output: ProfileOutput
  private let name: String
  private let inputs: [String]

  /// The files of a report; `inputs` are not written over.
  init(_ report: FitReport, output: ProfileOutput, name: String?, inputs: [String]) {
    (self.report, self.output, self.inputs) = (report, output, inputs)
    self.name = name ?? report.profile?.id ?? "fitted-server"
  }

  /// Where the files are.
  struct Written {
    /// The profile; nil where the server has none and its costs come from the roofline.
    var profile: ProfileOutput.Written?
    /// The scenario's file.
    var scenario: String
    /// The same in words.
    var text: String
  }

  /// Writes both.
  ///
  /// - Throws: ``InputError`` where a file is there already, is one of the inputs, or cannot be written.
  func write() throws -> Written {
    let profileFile = output.output ?? name + ".json"
    let scenarioFile = (profileFile.hasSuffix(".json") ? String(profileFile.dropLast(5)) : profileFile) + ".yaml"
    try OutputGuard(inputs: inputs, store: output.noStore ? nil : output.store)
      .check(scenarioFile, overwrite: output.overwrite, remedy: "give another name with --output, or --overwrite")
    let profile = try report.profile.map { try output.write($0, kind: .imported, inputs: inputs) }
    let file = try ReplacingFile(path: scenarioFile)
    try file.append(Array(try scenario(profile?.file, at: scenarioFile).utf8))
    try file.complete()
    let text = [profile?.text, "The server's scenario is \(scenarioFile)"].compactMap(\.self).joined(separator: TextLayout.dot)
    return Written(profile: profile, scenario: scenarioFile, text: text)
  }

  /// The scenario in full, with the fitted times and the profile.
  private func scenario(_ profile: String?, at path: String) throws -> String {
    // Both files lie side by side, and are named as seen from where the scenario is.
    let name = profile.map { String($0.split(separator: "/").last ?? "") }
    let own = String((path.split(separator: "/").last ?? "").dropLast(5))
    let assignments = ["name=\"\(own)\""] + report.assignments + [profile.map { "calibration=\($0)" }, report.workload].compactMap(\.self)
    var text = try Scenario.read(report.scenario.resolvedText, file: path, assignments: assignments).resolvedText
    if let name, let profile { text = text.replacing("file: \(profile)\n", with: "file: \(name)\n") }
    return "# The server of \(report.title) as 'windtunnel fit' found it: see 'installation' in its profile.\n" + text
  }
}

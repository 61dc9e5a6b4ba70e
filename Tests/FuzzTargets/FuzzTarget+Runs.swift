import Kernel
import Metrics
import Record
import Scenario
import Study

/// Whole scenarios, run to their end.
extension FuzzTarget {
  static let runs: [FuzzTarget] = [
    FuzzTarget("run", "a scenario drawn from all keys, run twice, with the laws that hold for every run") { bytes in
      var choices = Choices(bytes)
      let drawn = ScenarioDraw(&choices)
      do { try RunLaws.check(drawn.scenario) } catch let fault as FuzzFault {
        throw FuzzFault(fault.description + "\n  " + command(drawn.assignments))
      }
    }
  ]

  /// What bytes mean to this target: a drawn scenario as a command, all else as text.
  public func meaning(of bytes: [UInt8]) -> String {
    if name != "run" { return Self.text(bytes) }
    var choices = Choices(bytes)
    return Self.command(ScenarioDraw(&choices).assignments)
  }

  /// The drawn scenario as a command, to look at.
  private static func command(_ assignments: [String]) -> String {
    let options = assignments.map { "--set '\($0.replacing("'", with: "'\\''"))'" }
    return (["windtunnel run SMALL.yaml --no-store --seed 7"] + options).joined(separator: " ")
  }
}

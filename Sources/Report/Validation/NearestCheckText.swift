import Scenario
import Store
import Study

/// What reports say of the check that is nearest to what was simulated.
package enum NearestCheckText {
  /// The checks of the pools in one text; nil where there is no pool.
  package static func text(_ deployments: [Scenario.DeployedPool], own: [FidelityCheck] = []) -> String? {
    let found = NearestCheck.nearest(deployments, own: own)
    if found.isEmpty { return nil }
    let texts = found.map { server, check in
      (found.count > 1 ? "of \(server.name): " : "") + sentence(check)
    }
    return texts.joined(separator: TextLayout.semicolon)
  }

  /// The same for a page: without the places where lines may be broken.
  package static func plain(_ text: String) -> String { text.replacing(breakMark, with: "") }

  private static func sentence(_ nearest: NearestCheck) -> String {
    let check = nearest.check
    let what = "\(check.server.name),\(breakMark) \(check.server.formats), \(check.server.engine), \(check.load)"
    var text = nearest.distance.isNear ? "nearest is \(what)" : "nothing near was checked;\(breakMark) nearest is \(what)"
    text += ":\(breakMark) \(errors(check)) off in the median of \(PlanText.count(check.runs, "run"))"
    if nearest.isOwn { text += ",\(breakMark) out of this database" }
    if !check.fitted.isEmpty { text += ",\(breakMark) to which \(check.fitted) were fitted" }
    let differences = nearest.distance.differences
    if differences.isEmpty { return text + ";\(breakMark) the same server" }
    return text + ";\(breakMark) differs: " + differences.joined(separator: ";\(breakMark) ")
  }

  /// The errors of a check, such as `E2E 5.0, TTFT 4.3 %`.
  private static func errors(_ check: FidelityCheck) -> String {
    check.errors.named.map { "\($0.name) \(percent($0.error))" }.joined(separator: ", ") + " %"
  }

  /// An error in per cent, without the sign.
  static func percent(_ error: Double) -> String { NumberText.fixed(error * 100, decimals: 1) }
}

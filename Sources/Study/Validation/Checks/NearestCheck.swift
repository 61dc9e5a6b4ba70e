import Scenario
import Store

/// The check that is nearest to what was simulated, and what differs.
public struct NearestCheck: Hashable, Sendable {
  /// What was checked, and how far off it was.
  public let check: FidelityCheck
  /// How far it is from what was simulated.
  public let distance: CheckDistance
  /// Whether it is out of the user's own database and not of the table that comes with the program.
  public let isOwn: Bool

  /// The checks of both tables, the nearest to `server` first; of equally near ones those of the database come first, then those that
  /// nothing was fitted to, then those of most runs.
  public static func ranked(near server: FidelityCheck.Server, own: [FidelityCheck] = []) -> [NearestCheck] {
    let all = own.map { ($0, true) } + CheckTable.shipped.map { ($0, false) }
    let checks = all.map { NearestCheck(check: $0, distance: CheckDistance(from: $0.server, to: server), isOwn: $1) }
    return checks.enumerated().sorted { first, second in
      let (one, two) = (first.element, second.element)
      if one.distance.value != two.distance.value { return one.distance.value < two.distance.value }
      if one.isOwn != two.isOwn { return one.isOwn }
      if one.check.fitted.isEmpty != two.check.fitted.isEmpty { return one.check.fitted.isEmpty }
      if one.check.runs != two.check.runs { return one.check.runs > two.check.runs }
      return first.offset < second.offset
    }.map(\.element)
  }

  /// The nearest check of each kind of replica, none twice: pools of one kind share it.
  public static func nearest(
    _ deployments: [Scenario.DeployedPool], own: [FidelityCheck] = []
  ) -> [(server: FidelityCheck.Server, check: NearestCheck)] {
    var found: [(server: FidelityCheck.Server, check: NearestCheck)] = []
    for deployed in deployments {
      let server = FidelityCheck.Server(deployed)
      if found.contains(where: { $0.server == server }) { continue }
      if let check = ranked(near: server, own: own).first { found.append((server, check)) }
    }
    return found
  }
}

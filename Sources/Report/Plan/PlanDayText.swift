import Study

/// What a day costs, in a line of a plan's report.
struct PlanDayText {
  let day: DayAnswer
  /// The shares that were asked for.
  let asked: [Double]

  /// Such as `b200 TP1 x4 all day: $657 (99.6 %); x2 to x4, a replica for each 16 requests outstanding: $402, 39 % less (99.2 %)`.
  var text: String {
    let layout = "\(day.candidate.layout)"
    guard let fixed = day.fixed else {
      return "\(NumberText.count(day.requests)) requests:\(breakMark) no fleet of \(layout) holds over such a day"
    }
    let share = { (fleet: DayAnswer.Fleet) in
      let text = NumberText.percent(fleet.share, asked: asked.min() ?? 1)
      return fleet.halfWidth.map { "\(text.dropLast(2)) ± \(NumberText.fixed($0 * 100, decimals: 2)) %" } ?? text
    }
    let requests = NumberText.count(day.requests)
    var text = "\(requests) requests:\(breakMark) "
    text += "\(layout) x\(fixed.replicas) all day \(Self.money(fixed.dollars)) (\(share(fixed)));\(breakMark) "
    guard let following = day.following, let target = following.requestsPerReplica else {
      return text
        + (fixed.replicas == fixed.fewest ? "no hour needs fewer" : "none that follows the load hold, with a start-up as scaling has it")
    }
    let less = NumberText.percent(1 - following.dollars / fixed.dollars)
    text += "x\(following.fewest) to x\(following.replicas), one for each \(Self.target(target)) requests outstanding,\(breakMark) "
    return text + "\(Self.money(following.dollars)), \(less) less (\(share(following)))"
  }

  private static func target(_ requests: Double) -> String {
    requests == requests.rounded() ? "\(Int(requests))" : "\(requests)"
  }

  private static func money(_ dollars: Double) -> String { "$\(NumberText.fixed(dollars, decimals: dollars < 100 ? 2 : 0))" }
}

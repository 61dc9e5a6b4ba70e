import Store

/// The plans of a database, a line for each.
package enum PlanListing {
  /// The table within so many columns, where `namesLeftOut` with the names of those that are left out.
  package static func text(_ plans: [PlanTally], width: Int, namesLeftOut: Bool = false) -> String {
    var table = TextTable([
      .init("plan"), .init("name", isNumber: false), .init("req/s", weight: 4), .init("layouts"), .init("first", isNumber: false),
      .init("GPUs"), .init("$/h"), .init("least", isNumber: false, weight: 3), .init("created", isNumber: false, weight: 2),
      .init("git", isNumber: false, weight: 1),
    ])
    for plan in plans {
      table.add([
        "\(plan.id)", plan.name, NumberText.figure(plan.requestsPerSecond), NumberText.count(plan.layouts), plan.accelerator ?? "-",
        plan.accelerators.map(NumberText.count) ?? "-", plan.dollarsPerHour.map { NumberText.fixed($0, decimals: 2) } ?? "-", plan.aim,
        plan.created, plan.revision,
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }
}

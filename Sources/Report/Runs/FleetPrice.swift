import Record
import Study

/// How many accelerators a cluster has and what they cost by the hour, all of them switched on.
package struct FleetPrice: Hashable, Sendable {
  /// Accelerators of all replicas.
  package let accelerators: Int
  /// Their price in US dollars an hour; 0 where it is not known.
  package let dollarsPerHour: Double

  /// What so many accelerators cost together.
  package init(accelerators: Int, dollarsPerHour: Double) { (self.accelerators, self.dollarsPerHour) = (accelerators, dollarsPerHour) }

  /// What a cluster costs.
  package init(_ cluster: ClusterDescription) {
    accelerators = cluster.pools.reduce(0) { $0 + $1.replicas * $1.accelerators }
    dollarsPerHour = cluster.pools.reduce(0) { $0 + Double($1.replicas) * $1.dollarsPerHour }
  }

  /// Dollars a month, of as many hours as those of a plan.
  package var dollarsPerMonth: Double { dollarsPerHour * PlanRow.hoursPerMonth }

  /// Such as `8 GPUs, $26.80 an hour, $19,564 a month`, with what they are in brackets where `names` are given.
  package func text(names: String? = nil) -> String {
    let count = SweepText.count(accelerators, "GPU") + (names.map { " (\($0))" } ?? "")
    return dollarsPerHour > 0 ? "\(count),\(breakMark) $\(hour) an hour,\(breakMark) $\(month) a month" : count
  }

  private var hour: String { NumberText.fixed(dollarsPerHour, decimals: 2) }
  private var month: String { NumberText.fixed(dollarsPerMonth, decimals: 0) }

  /// The columns of a table in which clusters differ: how many, and what they cost by the hour and by the month.
  static let columns: [TextTable.Column] = [.init("GPUs", weight: 10), .init("$/h", weight: 0), .init("$/month", weight: 8)]

  /// The cells of those columns; dashes where the cluster is not known.
  static func cells(_ price: FleetPrice?) -> [String] {
    guard let price else { return columns.map { _ in "-" } }
    return [NumberText.count(price.accelerators)] + (price.dollarsPerHour > 0 ? [price.hour, price.month] : ["-", "-"])
  }

  /// Whether a table is to have those columns; what is the same in all rows is said above it, once.
  static func differ(_ prices: [FleetPrice?]) -> Bool { Set(prices).count > 1 }
}

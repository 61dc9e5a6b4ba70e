/// Requests counted by whether they kept a pace.
struct PaceTally: Hashable, Sendable {
  /// Requests that kept it.
  var kept = 0
  /// Requests whose tokens cannot be told apart, for they were preempted; they count as not having kept it.
  var unresolved = 0
  /// Requests that arrived.
  var arrived = 0

  /// Requests that kept the pace over all that arrived, those turned away among them.
  var share: Double { arrived == 0 ? 0 : Double(kept) / Double(arrived) }

  static func += (left: inout PaceTally, right: PaceTally) {
    left.kept += right.kept
    left.unresolved += right.unresolved
    left.arrived += right.arrived
  }
}

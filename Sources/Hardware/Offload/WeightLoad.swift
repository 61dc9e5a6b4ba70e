import Kernel

/// What an iteration waits for weights that its accelerators do not hold.
struct WeightLoad: Hashable, Sendable {
  /// Time on the link while other work is done: the iteration takes no less.
  var hidden: Duration
  /// Time in which nothing else is done.
  var exposed: Duration
  /// Energy above idle, in nanojoules, over all accelerators of the replica.
  var energyNanojoules: Int64

  /// Nothing is waited for.
  static let none = WeightLoad(hidden: .zero, exposed: .zero, energyNanojoules: 0)
}

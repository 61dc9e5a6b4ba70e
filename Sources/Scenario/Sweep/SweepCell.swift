/// One of the combinations that a sweep tries.
public struct SweepCell: Sendable {
  /// Its position in the sweep, from 0.
  public let index: Int
  /// The value of everything that varies, in the order of ``SweepGrid/columns``.
  public let values: [VariedValue]
  /// The change that makes it, as assignments such as `replicas=2`.
  public let assignments: [String]
  /// Where it stands on each axis.
  let places: [Int]
  /// The changes that make it, one an axis.
  let changes: [[YAMLNode.Entry]]

  init(index: Int, places: [Int], points: [SweepAxis.Point]) {
    self.index = index
    self.places = places
    values = points.flatMap(\.values)
    changes = points.map(\.change)
    assignments = changes.flatMap { change in
      change.flatMap { entry in entry.value.leaves(below: entry.key).map { "\($0.path)=\($0.value.flowText)" } }
    }
  }

  /// A cell of a sweep that is over, as a database holds it: there is nothing more to be made of it.
  package init(index: Int, values: [VariedValue]) {
    (self.index, self.values, assignments, places, changes) = (index, values, [], [], [])
  }

  /// What tells it from the others, such as `replicas=2, scheduler=fcfs`.
  public var label: String { values.map { "\($0.path)=\($0.text)" }.joined(separator: ", ") }
}

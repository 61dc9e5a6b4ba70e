import Hardware
import Kernel

/// Where the wall-clock time of executed steps went, part by part, in nanoseconds.
///
/// The engine reads the clock at each change of part: some ten readings a layer, about 25 ns each.
public struct StepTimes: Hashable, Sendable {
  private var nanoseconds: [Int64]
  private var last: Int64 = 0

  /// No time yet.
  public init() { nanoseconds = Array(repeating: 0, count: IterationPart.allCases.count) }

  /// Time spent in a part, over all layers.
  public subscript(_ part: IterationPart) -> Duration { Duration(picoseconds: nanoseconds[Self.index[part]!] * 1000) }

  /// The whole step: the sum of its parts.
  public var total: Duration { Duration(picoseconds: nanoseconds.reduce(0, +) * 1000) }

  /// Begins a step.
  mutating func begin() {
    for index in nanoseconds.indices { nanoseconds[index] = 0 }
    last = WallClock.nanoseconds()
  }

  /// Books the time since the last call on the part in this place of the list.
  mutating func book(_ place: Int) {
    let now = WallClock.nanoseconds()
    nanoseconds[place] += now - last
    last = now
  }

  private static let index = Dictionary(uniqueKeysWithValues: IterationPart.allCases.enumerated().map { ($1, $0) })

  /// The place of a part in the list, to be looked up once.
  static func place(of part: IterationPart) -> Int { index[part]! }
}

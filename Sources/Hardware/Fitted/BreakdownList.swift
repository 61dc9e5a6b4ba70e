import Kernel

/// Parts of an iteration as they are gathered: those of one name become one.
struct BreakdownList {
  private var parts: [BreakdownPart] = []

  /// Adds to a part; nothing where there is nothing to add. The longer of two runs of a part names its limit.
  mutating func add(_ part: IterationPart, _ cost: ChunkCost, _ limit: BreakdownPart.Limit) {
    guard cost != .zero else { return }
    guard let index = parts.firstIndex(where: { $0.part == part }) else {
      return parts.append(BreakdownPart(part: part, time: cost.time, energyNanojoules: cost.energyNanojoules, limit: limit))
    }
    if cost.time > parts[index].time { parts[index].limit = limit }
    parts[index].time += cost.time
    parts[index].energyNanojoules += cost.energyNanojoules
  }

  /// The energy above idle of all parts so far, in nanojoules.
  var energyNanojoules: Int64 { parts.reduce(0) { $0 + $1.energyNanojoules } }

  /// The time of all parts so far.
  var time: Duration { parts.reduce(.zero) { $0 + $1.time } }

  /// The parts in the order in which an iteration runs them.
  var ordered: [BreakdownPart] { parts.sorted { $0.part.order < $1.part.order } }
}

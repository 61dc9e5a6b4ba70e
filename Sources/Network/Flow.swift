import Kernel

/// Bytes under way on a path, or a free row for such.
struct Flow: HeapRow {
  /// Its links; negative where there are fewer than four.
  var path: SIMD4<Int32>
  /// All bytes that were given to it.
  var bytes: Int
  /// Counts flows as they begin; those that end at one instant do so in this order.
  var order: Int
  /// Whom it is for.
  var owner: Int32
  /// The group that it is in; negative before it has one.
  var group: Int32 = -1
  /// Where the clock of its group is when its last byte comes, in picobytes (``FlowGroup/served``).
  var finish: Int128 = 0
  /// Its place in the heap of its group.
  var place: Int32 = -1

  /// The earlier end comes first; of two that end together, the one that began first.
  @inline(__always) func precedes(_ other: Flow) -> Bool { finish < other.finish || finish == other.finish && order < other.order }
}

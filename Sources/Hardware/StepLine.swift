import Kernel

/// What an iteration takes and draws, each a line over the context that its decoding sequences read.
@frozen public struct StepLine: Hashable, Sendable, BitwiseCopyable {
  /// Time in picoseconds. Its corner is the step's.
  public var time: ContextLine
  /// Energy above idle in nanojoules, over all accelerators of the replica.
  public var energy: ContextLine

  /// Two lines.
  @inlinable public init(time: ContextLine, energy: ContextLine = ContextLine()) {
    self.time = time
    self.energy = energy
  }

  /// The time at a context.
  @inlinable @inline(__always) public func time(of context: GroupValues<Int>) -> Duration {
    Duration(picoseconds: time.value(at: context))
  }

  /// The energy above idle at a context, in nanojoules.
  @inlinable @inline(__always) public func nanojoules(of context: GroupValues<Int>) -> Int64 { energy.value(at: context) }

  /// Time and energy at a context.
  func cost(of context: GroupValues<Int>) -> ChunkCost {
    ChunkCost(time: time(of: context), energyNanojoules: nanojoules(of: context))
  }

  /// Two steps one after the other.
  @inlinable public static func + (left: StepLine, right: StepLine) -> StepLine {
    StepLine(time: left.time + right.time, energy: left.energy + right.energy)
  }

  /// Adds what does not depend on context.
  @inlinable @inline(__always) public static func += (left: inout StepLine, right: ChunkCost) {
    left.time.base += right.time.picoseconds
    left.energy.base += right.energyNanojoules
  }

  /// A step that takes no less than `time`, however little it does. The energy is that of the work.
  @inlinable public func floor(at time: Duration, context: GroupValues<Int>) -> StepLine {
    StepLine(time: self.time.floor(at: time.picoseconds, context: context), energy: energy)
  }

  /// A step of which everything takes so many thousandths of its time. The energy is that of the work, which is the same.
  public func scaled(permille: Int64) -> StepLine { StepLine(time: time.scaled(permille: permille), energy: energy) }
}

import Kernel

/// The engines of a cluster, by number.
struct EngineList: ~Copyable {
  private var engines = Column<Engine>()

  var count: Int { engines.count }
  var indices: Range<Int> { engines.indices }

  mutating func append(_ engine: consuming Engine) { engines.append(engine) }

  /// The state of an engine.
  subscript(index: Int) -> EngineState {
    @inline(__always) _read { yield engines[index].state.value }
    @inline(__always) _modify { yield &engines[index].state.value }
  }

  /// Lets an engine's policy plan, and begins what it plans. Returns whether anything runs.
  @inline(__always) mutating func plan(_ index: Int, now: Instant, _ shared: inout Box<SharedState>) throws -> Bool {
    try engines[index].plan(now: now, &shared)
  }

  /// Puts a request into an engine's queue.
  @inline(__always) mutating func enqueue(_ slot: Slot, at index: Int, now: Instant, _ shared: inout SharedState) {
    engines[index].enqueue(slot, now: now, &shared)
  }

  /// Lets an engine begin anew after a crash, with a policy that remembers nothing.
  mutating func restart(_ index: Int, now: Instant, _ shared: inout SharedState) throws {
    engines[index].state.value.restart(now: now, &shared)
    try engines[index].renewPolicy()
  }
}

import Hardware
import Kernel
import Record

/// Adapters of requests: which of them an engine has room for, and how others come.
public struct AdapterRules: Hashable, Sendable {
  /// What adapters of a kind are.
  public struct Kind: Hashable, Sendable {
    /// Their rank.
    public var rank: Int
    /// How long one takes from the host's memory to where it can be used.
    public var loadTime: Duration
    /// Bytes that one moves over the links of a replica.
    public var bytes: Int
    /// Energy above idle that this takes, in nanojoules.
    public var nanojoules: Int64

    /// A kind.
    public init(rank: Int, loadTime: Duration, bytes: Int = 0, nanojoules: Int64 = 0) {
      (self.rank, self.loadTime, self.bytes, self.nanojoules) = (rank, loadTime, bytes, nanojoules)
    }
  }

  /// Adapters that requests ask for, numbered from 0.
  public var count: Int
  /// How many the accelerators have room for.
  public var slots: Int
  /// What adapters are: adapter a is of the kind at a modulo their number.
  public var kinds: [Kind]
  /// How long it takes to go back to the plain weights where the adapter that runs is part of them; nil where adapters stand beside the
  /// weights, and requests without one run at any time.
  public var mergedChange: Duration?
  /// Whether requests whose adapter is here go before those that wait for theirs (vLLM: `vllm/v1/core/sched/scheduler.py`, which passes over
  /// requests beyond `max_loras`). Otherwise a request that waits for its adapter keeps those behind it waiting.
  public var overtakes: Bool

  /// Adapters, with so many slots.
  public init(count: Int, slots: Int, kinds: [Kind], mergedChange: Duration? = nil, overtakes: Bool = true) {
    self.count = count
    self.slots = slots
    self.kinds = kinds
    self.mergedChange = mergedChange
    self.overtakes = overtakes
  }

  func kind(of adapter: Int) -> Kind {
    adapter < count ? kinds[adapter % kinds.count] : Kind(rank: 0, loadTime: mergedChange ?? .zero)
  }

  /// Refuses what cannot be.
  ///
  /// - Throws: ``InputError`` naming the setting.
  func check() throws(InputError) {
    if count < 1 || count > AdapterLoad.mostAdapters {
      throw InputError("\(count) adapters", remedy: "1 to \(AdapterLoad.mostAdapters)")
    }
    if slots < 1 || slots > Adapters.mostSlots {
      throw InputError("adapters with \(slots) slots", remedy: "1 to \(Adapters.mostSlots)")
    }
    if mergedChange != nil && slots != 1 { throw InputError("merged adapters with \(slots) slots", remedy: "1 slot") }
    let most = Duration(seconds: 86_400)
    if kinds.isEmpty || kinds.contains(where: { $0.rank < 0 || $0.loadTime < .zero || $0.loadTime > most || $0.bytes < 0 }) {
      throw InputError("adapters of no kind, or with a rank, a time or bytes below zero", remedy: "a kind, and zero or more")
    }
  }
}

extension ReplicaConfiguration {
  /// Slots for adapters with nothing in them; an empty box where requests have none.
  var adapterSlots: Box<AdapterSlots> {
    guard let adapters else { return .empty }
    return Box(AdapterSlots(adapters))
  }

  /// Refuses adapters beside what they have no rule for, under a policy.
  ///
  /// - Throws: ``InputError`` naming the other setting.
  public func checkAdapters(under type: any Scheduler.Type) throws(InputError) {
    guard let adapters else { return }
    try adapters.check()
    func refuse(_ what: String, _ remedy: String) throws(InputError) { throw InputError("adapters \(what)", remedy: remedy) }
    if pipeline != nil { try refuse("with \(microBatches) micro-batches in a pipeline", "parallel.micro_batches: 1") }
    if type.groupsRequests {
      try refuse("under the scheduler '\(type.name)', whose groups would mix them", "another scheduler")
    }
    if speculation != nil { try refuse("beside speculation, whose drafts know no adapter", "leave one of them out") }
  }
}

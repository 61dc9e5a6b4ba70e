import Hardware
import Kernel

/// The adapters on an engine's accelerators: those in slots, those on their way there, and who uses them.
///
/// A slot whose adapter nobody uses is given to another adapter in the order of last use. An adapter is used while a request with it runs
/// (or lies swapped out), and each time a plan finds a request waiting for it.
struct AdapterSlots: ~Copyable {
  /// One adapter.
  private struct Row: BitwiseCopyable {
    /// From when on it can be used; never without a slot.
    var readyAt = Instant.never
    /// The plan that found a request waiting for it last, and the plan whose batch counted it last.
    var claim = 0
    var counted = 0
    /// Which end of iterations left it without users; zero where something else did.
    var ended = 0
    /// Requests that use it, and those of them that decode.
    var users: Int32 = 0
    var decoding: Int32 = 0
    /// Its neighbours among those in slots that nobody uses.
    var previous: Int32 = -1
    var next: Int32 = -1
  }

  let rules: AdapterRules
  private var rows: Column<Row>
  /// Slots that are taken.
  private var taken = 0
  /// The adapters in slots that nobody uses: the one used longest ago, and the one used last.
  private var oldest: Int32 = -1
  private var newest: Int32 = -1
  /// When the link is done with all loads so far.
  private var linkFree = Instant.start
  /// When each load ends that may not have ended, in order; those before `firstLoad` have.
  private var loadEnds = Column<Instant>()
  private var firstLoad = 0
  private var plan = 0
  /// What the adapters of the decoding requests come to.
  private var decoding = AdapterWork.none
  private(set) var loads = 0
  private(set) var loadedBytes = 0
  /// Energy of loads that has not been booked.
  private var unbookedNanojoules: Int64 = 0

  init(_ rules: AdapterRules) {
    self.rules = rules
    rows = Column(repeating: Row(), count: rules.count + (rules.mergedChange == nil ? 0 : 1))
    loadPlain()
  }

  /// Merged weights begin without any adapter in them.
  private mutating func loadPlain() {
    if rules.mergedChange == nil { return }
    rows[rules.count].readyAt = .start
    taken = 1
    append(Int32(rules.count))
  }

  /// The row of what a request asks for; nil where it asks for nothing and runs at any time.
  @inline(__always) func row(_ adapter: Int32) -> Int? { adapter >= 0 ? Int(adapter) : rules.mergedChange == nil ? nil : rules.count }

  /// Whether an adapter can be used at `now`.
  @inline(__always) func isHere(_ adapter: Int32, at now: Instant) -> Bool {
    guard let row = row(adapter) else { return true }
    return rows[row].readyAt <= now
  }

  /// From when on an adapter can be used that a request takes.
  func readyAt(_ adapter: Int32) -> Instant { row(adapter).map { rows[$0].readyAt } ?? .start }

  // MARK: Who waits

  /// Begins a plan.
  mutating func beginPlan() { plan += 1 }

  /// Notes that a request waits for an adapter, and has it loaded where it has no slot and one can be had.
  ///
  /// - Returns: whether it has one now.
  mutating func claim(_ adapter: Int32, now: Instant) -> Bool {
    guard let row = row(adapter) else { return true }
    rows[row].claim = plan
    if rows[row].readyAt != .never {
      if rows[row].users == 0 {
        remove(Int32(row))
        append(Int32(row))
      }
      return true
    }
    if taken == rules.slots {
      guard let victim = victim(at: now) else { return false }
      remove(Int32(victim))
      rows[victim].readyAt = .never
      taken -= 1
    }
    load(row, now: now)
    return true
  }

  /// The adapter used longest ago of those that nobody uses or waits for; one on its way here is not given up.
  private func victim(at now: Instant) -> Int? {
    var row = oldest
    while row >= 0 && rows[Int(row)].readyAt > now { row = rows[Int(row)].next }
    return row < 0 || rows[Int(row)].claim == plan ? nil : Int(row)
  }

  private mutating func load(_ row: Int, now: Instant) {
    let kind = rules.kind(of: row)
    linkFree = max(now, linkFree) + kind.loadTime
    rows[row].readyAt = linkFree
    if nextLoadEnd(after: now) == nil {
      loadEnds.removeAll()
      firstLoad = 0
    }
    loadEnds.append(linkFree)
    taken += 1
    append(Int32(row))
    loads += row < rules.count ? 1 : 0
    loadedBytes += kind.bytes
    unbookedNanojoules += kind.nanojoules
  }

  /// Whether an adapter is on its way here at `now`.
  @inline(__always) func isLoading(at now: Instant) -> Bool { linkFree > now }

  /// When the next adapter is here that is on its way at `now`; nil where none is.
  mutating func nextLoadEnd(after now: Instant) -> Instant? {
    while firstLoad < loadEnds.count && loadEnds[firstLoad] <= now { firstLoad += 1 }
    return firstLoad < loadEnds.count ? loadEnds[firstLoad] : nil
  }

  /// The energy of loads since it was asked for last, in nanojoules.
  mutating func takeNanojoules() -> Int64 {
    let taken = unbookedNanojoules
    unbookedNanojoules = 0
    return taken
  }

  // MARK: Who runs

  /// Notes that a request with an adapter begins to run.
  ///
  /// - Precondition: the adapter has a slot.
  mutating func hold(_ adapter: Int32) {
    guard let row = row(adapter) else { return }
    precondition(rows[row].readyAt != .never, "a request runs without its adapter")
    if rows[row].users == 0 { remove(Int32(row)) }
    rows[row].users += 1
  }

  /// Notes that a request with an adapter runs no more.
  ///
  /// - Parameter end: the end of iterations with which it has ended, counted from 1; of adapters that one end leaves without users the
  ///   lowest number counts as used first. Zero where it has not ended.
  mutating func release(_ adapter: Int32, end: Int = 0) {
    guard let row = row(adapter) else { return }
    rows[row].users -= 1
    if rows[row].users > 0 { return }
    var behind = newest
    if end > 0 { while behind > row && rows[Int(behind)].ended == end { behind = rows[Int(behind)].previous } }
    insert(Int32(row), behind: behind)
    rows[row].ended = end
  }

  /// Notes that a request with an adapter has joined the decode set (`change` 1), or left it (-1).
  mutating func decode(_ adapter: Int32, change: Int32) {
    let row = Int(adapter)
    let rank = rules.kind(of: row).rank
    let before = rows[row].decoding
    rows[row].decoding += change
    decoding.rows += Int(change)
    decoding.rankRows += Int(change) * rank
    decoding.decodeRankRows += Int(change) * rank
    if max(before, before + change) != 1 { return }
    decoding.adapters += change
    decoding.ranks += change * Int32(rank)
  }

  /// What the adapters of the decode set come to, for a batch that chunks are added to.
  func work(withDecodes: Bool) -> AdapterWork { withDecodes ? decoding : .none }

  /// Adds a chunk of a prompt with an adapter to what a batch comes to.
  mutating func add(_ adapter: Int32, tokens: Int, to work: inout AdapterWork, besideDecodes: Bool) {
    if adapter < 0 { return }
    let row = Int(adapter)
    let rank = rules.kind(of: row).rank
    work.rows += tokens
    work.rankRows += tokens * rank
    if besideDecodes && rows[row].decoding > 0 || rows[row].counted == plan { return }
    rows[row].counted = plan
    work.adapters += 1
    work.ranks += Int32(rank)
  }

  /// Forgets all adapters: the accelerators' memory is gone.
  ///
  /// - Precondition: nobody uses any.
  mutating func clear(now: Instant) {
    for row in rows.indices {
      precondition(rows[row].users == 0 && rows[row].decoding == 0, "an adapter is forgotten that a request uses")
      (rows[row].readyAt, rows[row].previous, rows[row].next) = (.never, -1, -1)
    }
    (taken, oldest, newest, linkFree, firstLoad) = (0, -1, -1, now, 0)
    loadEnds.removeAll()
    loadPlain()
  }

  // MARK: The order of last use

  private mutating func append(_ row: Int32) {
    insert(row, behind: newest)
    rows[Int(row)].ended = 0
  }

  /// Puts an adapter behind another one, or before all others.
  private mutating func insert(_ row: Int32, behind previous: Int32) {
    let next = previous >= 0 ? rows[Int(previous)].next : oldest
    (rows[Int(row)].previous, rows[Int(row)].next) = (previous, next)
    if previous >= 0 { rows[Int(previous)].next = row } else { oldest = row }
    if next >= 0 { rows[Int(next)].previous = row } else { newest = row }
  }

  private mutating func remove(_ row: Int32) {
    let (previous, next) = (rows[Int(row)].previous, rows[Int(row)].next)
    if previous >= 0 { rows[Int(previous)].next = next } else { oldest = next }
    if next >= 0 { rows[Int(next)].previous = previous } else { newest = previous }
    (rows[Int(row)].previous, rows[Int(row)].next) = (-1, -1)
  }

  /// What does not add up, or nil, where so many requests use adapters and so many of these decode.
  func fault(users: Int, decoding count: Int) -> String? {
    var (slots, used, unused, decodes) = (0, 0, 0, 0)
    for row in rows.indices {
      let isIn = rows[row].readyAt != .never
      if rows[row].users < 0 || rows[row].users > 0 && !isIn { return "adapter \(row) is used and has no slot" }
      slots += isIn ? 1 : 0
      unused += isIn && rows[row].users == 0 ? 1 : 0
      used += Int(rows[row].users)
      decodes += Int(rows[row].decoding)
    }
    var (listed, row) = (0, oldest)
    while row >= 0 && listed <= rows.count { (listed, row) = (listed + 1, rows[Int(row)].next) }
    let found = [
      ("slots of adapters", slots, taken), ("adapters that nobody uses", unused, listed), ("requests that use adapters", users, used),
      ("requests that decode with adapters", count, decodes),
    ]
    for (what, counted, booked) in found where counted != booked { return "\(counted) \(what) counted, \(booked) booked" }
    return slots > rules.slots ? "\(slots) adapters in \(rules.slots) slots" : nil
  }
}

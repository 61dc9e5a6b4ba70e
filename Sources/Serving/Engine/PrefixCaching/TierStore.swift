import Kernel

/// What a tier below the accelerators holds: whole identities, each once, the one used longest ago evicted first.
struct TierStore: ~Copyable {
  struct Entry: Identified {
    var identity: UInt64
    var next: Int32
    var previous: Int32
  }

  let capacity: Int
  private var entries = Column<Entry>(minimumCapacity: 64)
  private var table = OpenTable<Entry>()
  private var oldest: Int32 = -1
  private var newest: Int32 = -1
  /// Counts what may change the outcome of a look-up.
  private(set) var changes = 0

  /// An empty store for `capacity` identities.
  init(capacity: Int) { self.capacity = capacity }

  var count: Int { table.count }

  @inline(__always) func contains(_ identity: UInt64) -> Bool { table.find(identity, in: entries) >= 0 }

  /// Marks an identity as used now, if it is here. Returns whether it is.
  mutating func touch(_ identity: UInt64) -> Bool {
    let entry = table.find(identity, in: entries)
    if entry < 0 { return false }
    unlink(entry)
    link(entry)
    return true
  }

  /// Puts in an identity that is not here. Returns what had to go for it.
  mutating func insert(_ identity: UInt64) -> UInt64? {
    if capacity == 0 { return identity }
    changes += 1
    let new = Entry(identity: identity, next: -1, previous: -1)
    if table.count < capacity {
      entries.append(new)
      enter(Int32(entries.count - 1))
      return nil
    }
    let entry = oldest
    let displaced = entries[Int(entry)].identity
    table.remove(entry, in: entries)
    unlink(entry)
    entries[Int(entry)] = new
    enter(entry)
    return displaced
  }

  private mutating func enter(_ entry: Int32) {
    table.insert(entry, in: entries)
    link(entry)
  }

  private mutating func link(_ entry: Int32) {
    entries[Int(entry)].next = -1
    entries[Int(entry)].previous = newest
    if newest >= 0 { entries[Int(newest)].next = entry } else { oldest = entry }
    newest = entry
  }

  private mutating func unlink(_ entry: Int32) {
    let (next, previous) = (entries[Int(entry)].next, entries[Int(entry)].previous)
    if previous >= 0 { entries[Int(previous)].next = next } else { oldest = next }
    if next >= 0 { entries[Int(next)].previous = previous } else { newest = previous }
  }

  /// What does not add up, or nil.
  var fault: String? {
    if count > capacity { return "a tier for \(capacity) blocks of the load holds \(count)" }
    var (entry, found) = (oldest, 0)
    while entry >= 0 && found <= count {
      if table.find(entries[Int(entry)].identity, in: entries) != entry { return "a tier holds a block of the load twice" }
      found += 1
      entry = entries[Int(entry)].next
    }
    if let fault = table.fault(in: entries) { return fault }
    return found == count ? nil : "\(found) blocks of the load are in a tier's order and \(count) in its table"
  }
}

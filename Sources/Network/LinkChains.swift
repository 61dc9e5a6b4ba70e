import Kernel

/// For each link, which of some numbered things lie on it; each is on four links at most.
///
/// A chain is gone through by entries, of which each is four times the number of the thing plus the hop at which it has the
/// link: `var entry = chains.first(on: link)`, `entry >= 0`, `entry = chains.next(after: entry)`.
struct LinkChains: ~Copyable {
  // Not private: where a network is let go in another module, its memory is let go there.
  struct Entry: BitwiseCopyable {
    var next: Int32 = -1
    var previous: Int32 = -1
  }

  private var heads: Column<Int32>
  private var entries = Column<Entry>()

  /// Chains of so many links with nothing on them.
  init(links: Int) { heads = Column(repeating: -1, count: links) }

  /// The first entry of a link; negative where there is none.
  func first(on link: Int32) -> Int32 { heads[Int(link)] }

  /// The entry after another; negative where there is none.
  func next(after entry: Int32) -> Int32 { entries[Int(entry)].next }

  /// Puts a thing on all links of a path that are not negative.
  mutating func insert(_ number: Int32, on path: SIMD4<Int32>) {
    while entries.count < 4 * Int(number) + 4 { entries.append(Entry()) }
    for hop in 0..<4 where path[hop] >= 0 {
      let (entry, next) = (4 * number + Int32(hop), heads[Int(path[hop])])
      entries[Int(entry)] = Entry(next: next, previous: -1)
      if next >= 0 { entries[Int(next)].previous = entry }
      heads[Int(path[hop])] = entry
    }
  }

  /// Takes a thing from the links that it was put on.
  mutating func remove(_ number: Int32, from path: SIMD4<Int32>) {
    for hop in 0..<4 where path[hop] >= 0 {
      let entry = entries[4 * Int(number) + hop]
      if entry.next >= 0 { entries[Int(entry.next)].previous = entry.previous }
      if entry.previous >= 0 { entries[Int(entry.previous)].next = entry.next } else { heads[Int(path[hop])] = entry.next }
    }
  }
}

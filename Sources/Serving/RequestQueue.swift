/// A queue of requests threaded through their `next` and `previous` links: no memory of its own, every operation O(1).
struct RequestQueue: BitwiseCopyable {
  private(set) var first: Int32 = -1
  private(set) var last: Int32 = -1
  private(set) var count = 0

  mutating func append(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].previous = last
    rows[Int(slot)].next = -1
    if last >= 0 { rows[Int(last)].next = slot } else { first = slot }
    last = slot
    count += 1
  }

  mutating func prepend(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].previous = -1
    rows[Int(slot)].next = first
    if first >= 0 { rows[Int(first)].previous = slot } else { last = slot }
    first = slot
    count += 1
  }

  mutating func remove(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let (previous, next) = (rows[Int(slot)].previous, rows[Int(slot)].next)
    if previous >= 0 { rows[Int(previous)].next = next } else { first = next }
    if next >= 0 { rows[Int(next)].previous = previous } else { last = previous }
    count -= 1
  }
}

/// The running requests that still prefill, in order of admission, threaded through links of their own.
struct PrefillQueue: BitwiseCopyable {
  private(set) var first: Int32 = -1
  private(set) var last: Int32 = -1
  private(set) var count = 0

  mutating func append(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    rows[Int(slot)].previousPrefilling = last
    rows[Int(slot)].nextPrefilling = -1
    if last >= 0 { rows[Int(last)].nextPrefilling = slot } else { first = slot }
    last = slot
    count += 1
  }

  mutating func remove(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let (previous, next) = (rows[Int(slot)].previousPrefilling, rows[Int(slot)].nextPrefilling)
    if previous >= 0 { rows[Int(previous)].nextPrefilling = next } else { first = next }
    if next >= 0 { rows[Int(next)].previousPrefilling = previous } else { last = previous }
    count -= 1
  }
}

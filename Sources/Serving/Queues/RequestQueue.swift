/// A request's neighbours in one of the chains it is part of; negative where there is none.
struct RequestLinks: BitwiseCopyable {
  var next: Int32 = -1
  var previous: Int32 = -1
}

/// Which of a request's links a queue is threaded through.
protocol RequestChain {
  static func links(of row: UnsafeMutablePointer<Request>) -> UnsafeMutablePointer<RequestLinks>
}

/// The chain of those that wait, or of those that run: a request is in one of the two.
enum PlaceChain: RequestChain {
  @inline(__always) static func links(of row: UnsafeMutablePointer<Request>) -> UnsafeMutablePointer<RequestLinks> {
    row.pointer(to: \.place)!
  }
}

/// The chain of running requests whose prompt is not wholly computed.
enum PrefillChain: RequestChain {
  @inline(__always) static func links(of row: UnsafeMutablePointer<Request>) -> UnsafeMutablePointer<RequestLinks> {
    row.pointer(to: \.prefill)!
  }
}

/// A queue of requests threaded through their own links: no memory of its own, every operation O(1).
struct RequestQueue<Chain: RequestChain>: BitwiseCopyable {
  private(set) var first: Int32 = -1
  private(set) var last: Int32 = -1
  private(set) var count = 0

  mutating func append(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    Chain.links(of: rows + Int(slot)).pointee = RequestLinks(next: -1, previous: last)
    if last >= 0 { Chain.links(of: rows + Int(last)).pointee.next = slot } else { first = slot }
    last = slot
    count += 1
  }

  mutating func prepend(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    Chain.links(of: rows + Int(slot)).pointee = RequestLinks(next: first, previous: -1)
    if first >= 0 { Chain.links(of: rows + Int(first)).pointee.previous = slot } else { last = slot }
    first = slot
    count += 1
  }

  /// Puts a request behind `before`, or at the front if that is negative.
  mutating func insert(_ slot: Int32, behind before: Int32, _ rows: UnsafeMutablePointer<Request>) {
    if before < 0 { return prepend(slot, rows) }
    if before == last { return append(slot, rows) }
    let next = Chain.links(of: rows + Int(before)).pointee.next
    Chain.links(of: rows + Int(slot)).pointee = RequestLinks(next: next, previous: before)
    Chain.links(of: rows + Int(before)).pointee.next = slot
    Chain.links(of: rows + Int(next)).pointee.previous = slot
    count += 1
  }

  mutating func remove(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let links = Chain.links(of: rows + Int(slot)).pointee
    if links.previous >= 0 { Chain.links(of: rows + Int(links.previous)).pointee.next = links.next } else { first = links.next }
    if links.next >= 0 { Chain.links(of: rows + Int(links.next)).pointee.previous = links.previous } else { last = links.previous }
    count -= 1
  }
}

/// A request's neighbours in one of the chains it is part of.
struct RequestLinks: BitwiseCopyable {
  var next = Slot.none
  var previous = Slot.none
}

/// Which of a request's links a queue is threaded through.
protocol RequestChain {
  /// Lets `body` read and change these links, and returns what it returns.
  static func links<Result>(of request: inout Request, _ body: (inout RequestLinks) -> Result) -> Result
}

/// The chain of those that wait, or of those that run: a request is in one of the two.
enum PlaceChain: RequestChain {
  @inline(__always) static func links<Result>(of request: inout Request, _ body: (inout RequestLinks) -> Result) -> Result {
    body(&request.links)
  }
}

/// The chain of running requests whose prompt is not wholly computed.
enum PrefillChain: RequestChain {
  @inline(__always) static func links<Result>(of request: inout Request, _ body: (inout RequestLinks) -> Result) -> Result {
    body(&request.prefillLinks)
  }
}

/// A queue of requests threaded through their own links: no memory of its own, every operation O(1).
struct RequestQueue<Chain: RequestChain>: BitwiseCopyable {
  private(set) var first = Slot.none
  private(set) var last = Slot.none
  private(set) var count = 0

  mutating func append(_ slot: Slot, _ requests: inout RequestTable) {
    Chain.links(of: &requests[slot]) { $0 = RequestLinks(next: .none, previous: last) }
    if last.exists { Chain.links(of: &requests[last]) { $0.next = slot } } else { first = slot }
    last = slot
    count += 1
  }

  mutating func prepend(_ slot: Slot, _ requests: inout RequestTable) {
    Chain.links(of: &requests[slot]) { $0 = RequestLinks(next: first, previous: .none) }
    if first.exists { Chain.links(of: &requests[first]) { $0.previous = slot } } else { last = slot }
    first = slot
    count += 1
  }

  /// Puts a request behind `before`, or at the front if that is none.
  mutating func insert(_ slot: Slot, behind before: Slot, _ requests: inout RequestTable) {
    if !before.exists { return prepend(slot, &requests) }
    if before == last { return append(slot, &requests) }
    let next = Chain.links(of: &requests[before]) { links in
      defer { links.next = slot }
      return links.next
    }
    Chain.links(of: &requests[slot]) { $0 = RequestLinks(next: next, previous: before) }
    Chain.links(of: &requests[next]) { $0.previous = slot }
    count += 1
  }

  mutating func remove(_ slot: Slot, _ requests: inout RequestTable) {
    let links = Chain.links(of: &requests[slot]) { $0 }
    if links.previous.exists { Chain.links(of: &requests[links.previous]) { $0.next = links.next } } else { first = links.next }
    if links.next.exists { Chain.links(of: &requests[links.next]) { $0.previous = links.previous } } else { last = links.previous }
    count -= 1
  }
}

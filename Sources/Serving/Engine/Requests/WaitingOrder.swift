/// Where a request belongs in a queue that a policy orders by keys (``Scheduler/waitingKey(of:)``): equal keys are in
/// order of arrival.
///
/// The queue itself is a chain (``RequestQueue``); this finds the place in it. A treap threaded through the requests'
/// own rows (Seidel and Aragon, "Randomized search trees", 1996), its weights a hash of the request's number: no memory
/// of its own, O(log n) to enter and to leave for any keys, and the same tree in every process.
struct WaitingOrder: BitwiseCopyable {
  /// A place in the tree that holds a request's number: the root, or below a parent on one of its sides.
  private struct Edge: BitwiseCopyable {
    var parent = Slot.none
    var isMore = false
  }

  private var root = Slot.none

  /// Takes in a request whose key is in its row. Returns the one that it comes behind, or none if it is the first.
  mutating func insert(_ slot: Slot, _ requests: inout RequestTable) -> Slot {
    let (key, weight) = (Self.key(requests[slot]), Self.weight(requests[slot]))
    var before = Slot.none
    var edge = Edge()
    while case let node = child(at: edge, requests), node.exists, Self.weight(requests[node]) >= weight {
      edge = Self.step(from: node, to: key, before: &before, requests)
    }
    // What is below the new one is split at its key.
    var rest = child(at: edge, requests)
    setChild(slot, at: edge, &requests)
    var less = Edge(parent: slot, isMore: false)
    var more = Edge(parent: slot, isMore: true)
    while rest.exists {
      if Self.key(requests[rest]) < key {
        before = rest
        setChild(rest, at: less, &requests)
        less = Edge(parent: rest, isMore: true)
        rest = child(at: less, requests)
      } else {
        setChild(rest, at: more, &requests)
        more = Edge(parent: rest, isMore: false)
        rest = child(at: more, requests)
      }
    }
    setChild(.none, at: less, &requests)
    setChild(.none, at: more, &requests)
    return before
  }

  /// Lets a request go.
  ///
  /// - Precondition: it is in, and its key is the one it came with.
  mutating func remove(_ slot: Slot, _ requests: inout RequestTable) {
    let key = Self.key(requests[slot])
    var edge = Edge()
    var before = Slot.none
    while case let node = child(at: edge, requests), node != slot {
      precondition(node.exists, "a request is taken from an order that it is not in")
      edge = Self.step(from: node, to: key, before: &before, requests)
    }
    var (less, more) = (requests[slot].order.less, requests[slot].order.more)
    while less.exists && more.exists {
      if Self.weight(requests[less]) >= Self.weight(requests[more]) {
        setChild(less, at: edge, &requests)
        edge = Edge(parent: less, isMore: true)
        less = child(at: edge, requests)
      } else {
        setChild(more, at: edge, &requests)
        edge = Edge(parent: more, isMore: false)
        more = child(at: edge, requests)
      }
    }
    setChild(less.exists ? less : more, at: edge, &requests)
  }

  private func child(at edge: Edge, _ requests: borrowing RequestTable) -> Slot {
    if !edge.parent.exists { return root }
    return edge.isMore ? requests[edge.parent].order.more : requests[edge.parent].order.less
  }

  private mutating func setChild(_ slot: Slot, at edge: Edge, _ requests: inout RequestTable) {
    if !edge.parent.exists {
      root = slot
    } else if edge.isMore {
      requests[edge.parent].order.more = slot
    } else {
      requests[edge.parent].order.less = slot
    }
  }

  /// One step down from a node towards the place of `key`; `before` becomes the node if that is in front.
  private static func step(from node: Slot, to key: (Int64, Int), before: inout Slot, _ requests: borrowing RequestTable) -> Edge {
    let isBefore = Self.key(requests[node]) < key
    if isBefore { before = node }
    return Edge(parent: node, isMore: isBefore)
  }

  private static func key(_ request: borrowing Request) -> (Int64, Int) { (request.waitingKey, request.id) }

  private static func weight(_ request: borrowing Request) -> UInt64 {
    let product = UInt64(truncatingIfNeeded: request.id).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return (product.low ^ product.low >> 29) &* 0xD1B5_4A32_D192_ED03
  }
}

/// A request's place in the tree of a ``WaitingOrder``: what is below it with lesser and with greater keys.
struct OrderLinks: BitwiseCopyable {
  var less = Slot.none
  var more = Slot.none
}

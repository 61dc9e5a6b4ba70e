/// Where a request belongs in a queue that a policy orders by keys (``Scheduler/waitingKey(of:)``): equal keys are in
/// order of arrival.
///
/// The queue itself is a chain (``RequestQueue``); this finds the place in it. A treap threaded through a node for each request
/// (Seidel and Aragon, "Randomized search trees", 1996), its weights a hash of the request's number: O(log n) to enter and to
/// leave for any keys, and the same tree in every process.
struct WaitingOrder: BitwiseCopyable {
  /// A place in the tree that holds a request's number: the root, or below a parent on one of its sides.
  private struct Edge: BitwiseCopyable {
    var parent = Slot.none
    var isMore = false
  }

  private var root = Slot.none

  /// Takes in a request whose key is in its node. Returns the one that it comes behind, or none if it is the first.
  mutating func insert(_ slot: Slot, _ nodes: inout RequestColumn<OrderNode>) -> Slot {
    let (key, weight) = (Self.key(nodes[slot]), Self.weight(nodes[slot]))
    var before = Slot.none
    var edge = Edge()
    while case let node = child(at: edge, nodes), node.exists, Self.weight(nodes[node]) >= weight {
      edge = Self.step(from: node, to: key, before: &before, nodes)
    }
    // What is below the new one is split at its key.
    var rest = child(at: edge, nodes)
    setChild(slot, at: edge, &nodes)
    var less = Edge(parent: slot, isMore: false)
    var more = Edge(parent: slot, isMore: true)
    while rest.exists {
      if Self.key(nodes[rest]) < key {
        before = rest
        setChild(rest, at: less, &nodes)
        less = Edge(parent: rest, isMore: true)
        rest = child(at: less, nodes)
      } else {
        setChild(rest, at: more, &nodes)
        more = Edge(parent: rest, isMore: false)
        rest = child(at: more, nodes)
      }
    }
    setChild(.none, at: less, &nodes)
    setChild(.none, at: more, &nodes)
    return before
  }

  /// Lets a request go.
  ///
  /// - Precondition: it is in, and its key is the one it came with.
  mutating func remove(_ slot: Slot, _ nodes: inout RequestColumn<OrderNode>) {
    let key = Self.key(nodes[slot])
    var edge = Edge()
    var before = Slot.none
    while case let node = child(at: edge, nodes), node != slot {
      precondition(node.exists, "a request is taken from an order that it is not in")
      edge = Self.step(from: node, to: key, before: &before, nodes)
    }
    var (less, more) = (nodes[slot].less, nodes[slot].more)
    while less.exists && more.exists {
      if Self.weight(nodes[less]) >= Self.weight(nodes[more]) {
        setChild(less, at: edge, &nodes)
        edge = Edge(parent: less, isMore: true)
        less = child(at: edge, nodes)
      } else {
        setChild(more, at: edge, &nodes)
        edge = Edge(parent: more, isMore: false)
        more = child(at: edge, nodes)
      }
    }
    setChild(less.exists ? less : more, at: edge, &nodes)
  }

  @inline(__always) private func child(at edge: Edge, _ nodes: borrowing RequestColumn<OrderNode>) -> Slot {
    if !edge.parent.exists { return root }
    return edge.isMore ? nodes[edge.parent].more : nodes[edge.parent].less
  }

  @inline(__always) private mutating func setChild(_ slot: Slot, at edge: Edge, _ nodes: inout RequestColumn<OrderNode>) {
    if !edge.parent.exists {
      root = slot
    } else if edge.isMore {
      nodes[edge.parent].more = slot
    } else {
      nodes[edge.parent].less = slot
    }
  }

  /// One step down from a node towards the place of `key`; `before` becomes the node if that is in front.
  @inline(__always) private static func step(
    from node: Slot, to key: (Int64, Int), before: inout Slot, _ nodes: borrowing RequestColumn<OrderNode>
  ) -> Edge {
    let isBefore = Self.key(nodes[node]) < key
    if isBefore { before = node }
    return Edge(parent: node, isMore: isBefore)
  }

  @inline(__always) private static func key(_ node: OrderNode) -> (Int64, Int) { (node.key, node.request) }

  @inline(__always) private static func weight(_ node: OrderNode) -> UInt64 {
    let product = UInt64(truncatingIfNeeded: node.request).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return (product.low ^ product.low >> 29) &* 0xD1B5_4A32_D192_ED03
  }
}

/// A request's node in the tree of a ``WaitingOrder``.
struct OrderNode: FeatureRow {
  /// Where it belongs in the queue: the least first.
  var key: Int64 = 0
  /// Its number, which decides between equal keys.
  var request = 0
  /// What is below it with lesser and with greater keys, while it waits.
  var less = Slot.none
  var more = Slot.none
}

/// Where a request belongs in a queue that a policy orders by keys (``Scheduler/waitingKey(of:)``): equal keys stand in
/// order of arrival.
///
/// The queue itself is a chain (``RequestQueue``); this finds the place in it. A treap threaded through the requests'
/// own rows (Seidel and Aragon, "Randomized search trees", 1996), its weights a hash of the request's number: no memory
/// of its own, O(log n) to enter and to leave whatever the keys, and the same tree in every process.
struct WaitingOrder: BitwiseCopyable {
  private var root: Int32 = -1

  /// Takes in a request whose key stands in its row. Returns the one it stands behind, negative if it is the first.
  mutating func insert(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) -> Int32 {
    withUnsafeMutablePointer(to: &root) { root in
      let row = rows + Int(slot)
      let weight = Self.weight(row)
      var before: Int32 = -1
      var link = root
      while link.pointee >= 0 && Self.weight(rows + Int(link.pointee)) >= weight {
        link = Self.step(link, to: row, before: &before, rows)
      }
      // Who stands below the new one is split at its key.
      var rest = link.pointee
      link.pointee = slot
      var less = row.pointer(to: \.order.less)!
      var more = row.pointer(to: \.order.more)!
      while rest >= 0 {
        let node = rows + Int(rest)
        if Self.precedes(node, row) {
          before = rest
          less.pointee = rest
          less = node.pointer(to: \.order.more)!
          rest = less.pointee
        } else {
          more.pointee = rest
          more = node.pointer(to: \.order.less)!
          rest = more.pointee
        }
      }
      less.pointee = -1
      more.pointee = -1
      return before
    }
  }

  /// Lets a request go.
  ///
  /// - Precondition: it is in, and its key is the one it came with.
  mutating func remove(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    withUnsafeMutablePointer(to: &root) { root in
      let row = rows + Int(slot)
      var link = root
      var before: Int32 = -1
      while link.pointee != slot { link = Self.step(link, to: row, before: &before, rows) }
      var (less, more) = (row.pointee.order.less, row.pointee.order.more)
      while less >= 0 && more >= 0 {
        if Self.weight(rows + Int(less)) >= Self.weight(rows + Int(more)) {
          link.pointee = less
          link = (rows + Int(less)).pointer(to: \.order.more)!
          less = link.pointee
        } else {
          link.pointee = more
          link = (rows + Int(more)).pointer(to: \.order.less)!
          more = link.pointee
        }
      }
      link.pointee = less >= 0 ? less : more
    }
  }

  /// One step down from the node under `link` towards the place of `row`; `before` becomes the node if it stands in front.
  @inline(__always) private static func step(
    _ link: UnsafeMutablePointer<Int32>, to row: UnsafePointer<Request>, before: inout Int32, _ rows: UnsafeMutablePointer<Request>
  ) -> UnsafeMutablePointer<Int32> {
    let node = rows + Int(link.pointee)
    if precedes(node, row) {
      before = link.pointee
      return node.pointer(to: \.order.more)!
    }
    return node.pointer(to: \.order.less)!
  }

  @inline(__always) private static func precedes(_ left: UnsafePointer<Request>, _ right: UnsafePointer<Request>) -> Bool {
    left.pointee.waitingKey == right.pointee.waitingKey
      ? left.pointee.id < right.pointee.id : left.pointee.waitingKey < right.pointee.waitingKey
  }

  @inline(__always) private static func weight(_ row: UnsafePointer<Request>) -> UInt64 {
    let product = UInt64(truncatingIfNeeded: row.pointee.id).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return (product.low ^ product.low >> 29) &* 0xD1B5_4A32_D192_ED03
  }
}

/// A request's place in the tree of a ``WaitingOrder``: who stands below it with lesser and with greater keys.
struct OrderLinks: BitwiseCopyable {
  var less: Int32 = -1
  var more: Int32 = -1
}

import Kernel

/// The replicas that can take a request now, numbered, and the least loaded of them: O(log n) a change of load, a closing
/// or an opening, O(1) to ask for the least, O(log n) for the i-th.
///
/// Two trees over the same leaves: a tournament for the least load (Knuth, "The Art of Computer Programming", volume 3,
/// section 5.4.1), and the number of open leaves below each node, by which the i-th is found going down. Loads of closed
/// replicas are kept up to date, so that one which opens again is judged by what it still holds.
package struct CandidateTree: ~Copyable {
  /// Replicas, open or closed.
  package let count: Int
  private let leaves: Int
  /// The load of each replica, and the same as the tournament sees it: the greatest number there is where it is closed.
  private var loads: Column<Int64>
  private var keys: Column<Int64>
  private var winners: Column<Int32>
  private var openBelow: Column<Int32>

  /// All loads zero; open are those that `isOpen` says.
  package init(count: Int, isOpen: (Int) -> Bool = { _ in true }) {
    self.count = count
    var size = 1
    while size < count { size *= 2 }
    leaves = size
    loads = Column(repeating: 0, count: size)
    keys = Column(repeating: .max, count: size)
    winners = Column(repeating: 0, count: 2 * size)
    openBelow = Column(repeating: 0, count: 2 * size)
    for index in 0..<size {
      let opens = index < count && isOpen(index)
      winners[size + index] = Int32(index)
      openBelow[size + index] = opens ? 1 : 0
      if opens { keys[index] = 0 }
    }
    for node in stride(from: size - 1, to: 0, by: -1) {
      winners[node] = winner(of: node)
      openBelow[node] = openBelow[2 * node] + openBelow[2 * node + 1]
    }
  }

  /// Replicas that are open.
  package var openCount: Int { Int(openBelow[1]) }

  /// The least loaded of the open replicas, ties to the lowest number; of no meaning where none is open.
  package var least: Int { Int(winners[1]) }

  /// The load of a replica, open or closed.
  package subscript(index: Int) -> Int64 { loads[index] }

  /// Whether a replica is open.
  package func isOpen(_ index: Int) -> Bool {
    precondition(index >= 0 && index < count, "a replica out of range")
    return openBelow[leaves + index] == 1
  }

  /// The open replica with `position` open ones before it.
  ///
  /// - Precondition: `position` is in `0 ..< openCount`.
  package func open(at position: Int) -> Int {
    precondition(position >= 0 && position < openCount, "a candidate out of range")
    if openCount == count { return position }
    var (node, left) = (1, Int32(position))
    while node < leaves {
      node *= 2
      if left >= openBelow[node] {
        left -= openBelow[node]
        node += 1
      }
    }
    return node - leaves
  }

  /// How many open replicas have a number below `index`.
  ///
  /// - Precondition: `index` is not negative.
  package func openCount(below index: Int) -> Int {
    precondition(index >= 0, "a replica out of range")
    if index >= count { return openCount }
    if openCount == count { return index }
    var (node, before) = (leaves + index, Int32(0))
    while node > 1 {
      if node & 1 == 1 { before += openBelow[node - 1] }
      node >>= 1
    }
    return Int(before)
  }

  /// Changes the load of a replica, open or closed.
  package mutating func add(_ change: Int64, to index: Int) {
    let load = loads[index] + change
    loads[index] = load
    if openBelow[leaves + index] == 0 { return }
    keys[index] = load
    playUp(from: index)
  }

  /// Lets a replica be chosen again. Returns whether it was closed.
  package mutating func open(_ index: Int) -> Bool { setOpen(1, index) }

  /// Takes a replica out of the choice. Returns whether it was open.
  package mutating func close(_ index: Int) -> Bool { setOpen(0, index) }

  /// What does not add up, or nil: both trees against their leaves.
  package var fault: String? {
    for index in 0..<leaves {
      let isOpen = openBelow[leaves + index] == 1
      if !isOpen && openBelow[leaves + index] != 0 || isOpen && index >= count { return "replica \(index) is neither open nor closed" }
      if keys[index] != (isOpen ? loads[index] : .max) { return "replica \(index) competes with another load than it has" }
      if Int(winners[leaves + index]) != index { return "replica \(index) does not compete" }
    }
    for node in 1..<leaves {
      if openBelow[node] != openBelow[2 * node] + openBelow[2 * node + 1] { return "the open replicas are counted wrongly" }
      if winners[node] != winner(of: node) { return "the least loaded replica is not the winner" }
    }
    return nil
  }

  private mutating func setOpen(_ value: Int32, _ index: Int) -> Bool {
    if isOpen(index) == (value == 1) { return false }
    keys[index] = value == 1 ? loads[index] : .max
    var node = leaves + index
    while node > 0 {
      openBelow[node] += value == 1 ? 1 : -1
      node >>= 1
    }
    playUp(from: index)
    return true
  }

  /// Lets a leaf whose key has changed play again, from the bottom to the top.
  private mutating func playUp(from index: Int) {
    var node = leaves + index
    var (winner, key) = (Int32(truncatingIfNeeded: index), keys[index])
    while node > 1 {
      let other = winners[node ^ 1]
      let otherKey = keys[Int(other)]
      // Of equals the left one wins, which is the lower number.
      if otherKey < key || otherKey == key && other < winner { (winner, key) = (other, otherKey) }
      node >>= 1
      winners[node] = winner
    }
  }

  @inline(__always) private func winner(of node: Int) -> Int32 {
    let (left, right) = (winners[2 * node], winners[2 * node + 1])
    return keys[Int(right)] < keys[Int(left)] ? right : left
  }
}

/// The replicas that can take a request now, numbered, and the least loaded of them: O(log n) a change of load, a closing
/// or an opening, O(1) to ask for the least, O(log n) for the i-th.
///
/// Two trees over the same leaves: a tournament for the least load (Knuth, "The Art of Computer Programming", volume 3,
/// section 5.4.1), and the number of open leaves below each node, by which the i-th is found going down. Loads of closed
/// replicas are kept up to date, so that one which opens again is judged by what it still holds.
struct CandidateTree: ~Copyable {
  /// Replicas, open or closed.
  let count: Int
  private let leaves: Int
  /// The load of each replica, and the same as the tournament sees it: the greatest number there is where it is closed.
  private let loads: UnsafeMutablePointer<Int64>
  private let keys: UnsafeMutablePointer<Int64>
  private let winners: UnsafeMutablePointer<Int32>
  private let openBelow: UnsafeMutablePointer<Int32>

  /// All loads zero; open are those that `isOpen` says.
  init(count: Int, isOpen: (Int) -> Bool = { _ in true }) {
    self.count = count
    var size = 1
    while size < count { size *= 2 }
    leaves = size
    loads = .allocate(capacity: size)
    loads.initialize(repeating: 0, count: size)
    keys = .allocate(capacity: size)
    keys.initialize(repeating: .max, count: size)
    winners = .allocate(capacity: 2 * size)
    openBelow = .allocate(capacity: 2 * size)
    openBelow.initialize(repeating: 0, count: 2 * size)
    for index in 0..<size {
      let opens = index < count && isOpen(index)
      winners[size + index] = Int32(index)
      openBelow[size + index] = opens ? 1 : 0
      if opens { keys[index] = 0 }
    }
    for node in stride(from: size - 1, to: 0, by: -1) {
      winners[node] = Self.winner(of: node, winners, keys)
      openBelow[node] = openBelow[2 * node] + openBelow[2 * node + 1]
    }
  }

  deinit {
    loads.deallocate()
    keys.deallocate()
    winners.deallocate()
    openBelow.deallocate()
  }

  /// Replicas that are open.
  var openCount: Int { Int(openBelow[1]) }

  /// The least loaded of the open replicas, ties to the lowest number; of no meaning where none is open.
  var least: Int { Int(winners[1]) }

  /// The load of a replica, open or closed.
  subscript(index: Int) -> Int64 { loads[index] }

  /// Whether a replica is open.
  func isOpen(_ index: Int) -> Bool { openBelow[leaves + index] == 1 }

  /// The open replica with `position` open ones before it.
  ///
  /// - Precondition: `position` is in `0 ..< openCount`.
  func open(at position: Int) -> Int {
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
  func openCount(below index: Int) -> Int {
    if index >= count { return openCount }
    if openCount == count { return index }
    var (node, before) = (leaves + index, Int32(0))
    while node > 1 {
      if node & 1 == 1 { before += openBelow[node - 1] }
      node >>= 1
    }
    return Int(before)
  }

  mutating func add(_ change: Int64, to index: Int) {
    loads[index] += change
    if !isOpen(index) { return }
    keys[index] = loads[index]
    playUp(from: index)
  }

  /// Lets a replica be chosen again. Tells whether it was closed.
  mutating func open(_ index: Int) -> Bool { setOpen(1, index) }

  /// Takes a replica out of the choice. Tells whether it was open.
  mutating func close(_ index: Int) -> Bool { setOpen(0, index) }

  private mutating func setOpen(_ value: Int32, _ index: Int) -> Bool {
    if openBelow[leaves + index] == value { return false }
    keys[index] = value == 1 ? loads[index] : .max
    var node = leaves + index
    while node > 0 {
      openBelow[node] += value == 1 ? 1 : -1
      node >>= 1
    }
    playUp(from: index)
    return true
  }

  private mutating func playUp(from index: Int) {
    var node = (leaves + index) >> 1
    while node > 0 {
      winners[node] = Self.winner(of: node, winners, keys)
      node >>= 1
    }
  }

  @inline(__always) private static func winner(
    of node: Int, _ winners: UnsafeMutablePointer<Int32>, _ keys: UnsafeMutablePointer<Int64>
  ) -> Int32 {
    let (left, right) = (winners[2 * node], winners[2 * node + 1])
    return keys[Int(right)] < keys[Int(left)] ? right : left
  }
}

/// The least of n changing numbers, ties to the lowest index: O(log n) a change, O(1) to ask.
///
/// A tournament over the indices (Knuth, "The Art of Computer Programming", volume 3, section 5.4.1).
struct WinnerTree: ~Copyable {
  private let leaves: Int
  private let values: UnsafeMutablePointer<Int64>
  private let winners: UnsafeMutablePointer<Int32>
  let count: Int

  /// All values zero.
  init(count: Int) {
    self.count = count
    var size = 1
    while size < count { size *= 2 }
    leaves = size
    values = .allocate(capacity: size)
    values.initialize(repeating: .max, count: size)
    values.update(repeating: 0, count: count)
    winners = .allocate(capacity: 2 * size)
    for index in 0..<size { winners[size + index] = Int32(index) }
    for node in stride(from: size - 1, to: 0, by: -1) { winners[node] = winners[2 * node] }
    winners[0] = 0
  }

  deinit {
    values.deallocate()
    winners.deallocate()
  }

  subscript(index: Int) -> Int64 { values[index] }

  /// The index of the least value.
  var least: Int { Int(winners[leaves == 1 ? 0 : 1]) }

  mutating func add(_ change: Int64, to index: Int) {
    values[index] += change
    var node = (leaves + index) >> 1
    while node > 0 {
      let (left, right) = (winners[2 * node], winners[2 * node + 1])
      winners[node] = values[Int(right)] < values[Int(left)] ? right : left
      node >>= 1
    }
  }
}

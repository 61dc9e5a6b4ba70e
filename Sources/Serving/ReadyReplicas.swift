/// The replicas that may have something to start, each once, in ascending order.
struct ReadyReplicas: ~Copyable {
  private let numbers: UnsafeMutablePointer<Int32>
  private(set) var count = 0

  init(capacity: Int) { numbers = .allocate(capacity: capacity) }

  deinit { numbers.deallocate() }

  subscript(position: Int) -> Int { Int(numbers[position]) }

  mutating func insert(_ replica: Int) {
    var place = count
    while place > 0 && numbers[place - 1] > Int32(replica) { place -= 1 }
    if place > 0 && numbers[place - 1] == Int32(replica) { return }
    var hole = count
    while hole > place {
      numbers[hole] = numbers[hole - 1]
      hole -= 1
    }
    numbers[place] = Int32(replica)
    count += 1
  }

  mutating func removeAll() { count = 0 }
}

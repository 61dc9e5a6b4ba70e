import Kernel

/// The engines that may have something to start, each once, in ascending order.
struct ReadyEngines: ~Copyable {
  private var numbers = Column<Int32>()

  var count: Int { numbers.count }

  subscript(position: Int) -> Int { Int(numbers[position]) }

  /// Adds an engine, unless it is there. They mostly come one at a time.
  @inline(__always) mutating func insert(_ engine: Int) {
    if numbers.isEmpty { numbers.append(Int32(engine)) } else { insertInOrder(Int32(engine)) }
  }

  private mutating func insertInOrder(_ number: Int32) {
    var place = numbers.count
    while place > 0 && numbers[place - 1] > number { place -= 1 }
    if place > 0 && numbers[place - 1] == number { return }
    numbers.append(number)
    var hole = numbers.count - 1
    while hole > place {
      numbers[hole] = numbers[hole - 1]
      hole -= 1
    }
    numbers[place] = number
  }

  mutating func removeAll() { numbers.removeAll() }
}

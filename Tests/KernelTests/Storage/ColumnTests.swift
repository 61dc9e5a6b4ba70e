import Kernel
import Testing

/// The growing column under all hot state: what an array is, and every access checked.
@Suite struct ColumnTests {
  @Test("A column holds what an array holds after any appending and removing")
  func agreesWithAnArray() {
    var stream = RandomStream(seed: 1, name: "columns")
    var column = Column<Int>()
    var array: [Int] = []
    for number in 0..<20_000 {
      switch stream.integer(below: 8) {
      case 0 where !array.isEmpty:
        let removed = column.removeLast()
        #expect(removed == array.removeLast())
      case 1 where !array.isEmpty:
        let place = stream.integer(below: array.count)
        column[place] += number
        array[place] += number
      case 2:
        let kept = stream.integer(below: array.count + 1)
        if kept < array.count / 2 { continue }
        column.removeAll(behind: kept)
        array.removeLast(array.count - kept)
      case 3:
        column.append(repeating: number, count: 3)
        array += [number, number, number]
      case 4 where array.count > 8:
        let (source, destination) = (stream.integer(below: array.count - 4), stream.integer(below: array.count - 4))
        column.copy(4, from: source, to: destination)
        array.replaceSubrange(destination..<(destination + 4), with: Array(array[source..<(source + 4)]))
      default:
        column.append(number)
        array.append(number)
      }
      let count = column.count
      #expect(count == array.count)
    }
    let held = column.indices.map { column[$0] }
    #expect(held == array)
    let span = column.withSpan(2..<5) { span in span.indices.map { span[$0] } }
    #expect(span == Array(array[2..<5]))
  }

  /// As wide as a cache line.
  private struct Line: BitwiseCopyable { var words: (Int, Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0, 0) }

  @Test("a stretch of another column is added so many times, and nothing beside it changes")
  func addedStretch() {
    let added = Column<Int64>([1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (source, destination, count, factor) in [(0, 0, 9, Int64(1)), (2, 1, 5, -3), (8, 0, 1, 2), (9, 9, 0, 1)] {
      var sums = Column<Int64>(repeating: 10, count: 9)
      sums.add(added, from: source, to: destination, count: count, times: factor)
      for index in sums.indices {
        let isWithin = index >= destination && index < destination + count
        #expect(sums[index] == 10 + (isWithin ? factor * Int64(source + index - destination + 1) : 0))
      }
    }
  }

  @Test("Elements as wide as a cache line begin with one, however often the column has grown")
  func linesAreAligned() {
    var column = Column<Line>(minimumCapacity: 3)
    for _ in 0..<200 {
      column.append(Line())
      let start = column.withSpan(0..<1) { span in unsafe span.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }
      #expect(start % 64 == 0)
    }
  }

  private final class Counter {
    var gone = 0
  }

  /// Says when it goes.
  private struct Guest: ~Copyable {
    let counter: Counter

    deinit { counter.gone += 1 }
  }

  @Test("Elements that cannot be copied go once: when they are removed, or with the column")
  func elementsGoOnce() {
    let counter = Counter()
    do {
      var column = Column<Guest>(minimumCapacity: 1)
      for _ in 0..<20 { column.append(Guest(counter: counter)) }
      #expect(counter.gone == 0)
      _ = column.removeLast()
      #expect(counter.gone == 1)
    }
    #expect(counter.gone == 20)
  }

  @Test("Zeros are as many as were asked for, can be changed, and end where they end")
  func zeros() async {
    var column = Column<UInt16>(zeros: 5000)
    #expect(column.count == 5000 && column.indices.allSatisfy { column[$0] == 0 })
    column[4999] = 7
    column.append(8)
    #expect(column.count == 5001 && column[4999] == 7 && column[5000] == 8 && column[4998] == 0)
    let isEmpty = Column<Int>(zeros: 0).isEmpty
    #expect(isEmpty)
    await #expect(processExitsWith: .failure) { _ = Column<UInt16>(zeros: 5)[5] }
  }

  @Test("A position behind the end ends the program, for reading and for writing")
  func positionsAreChecked() async {
    await #expect(processExitsWith: .failure) {
      let column = Column([1, 2, 3])
      _ = column[3]
    }
    await #expect(processExitsWith: .failure) {
      var column = Column([1, 2, 3])
      column.removeAll()
      column[0] = 1
    }
    await #expect(processExitsWith: .failure) {
      let column = Column([1, 2, 3])
      _ = column[-1]
    }
  }

  @Test("A box hands its content on, and is empty then")
  func boxes() {
    let counter = Counter()
    do {
      var box = Box(Guest(counter: counter))
      let other = box.take()
      let (isEmpty, isFull) = (box.isEmpty, !other.isEmpty && other.value.counter === counter)
      #expect(isEmpty && isFull && counter.gone == 0)
    }
    #expect(counter.gone == 1)
  }

  @Test("The content of an empty box ends the program")
  func emptyBoxes() async {
    await #expect(processExitsWith: .failure) {
      var box = Box<Int>.empty
      box.value += 1
    }
  }
}

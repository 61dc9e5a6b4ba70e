import Kernel
import Testing

/// Elements with a rank each.
private struct Ranks: HeapElements {
  var ranks: [Int]
  var places: [Int32]

  init(_ ranks: [Int]) {
    self.ranks = ranks
    places = Array(repeating: -1, count: ranks.count)
  }

  func precedes(_ first: Int32, _ second: Int32) -> Bool { (ranks[Int(first)], first) < (ranks[Int(second)], second) }

  subscript(placeOf element: Int32) -> Int32 {
    get { places[Int(element)] }
    set { places[Int(element)] = newValue }
  }
}

@Suite struct IndexedHeapTests {
  private func drain(_ heap: inout IndexedHeap, _ table: inout Ranks) -> [Int32] {
    var order: [Int32] = []
    while let first = heap.first {
      order.append(first)
      heap.remove(first, &table)
    }
    return order
  }

  @Test("Six elements of any ranks leave in order, whichever of them leaves before its turn and whichever changes its rank")
  func everySmallHeap() {
    for code in 0..<(3 * 3 * 3 * 3 * 3 * 3) {
      let ranks = (0..<6).map { place in (0..<place).reduce(code) { value, _ in value / 3 } % 3 }
      for leaving in 0..<6 {
        for rank in 0..<3 {
          var heap = IndexedHeap()
          var table = Ranks(ranks)
          for element in 0..<6 { heap.insert(Int32(element), &table) }
          heap.remove(Int32(leaving), &table)
          let changing = (leaving + 1 + code % 5) % 6
          table.ranks[changing] = rank
          heap.update(Int32(changing), &table)
          #expect(heap.fault(table) == nil)
          let expected = (0..<6).filter { $0 != leaving }.sorted { (table.ranks[$0], $0) < (table.ranks[$1], $1) }
          #expect(drain(&heap, &table) == expected.map(Int32.init))
          #expect(table.places.allSatisfy { $0 < 0 })
        }
      }
    }
  }

  @Test("A thousand changes at random leave a heap that knows every place")
  func randomChanges() {
    var stream = RandomStream(seed: 3, name: "heap")
    var heap = IndexedHeap()
    var table = Ranks(Array(repeating: 0, count: 200))
    for _ in 0..<1000 {
      let element = Int32(stream.integer(below: 200))
      let isIn = table[placeOf: element] >= 0
      if isIn && stream.integer(below: 2) == 0 {
        heap.remove(element, &table)
      } else {
        table.ranks[Int(element)] = stream.integer(below: 50)
        if isIn { heap.update(element, &table) } else { heap.insert(element, &table) }
      }
      #expect(heap.fault(table) == nil)
      #expect(heap.count == table.places.count { $0 >= 0 })
    }
    heap.removeAll(&table)
    #expect(heap.isEmpty && table.places.allSatisfy { $0 < 0 })
  }

  @Test("A heap finds an element that believes in another place, and one that is below another which leaves later")
  func faults() {
    var heap = IndexedHeap()
    var table = Ranks([1, 2, 3])
    for element in 0..<3 { heap.insert(Int32(element), &table) }
    table.ranks[0] = 9
    #expect(heap.fault(table) == "element 1 of a heap is below 0 and leaves before it")
    table.ranks[0] = 1
    table.places[2] = 1
    #expect(heap.fault(table) == "element 2 at place 2 of a heap believes that it is at 1")
  }
}

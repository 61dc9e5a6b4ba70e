import Kernel
import Serving
import Testing

/// Decode steps in order.
@Suite struct StepHeapTests {
  /// What is left in a heap, the earliest first.
  private func drained(_ heap: consuming StepHeap) -> [Int] {
    var left: [Int] = []
    while heap.count > 0 {
      left.append(heap.first.step << 24 | Int(heap.first.slot))
      heap.removeFirst()
      let fault = heap.fault
      #expect(fault == nil)
    }
    return left
  }

  @Test("Entries leave by step and then by slot, in whatever order they came")
  func everyOrder() {
    // All sequences of five entries of three steps and two slots.
    for code in 0..<7776 {
      let entries = (0..<5).map { place in (0..<place).reduce(code) { rest, _ in rest / 6 } % 6 }
      var heap = StepHeap(minimumCapacity: 1)
      for entry in entries { heap.insert(step: entry / 2, slot: Int32(entry % 2)) }
      let fault = heap.fault
      #expect(fault == nil)
      #expect(drained(heap) == entries.sorted().map { ($0 / 2) << 24 | $0 % 2 })
    }
  }

  @Test("Taken out at once, any entries leave the others in order")
  func everySubset() {
    let steps = [5, 3, 8, 1, 9, 2, 7, 4, 6, 0]
    for gone in 0..<1024 {
      var heap = StepHeap()
      for step in steps { heap.insert(step: step, slot: 0) }
      heap.removeAll { gone >> $0.step & 1 == 1 }
      let fault = heap.fault
      #expect(fault == nil)
      #expect(drained(heap) == (0..<10).filter { gone >> $0 & 1 == 0 }.map { $0 << 24 })
    }
  }

  @Test("A step or a slot beyond what can be packed ends the program, and so does taking from an empty heap")
  func doors() async {
    await #expect(processExitsWith: .failure) {
      var heap = StepHeap()
      heap.insert(step: 0, slot: Int32(StepHeap.slotLimit))
    }
    await #expect(processExitsWith: .failure) {
      var heap = StepHeap()
      heap.insert(step: StepHeap.stepLimit, slot: 0)
    }
    await #expect(processExitsWith: .failure) {
      var heap = StepHeap()
      heap.removeFirst()
    }
  }
}

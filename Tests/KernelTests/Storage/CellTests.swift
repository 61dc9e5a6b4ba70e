import Kernel
import Testing

@Suite("A value that is lent for one use at a time")
struct CellTests {
  /// Owns a cell, as objects do.
  private final class Owner {
    let counts: Cell<[Int]>
    init(_ counts: [Int]) { self.counts = Cell(counts) }

    /// Adds to the counts while they are in use.
    func add(to counts: inout [Int]) { self.counts.value.append(counts.count) }
  }

  @Test("what is changed in place is read afterwards")
  func changes() {
    let owner = Owner([1, 2])
    owner.counts.value.append(3)
    owner.counts.value[0] += owner.counts.value.count
    #expect(owner.counts.value == [4, 2, 3])
  }

  @Test("a value goes with its cell")
  func release() {
    final class Watch {
      let gone: () -> Void
      init(gone: @escaping () -> Void) { self.gone = gone }
      deinit { gone() }
    }
    var isGone = false
    do {
      let cell = Cell(Watch { isGone = true })
      #expect(!isGone && cell.value.gone as Any? != nil)
    }
    #expect(isGone)
  }

  @Test("a second use while one lasts ends the program, and one after an error does not")
  func overlap() async {
    struct Fault: Error {}
    func fail(_ counts: inout [Int]) throws { throw Fault() }
    let owner = Owner([1])
    #expect(throws: Fault.self) { try fail(&owner.counts.value) }
    #expect(owner.counts.value == [1])
    await #expect(processExitsWith: .failure) {
      let owner = Owner([1])
      owner.add(to: &owner.counts.value)
    }
  }
}

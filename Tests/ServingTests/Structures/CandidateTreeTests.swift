import Serving
import Testing

/// Which replicas can be chosen, and which of them has least to do.
@Suite struct CandidateTreeTests {
  /// The same, written down plainly.
  private struct Naive {
    var loads: [Int64]
    var isOpen: [Bool]

    var open: [Int] { loads.indices.filter { isOpen[$0] } }
    var least: Int? { open.min { (loads[$0], $0) < (loads[$1], $1) } }
  }

  private func expectAgreement(_ tree: borrowing CandidateTree, _ naive: Naive, _ comment: Comment) {
    let fault = tree.fault
    #expect(fault == nil, comment)
    let open = (0..<tree.openCount).map { tree.open(at: $0) }
    #expect(open == naive.open, comment)
    let below = (0...naive.loads.count).map { tree.openCount(below: $0) }
    #expect(below == (0...naive.loads.count).map { index in naive.open.filter { $0 < index }.count }, comment)
    let (loads, isOpen) = (naive.loads.indices.map { tree[$0] }, naive.loads.indices.map { tree.isOpen($0) })
    #expect(loads == naive.loads && isOpen == naive.isOpen, comment)
    let least = tree.least
    if let expected = naive.least { #expect(least == expected, comment) }
  }

  @Test("After any four openings, closings and changes of load the tree answers as a list does", arguments: 1...5)
  func everySequence(count: Int) {
    let acts = 4 * count
    for code in 0..<(acts * acts * acts * acts) {
      // With some thousand sequences for each size all is seen that can be.
      if count > 3 && code % 41 != 0 { continue }
      var tree = CandidateTree(count: count) { $0 % 2 == 0 }
      var naive = Naive(loads: Array(repeating: 0, count: count), isOpen: (0..<count).map { $0 % 2 == 0 })
      var rest = code
      for _ in 0..<4 {
        let (kind, index) = (rest % acts / count, rest % acts % count)
        rest /= acts
        switch kind {
        case 0:
          let wasClosed = tree.open(index)
          #expect(wasClosed == !naive.isOpen[index])
          naive.isOpen[index] = true
        case 1:
          let wasOpen = tree.close(index)
          #expect(wasOpen == naive.isOpen[index])
          naive.isOpen[index] = false
        default:
          tree.add(kind == 2 ? 2 : -1, to: index)
          naive.loads[index] += kind == 2 ? 2 : -1
        }
      }
      expectAgreement(tree, naive, "\(code)")
    }
  }

  @Test("A candidate that is none ends the program")
  func doors() async {
    await #expect(processExitsWith: .failure) {
      let tree = CandidateTree(count: 3) { $0 == 1 }
      _ = tree.open(at: 1)
    }
    await #expect(processExitsWith: .failure) {
      // There are four leaves, and three replicas.
      var tree = CandidateTree(count: 3)
      _ = tree.open(3)
    }
  }
}

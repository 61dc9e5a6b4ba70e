import Kernel
import Serving
import Testing

/// Which replica holds which prefix.
@Suite struct PrefixIndexTests {
  @Test("Whatever lanes take and forget, a look-up says how far each replica holds a prompt", arguments: [1, 3, 64, 65, 130])
  func agreesWithSets(lanes: Int) {
    var stream = RandomStream(seed: 1, name: "prefix index", substream: UInt64(lanes))
    // Of the replicas, every third has two lanes.
    var owners: [Int32] = []
    while owners.count < lanes {
      let next = (owners.last ?? -1) + 1
      owners += Array(repeating: next, count: next % 3 == 0 ? min(2, lanes - owners.count) : 1)
    }
    var index = PrefixIndex(owners: owners)
    var held = [Set<UInt64>](repeating: [], count: lanes)
    for step in 0..<6000 {
      let (lane, identity) = (stream.integer(below: lanes), UInt64(stream.integer(below: 40)))
      if held[lane].remove(identity) != nil {
        index.remove(identity, lane: lane)
      } else {
        index.insert(identity, lane: lane)
        held[lane].insert(identity)
      }
      if step % 20 != 0 { continue }
      let (fault, isHeld) = (index.fault, index.contains(identity, lane: lane))
      #expect(fault == nil && isHeld == held[lane].contains(identity))
      let chain = (0..<stream.integer(below: 6)).map { _ in UInt64(stream.integer(below: 40)) }
      index.look(chain.span)
      var depths: [Int: Int] = [:]
      var matching = Set<Int>()
      for lane in 0..<lanes {
        let depth = chain.prefix { held[lane].contains($0) }.count
        if depth > 0 { matching.insert(lane) }
        depths[Int(owners[lane])] = max(depth, depths[Int(owners[lane])] ?? 0)
      }
      let found = depths.keys.sorted().map { index.identitiesMatched(at: $0) }
      #expect(found == depths.keys.sorted().map { depths[$0]! })
      let foundLanes = Set((0..<index.matchingLaneCount).map { index.lane($0) })
      #expect(foundLanes == matching)
      let replicas = (0..<index.matchingCount).map { index[$0] }
      #expect(Set(replicas) == Set(depths.filter { $0.value > 0 }.keys) && Set(replicas).count == replicas.count)
    }
  }

  @Test("A lane that holds an identity twice, or forgets what it does not hold, ends the program")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      var index = PrefixIndex(owners: [0, 1])
      for _ in 0..<2 { index.insert(7, lane: 1) }
    }
    await #expect(processExitsWith: .failure) {
      var index = PrefixIndex(owners: [0, 1])
      index.insert(7, lane: 0)
      index.remove(7, lane: 1)
    }
  }
}

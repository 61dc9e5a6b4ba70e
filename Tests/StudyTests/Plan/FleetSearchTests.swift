import Kernel
import Study
import Testing

@Suite("The search for the fewest replicas")
struct FleetSearchTests {
  @Test(
    "of one pool the fewest are found from wherever the search begins", arguments: [1, 2, 3, 7, 31, 64], [1, 2, 5, 33, 64])
  func onePool(fewest: Int, start: Int) {
    var asked: [Int] = []
    let found = FleetSearch(start: PlanFleet([start]), most: 64).fewest(weakest: { _ in 0 }) { fleet in
      asked.append(fleet.total)
      return fleet.total >= fewest
    }
    #expect(found == PlanFleet([fewest]))
    #expect(Set(asked).count == asked.count, "no number is asked for twice")
    #expect(asked.count <= 2 + 2 * 6)
    #expect(asked.allSatisfy { (1...64).contains($0) })
  }

  @Test("where not even the most hold there is none, and a limit below two has no two pools")
  func none() {
    #expect(FleetSearch(start: PlanFleet([3]), most: 16).fewest(weakest: { _ in 0 }, holds: { _ in false }) == nil)
    #expect(FleetSearch(start: PlanFleet([1, 1]), most: 16).fewest(weakest: { _ in 1 }, holds: { _ in false }) == nil)
    #expect(FleetSearch(start: PlanFleet([1, 1]), most: 1).fewest(weakest: { _ in 0 }, holds: { _ in true }) == nil)
  }

  @Test("of two pools it is what an exhaustive search finds, for any fleets that hold as long as more is no worse")
  func twoPools() {
    var random = RandomStream(seed: 7, name: "fleets")
    let most = 14
    var (asked, found) = (0, 0)
    for _ in 0..<400 {
      // For so many replicas for prompts, the fewest for tokens that do: never more where there are more.
      var needed: [Int] = []
      var last = 4 + random.integer(below: 14)
      for _ in 0..<most {
        needed.append(last)
        last = max(1, last - random.integer(below: 4))
      }
      func holds(_ fleet: PlanFleet) -> Bool { fleet.replicas[1] >= needed[fleet.replicas[0] - 1] }
      let exhaustive = (1..<most).flatMap { prefill in (1...(most - prefill)).map { PlanFleet([prefill, $0]) } }.filter(holds)
        .map(\.total).min()
      let start = PlanFleet([1 + random.integer(below: 6), 1 + random.integer(below: 6)])
      let blame = random.integer(below: 2)
      let fleet = FleetSearch(start: start, most: most).fewest(weakest: { _ in blame }) { fleet in
        asked += 1
        return holds(fleet)
      }
      if let exhaustive {
        // Of the greatest fleets the ratios in eighths are looked at, so that a narrow one can be missed.
        if let fleet {
          found += 1
          #expect(fleet.total == exhaustive && holds(fleet))
        }
      } else {
        #expect(fleet == nil)
      }
    }
    #expect(found > 300)
    #expect(asked < 400 * 24, "\(asked) questions where an exhaustive search has 91 each")
  }

  @Test(
    "of two pools whose replicas differ in size it is the smallest fleet that an exhaustive search finds",
    arguments: [[2, 1], [1, 4], [2, 3]])
  func sizes(sizes: [Int]) {
    var random = RandomStream(seed: 11, name: "fleets")
    let most = 24
    var found = 0
    for _ in 0..<200 {
      var needed: [Int] = []
      var last = 2 + random.integer(below: 10)
      for _ in 0..<most {
        needed.append(last)
        last = max(1, last - random.integer(below: 3))
      }
      func size(_ fleet: PlanFleet) -> Int { fleet.replicas[0] * sizes[0] + fleet.replicas[1] * sizes[1] }
      func holds(_ fleet: PlanFleet) -> Bool { fleet.replicas[1] >= needed[fleet.replicas[0] - 1] }
      let all = (1..<most).flatMap { prefill in (1..<most).map { PlanFleet([prefill, $0]) } }.filter { size($0) <= most }
      let start = PlanFleet([1 + random.integer(below: 6), 1 + random.integer(below: 6)])
      let blame = random.integer(below: 2)
      let fleet = FleetSearch(start: start, most: most, sizes: sizes).fewest(weakest: { _ in blame }) { fleet in
        return holds(fleet)
      }
      guard let smallest = all.filter(holds).map(size).min() else {
        #expect(fleet == nil)
        continue
      }
      // Of the greatest fleets the ratios in eighths are looked at, so that a narrow one can be missed.
      if let fleet {
        found += 1
        #expect(size(fleet) == smallest && holds(fleet))
      }
    }
    #expect(found > 40, "\(found)")
  }
}

import Metrics

/// The smallest fleet that holds what was asked: the fewest replicas, or where those of one kind are larger than of the other, the fewest
/// accelerators.
///
/// More replicas of a kind are taken to be no worse, as capacity searches take it. Then the answer is that of an exhaustive search,
/// whatever the start: it only says how soon it is found.
package struct FleetSearch {
  /// Where the search begins.
  let start: PlanFleet
  /// The most replicas of all kinds together, each as large as it is.
  let most: Int
  /// How large a replica of each kind is; of replicas that are alike 1.
  let sizes: [Int]

  /// A search for a fleet of as many pools as `start` has, which are alike where `sizes` is nil.
  package init(start: PlanFleet, most: Int, sizes: [Int]? = nil) {
    self.start = start
    self.most = most
    self.sizes = sizes ?? start.replicas.map { _ in 1 }
  }

  /// Ratios of prompts' to tokens' replicas that are looked at where the greatest fleets fail, in parts of their sum.
  private static let ratioParts = 8

  /// How large a fleet is.
  package func size(_ fleet: PlanFleet) -> Int { zip(sizes, fleet.replicas).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The smallest fleet that holds, asking `holds` as seldom as can be; nil where none up to ``most`` do. `weakest` says which pool of a
  /// fleet that does not hold gives way.
  ///
  /// - Throws: what `holds` throws.
  package func fewest(weakest: (PlanFleet) -> Int, holds: (PlanFleet) throws -> Bool) rethrows -> PlanFleet? {
    if start.replicas.count == 1 {
      let most = most / sizes[0]
      return try Self.fewest(from: start.replicas[0], above: 0, most: most) { try holds(PlanFleet([$0])) }.map { PlanFleet([$0]) }
    }
    guard most >= sizes.reduce(0, +), let first = try growing(weakest: weakest, holds: holds) else { return nil }
    return try fewestOfTwo(first, holds: holds)
  }

  /// The least number above `low` that holds; nil where none up to `most` does. It steps up or down from the start in steps that double,
  /// and halves what is between.
  static func fewest(from start: Int, above low: Int, most: Int, holds: (Int) throws -> Bool) rethrows -> Int? {
    guard most > low else { return nil }
    var (failing, passing) = (low, Int?.none)
    var next = min(max(start, low + 1), most)
    var step = max(1, next / 8)
    while true {
      if try holds(next) { passing = next } else { failing = next }
      if let passing {
        if passing - failing <= 1 { return passing }
        // Nothing below is known to fail yet: on in steps; otherwise halve.
        next = failing == low ? max(failing + 1, passing - step) : (failing + passing) / 2
      } else {
        if failing >= most { return nil }
        next = min(most, failing + step)
      }
      step *= 2
    }
  }

  /// A fleet of two pools that holds, grown where it gives way; where the greatest fails, one as great in another ratio.
  private func growing(weakest: (PlanFleet) -> Int, holds: (PlanFleet) throws -> Bool) rethrows -> PlanFleet? {
    var fleet = size(start) > most ? ratio(1, of: 2) : start
    var steps = [1, 1]
    while try !holds(fleet) {
      let pool = weakest(fleet)
      let room = (most - size(fleet)) / sizes[pool]
      if room == 0 { return try otherRatio(than: fleet, holds: holds) }
      fleet = fleet.adding(min(steps[pool], room), to: pool)
      steps[pool] *= 2
    }
    return fleet
  }

  private func otherRatio(than fleet: PlanFleet, holds: (PlanFleet) throws -> Bool) rethrows -> PlanFleet? {
    let parts = min(most, Self.ratioParts)
    for part in 1..<parts {
      let other = ratio(part, of: parts)
      if try other != fleet && holds(other) { return other }
    }
    return nil
  }

  private func ratio(_ part: Int, of parts: Int) -> PlanFleet {
    let prefill = min((most - sizes[1]) / sizes[0], max(1, most * part / parts / sizes[0]))
    return PlanFleet([prefill, (most - prefill * sizes[0]) / sizes[1]])
  }

  /// From a fleet that holds: the fewest of each pool beside as many of the other as there are, and whether fewer would do beside more of
  /// the other than any fleet worth having has. Then sizes are looked at one after the other, from the least on that is left, until one
  /// holds; what is no greater in both pools than a fleet that failed is not asked.
  private func fewestOfTwo(_ first: PlanFleet, holds: (PlanFleet) throws -> Bool) rethrows -> PlanFleet {
    var failed: [PlanFleet] = []
    var best = first
    func holdsOnce(_ prefill: Int, _ decode: Int) throws -> Bool {
      if failed.contains(where: { $0.replicas[0] >= prefill && $0.replicas[1] >= decode }) { return false }
      let fleet = PlanFleet([prefill, decode])
      if fleet == best { return true }
      let answer = try holds(fleet)
      if !answer { failed.append(fleet) } else if size(fleet) < size(best) { best = fleet }
      return answer
    }
    let (prefills, decodes) = (first.replicas[0], first.replicas[1])
    let leastPrefills = try Self.fewest(from: prefills, above: 0, most: prefills) { try holdsOnce($0, decodes) } ?? prefills
    let leastDecodes = try Self.fewest(from: decodes, above: 0, most: decodes) { try holdsOnce(prefills, $0) } ?? decodes
    // Any fleet that is smaller has at least one of each, and so at most so many of the other.
    let besides = [(size(best) - 1 - sizes[1]) / sizes[0], (size(best) - 1 - sizes[0]) / sizes[1]]
    let prefillsAreNeeded = try leastPrefills == 1 || !holdsOnce(leastPrefills - 1, max(decodes, besides[1]))
    let decodesAreNeeded = try leastDecodes == 1 || !holdsOnce(max(prefills, besides[0]), leastDecodes - 1)
    let from = [prefillsAreNeeded ? leastPrefills : 1, decodesAreNeeded ? leastDecodes : 1]
    var total = from[0] * sizes[0] + from[1] * sizes[1]
    while total < size(best) {
      for prefill in from[0]...((total - from[1] * sizes[1]) / sizes[0]) where (total - prefill * sizes[0]) % sizes[1] == 0 {
        if try holdsOnce(prefill, (total - prefill * sizes[0]) / sizes[1]) { return best }
      }
      total += 1
    }
    return best
  }
}

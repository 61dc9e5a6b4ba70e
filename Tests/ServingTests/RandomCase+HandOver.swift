import Kernel
import Network
import Serving

extension RandomCase {
  /// The same case in a small cluster of two pools with a network in which flows meet; prompts are shared in some of the
  /// cases, or as `sharing` says.
  func handingOver(_ number: Int, sharing: Bool? = nil) -> RandomCase {
    var copy = self
    if number % 2 == 0 { copy = copy.underEngineRules(number, sharing: sharing) }
    var stream = RandomStream(seed: 7, name: "hand-over", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    func link() -> LinkFigures {
      LinkFigures(bytesPerSecond: draw(1...40) * 7_000_000_000, latency: Duration(picoseconds: Int64(draw(0...1) * draw(1...90))))
    }
    copy.rules.decodeReplicas = draw(1...3)
    copy.rules.decodeRouter = RouterCatalog.names[draw(0...(RouterCatalog.names.count - 1))]
    copy.rules.port = link()
    let mode: HandOverConfiguration.Mode = [.serialized, .layered, .bySize(promptTokens: draw(1...20))][draw(0...2)]
    copy.rules.handOver = HandOverConfiguration(
      mode: mode, choice: draw(0...1) == 0 ? .atArrival : .atHandOver, bytesPerToken: draw(1...9), layers: draw(1...5))
    if draw(0...1) == 0 {
      copy.rules.network = .tree(
        TreeNetwork(replicasPerNode: draw(1...2), nodesPerRack: draw(1...3), nodeLink: nil, rackLink: link(), spineLink: link()))
    }
    return copy
  }

  /// The same case with links that are lost or slow for a time, each of them once or twice, one after the other.
  func withLinkFaults(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "links", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    var links: [NetworkLink] = (0..<(rules.replicas + rules.decodeReplicas)).map { .replica($0) }
    let racks = rules.rackOfNode
    if let last = racks.last {
      // The spine is there for nobody where all nodes stand in one rack.
      links = racks.indices.map { .node($0) } + (last > 0 ? (0...last).map { .rack($0) } : [])
    }
    for link in links where draw(0...2) > 0 {
      var start = Int64(draw(0...20_000))
      for _ in 0..<draw(1...2) {
        let length = Int64(draw(1...20_000))
        copy.rules.failures.links.append(
          LinkFault(
            link: link, start: Instant(picoseconds: start), length: Duration(picoseconds: length),
            bandwidthPermille: draw(0...1) * draw(1...1000)))
        start += length + Int64(draw(0...1) * draw(0...5000))
      }
    }
    // In any order: time decides.
    if draw(0...1) == 0 { copy.rules.failures.links.reverse() }
    return copy
  }
}

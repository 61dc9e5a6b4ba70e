import Kernel
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
}

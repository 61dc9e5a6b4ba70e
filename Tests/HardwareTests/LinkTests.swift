import Hardware
import Kernel
import Model
import Testing

/// What collectives reach on links that are not NVLink.
@Suite("Links")
struct LinkTests {
  /// NCCL and vLLM on cards behind PCI Express, 32 MB: microseconds (AIConfigurator tables).
  @Test(
    "are as fast for a large all-reduce as was measured",
    arguments: [
      ("pcie-4", 2, 1689.0), ("pcie-4", 4, 9837), ("pcie-4", 8, 38_854), ("pcie-5", 2, 933), ("pcie-5", 4, 2022), ("pcie-5", 8, 2493),
    ])
  func large(link: String, members: Int, microseconds: Double) throws {
    let cost = CollectiveCost(link: try LinkCatalog.link(named: link), members: members)
    let ratio = cost.allReduce(bytes: 33_554_432) * 1e6 / microseconds
    #expect(abs(ratio - 1) < 0.05, "\(ratio)")
  }

  @Test("are as fast for a small one", arguments: [("pcie-4", 2, 5.3), ("pcie-4", 4, 11.9), ("pcie-4", 8, 22.6), ("pcie-5", 2, 4.2)])
  func small(link: String, members: Int, microseconds: Double) throws {
    let cost = CollectiveCost(link: try LinkCatalog.link(named: link), members: members)
    #expect(abs(cost.allReduce(bytes: 512) * 1e6 / microseconds - 1) < 0.05)
  }

  @Test("without a peer path go through the host, at a quarter of the slot")
  func throughHost() throws {
    let host = CollectiveCost(link: try LinkCatalog.link(named: "pcie-5-host"), members: 2)
    #expect(abs(host.allReduce(bytes: 16e9) - 1) < 0.01 && abs(host.allReduce(bytes: 1) - 20e-6) < 1e-9)
    let peers = CollectiveCost(link: try LinkCatalog.link(named: "pcie-5"), members: 2)
    #expect(host.allReduce(bytes: 1e6) > 2 * peers.allReduce(bytes: 1e6))
    #expect(try AcceleratorCatalog.accelerator(named: "rtx-4090").hostLink() == LinkCatalog.link(named: "pcie-4"), "the slot is the same")
  }

  @Test("that are given count as they are, and what is not given stays the link's own")
  func given() throws {
    let own = try LinkCatalog.link(named: "pcie-5")
    let both = Link(own, bandwidthBytesPerSecond: 16e9, latencySeconds: 2e-5, source: "given")
    let cost = CollectiveCost(link: both, members: 2)
    #expect(abs(cost.allReduce(bytes: 1e6) - (2e-5 + 1e6 / 16e9)) < 1e-12)
    let slow = Link(own, bandwidthBytesPerSecond: nil, latencySeconds: 1e-3, source: "given")
    for members in [2, 4, 8] {
      #expect(slow.reach(members: members).efficiency == own.reach(members: members).efficiency)
      #expect(slow.reach(members: members).latencySeconds.value == 1e-3)
    }
  }

  @Test("change what goes over them and nothing else")
  func cause() throws {
    func parts(_ link: String, tensor: Int) throws -> [BreakdownPart] {
      try Deployments.make("llama-3.1-8b", on: "rtx-pro-6000", tensor: tensor) {
        $0.engine = EngineCostRules()
        $0.tensorLink = try? LinkCatalog.link(named: link)
      }.breakdown(of: Deployments.decode(64, context: 900))
    }
    let (peers, host) = (try parts("pcie-5", tensor: 2), try parts("pcie-5-host", tensor: 2))
    for (one, other) in zip(peers, host) {
      #expect(one.part == other.part && (one.time == other.time) == (one.part != .collectives))
    }
    #expect(try parts("pcie-5", tensor: 1) == parts("pcie-5-host", tensor: 1))
  }

  @Test("carry a share that is given before their own")
  func efficiency() throws {
    func milliseconds(_ share: Double?) throws -> Double {
      try Deployments.make("llama-3.1-8b", on: "l40s", tensor: 4) { $0.roofline.linkEfficiency = share }.costModel.prefillMilliseconds(2000)
    }
    #expect(try milliseconds(0.16) == milliseconds(nil) && milliseconds(0.76) < milliseconds(nil))
  }
}

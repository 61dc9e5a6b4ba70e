import Hardware
import Kernel
import Model
import Testing

struct CatalogTests {
  @Test(arguments: AcceleratorCatalog.accelerators)
  func `every figure of an accelerator has a source and is of the right order`(accelerator: Accelerator) throws {
    try accelerator.validate()
    _ = try LinkCatalog.link(named: accelerator.link)
    let sources = [
      accelerator.memoryBytes.source, accelerator.bandwidthBytesPerSecond.source, accelerator.peakFLOPs.source,
      accelerator.processors.source, accelerator.gemmEfficiency.source, accelerator.bandwidthEfficiency.source,
      accelerator.maximumWatts.source, accelerator.idleWatts.source, accelerator.hostWatts.source, accelerator.dollarsPerHour.source,
    ]
    #expect(sources.allSatisfy { $0.count >= 15 })
    #expect((15e9...320e9).contains(Double(accelerator.memoryBytes.value)))
    #expect((0.3e12...10e12).contains(accelerator.bandwidthBytesPerSecond.value))
    #expect((60e12...3000e12).contains(accelerator.peakFLOPs(.bf16)))
    #expect(accelerator.peakFLOPs(.fp32) < accelerator.peakFLOPs(.bf16))
    // Narrower formats are no slower, but for integers on Blackwell Ultra, which has given up most of their units.
    if accelerator.peakFLOPs.value.contains(where: { $0.format == .fp8 }) {
      #expect(accelerator.peakFLOPs(.fp8) >= accelerator.peakFLOPs(.bf16))
    }
    #expect((70...1500).contains(accelerator.maximumWatts.value) && accelerator.idleWatts.value < accelerator.maximumWatts.value / 2)
    #expect((0.1...20).contains(accelerator.dollarsPerHour.value))
  }

  @Test func `the accelerators that the field uses are there, once each`() throws {
    let wanted = [
      "a100-40gb", "a100-80gb", "h100-sxm", "h100-pcie", "h200", "b200", "l40s", "a40", "a6000", "rtx-4090", "rtx-pro-6000", "mi300x",
      "ascend-910c", "b300", "gb200", "gb300", "h20", "h800", "l4", "a10", "a10g", "t4", "rtx-3090", "rtx-5090", "mi325x", "mi355x",
      "gaudi-3",
      "tpu-v5e", "tpu-v6e", "trainium-2",
    ]
    for id in wanted { #expect(try AcceleratorCatalog.accelerator(named: id.uppercased()).id == id) }
    #expect(Set(AcceleratorCatalog.accelerators.map(\.id)).count == AcceleratorCatalog.accelerators.count)
    #expect(try AcceleratorCatalog.accelerator(named: "H100").id == "h100-sxm")
    #expect(try AcceleratorCatalog.accelerator(named: "trn2").id == "trainium-2")
  }

  /// Siblings differ by what their datasheets change, and by nothing else.
  @Test func `a cut-down accelerator keeps what was not cut`() throws {
    func named(_ id: String) throws -> Accelerator { try AcceleratorCatalog.accelerator(named: id) }
    let (whole, cut) = (try named("h100-sxm"), try named("h800"))
    #expect(cut.peakFLOPs.value == whole.peakFLOPs.value && cut.bandwidthBytesPerSecond.value == whole.bandwidthBytesPerSecond.value)
    let links = try [cut, whole].map { try LinkCatalog.link(named: $0.link).bandwidthBytesPerSecond.value }
    #expect(links[0] * 2.25 == links[1])
    let decoding = try named("h20")
    #expect(decoding.peakFLOPs(.bf16) < whole.peakFLOPs(.bf16) / 6 && decoding.bandwidthBytesPerSecond.value > 3.9e12)
    let (ultra, plain) = (try named("b300").memoryBytes.value, try named("b200").memoryBytes.value)
    #expect(ultra > plain * 3 / 2)
  }

  @Test func `a misspelt accelerator or link is answered with the nearest`() {
    let accelerator = #expect(throws: InputError.self) { try AcceleratorCatalog.accelerator(named: "h100-smx") }
    #expect(accelerator?.remedy == "did you mean 'h100-sxm'?")
    let link = #expect(throws: InputError.self) { try LinkCatalog.link(named: "nvlink4") }
    #expect(link?.remedy == "did you mean 'nvlink-4'?")
  }

  @Test func `formats without units of their own run as bf16`() throws {
    let ampere = try AcceleratorCatalog.accelerator(named: "a100-80gb")
    #expect(ampere.peakFLOPs(.fp8) == ampere.peakFLOPs(.bf16) && ampere.peakFLOPs(.int4) == ampere.peakFLOPs(.bf16))
    let hopper = try AcceleratorCatalog.accelerator(named: "h100")
    #expect(hopper.peakFLOPs(.fp8) > 1.9 * hopper.peakFLOPs(.bf16))
  }

  @Test(arguments: LinkCatalog.links)
  func `every link has sources, and a message never travels faster than its latency`(link: Link) {
    #expect(link.bandwidthBytesPerSecond.source.count >= 15 && link.latencySeconds.source.count >= 15)
    #expect(link.collectives.allSatisfy { $0.efficiency.source.count >= 15 && $0.latencySeconds.source.count >= 15 })
    #expect(link.seconds(bytes: 0) == link.latencySeconds.value && link.seconds(bytes: 1e9) > link.seconds(bytes: 1e8))
  }

  @Test(arguments: LinkCatalog.links)
  func `collectives grow with bytes and members, and one member needs none`(link: Link) {
    func cost(_ members: Int) -> CollectiveCost { CollectiveCost(link: link, members: members, efficiency: 0.8) }
    #expect(cost(1).allReduce(bytes: 1e6) == 0 && cost(1).allGather(bytes: 1e6) == 0 && cost(1).allReduceTraffic(bytes: 1e6) == 0)
    for members in [2, 4, 8] {
      let times = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9].map { cost(members).allReduce(bytes: $0) }
      #expect(times == times.sorted() && (times.first ?? 0) >= cost(members).latency)
      #expect(cost(members).allReduce(bytes: 1e8) <= cost(2 * members).allReduce(bytes: 1e8))
      // No algorithm sends less than 2 (n - 1) / n of the bytes.
      let bound = cost(members).allReduceTraffic(bytes: 1e9) / (link.bandwidthBytesPerSecond.value * 0.8)
      #expect((times.last ?? 0) >= bound)
    }
  }
}

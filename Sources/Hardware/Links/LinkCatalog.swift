import Kernel

/// The links that are known by name.
public enum LinkCatalog {
  /// All links, from inside a node outwards.
  public static let links: [Link] = [
    nvLink(3, bandwidth: 300e9, "NVIDIA A100 datasheet (2021): 600 GB/s both ways, 12 links"),
    nvLink(4, bandwidth: 450e9, "NVIDIA H100 datasheet (2023): 900 GB/s both ways, 18 links"),
    nvLink(5, bandwidth: 900e9, "NVIDIA Blackwell datasheet (2024): 1.8 TB/s both ways, 18 links"),
    Link(
      id: "nvlink-4-h800", name: "NVLink 4 as cut for the H800, with NVSwitch",
      bandwidthBytesPerSecond: Sourced(200e9, source: "NVIDIA H800 datasheet (2023): 400 GB/s both ways"),
      latencySeconds: nvLinkLatency, connectsAllPairs: true),
    Link(
      id: "nvlink-bridge", name: "NVLink bridge of two Ampere cards",
      bandwidthBytesPerSecond: Sourced(56.25e9, source: "NVIDIA RTX A6000 and A40 datasheets (2021): 112.5 GB/s both ways"),
      latencySeconds: nvLinkLatency, connectsAllPairs: true,
      reach: Sourced(2, source: "NVIDIA RTX A6000 datasheet (2021): a bridge joins two cards")),
    pcie(3, bandwidth: 15.75e9, "PCI Express 3.0: 8 GT/s, 16 lanes, 128b/130b", pcieAssumed),
    pcie(4, bandwidth: 31.5e9, "PCI Express 4.0: 16 GT/s, 16 lanes, 128b/130b", pcie4),
    pcie(5, bandwidth: 63e9, "PCI Express 5.0: 32 GT/s, 16 lanes, 128b/130b", pcie5),
    pcie(4, bandwidth: 31.5e9, "PCI Express 4.0: 16 GT/s, 16 lanes, 128b/130b", throughHost(4), hasPeerPath: false),
    pcie(5, bandwidth: 63e9, "PCI Express 5.0: 32 GT/s, 16 lanes, 128b/130b", throughHost(5), hasPeerPath: false),
    Link(
      id: "infinity-fabric-3", name: "AMD Infinity Fabric, fully connected MI300X platform",
      bandwidthBytesPerSecond: Sourced(448e9, source: "AMD Instinct MI300X datasheet (2023): 7 links of 128 GB/s both ways"),
      latencySeconds: Sourced(8e-6, source: "assumed: twice the NVLink figure, for RCCL has no one-shot kernel in the engine"),
      connectsAllPairs: true, reach: Sourced(8, source: "AMD Instinct MI300X platform datasheet (2023): eight on a board")),
    Link(
      id: "infinity-fabric-4", name: "AMD Infinity Fabric, fully connected MI350 platform",
      bandwidthBytesPerSecond: Sourced(537.6e9, source: "AMD Instinct MI355X datasheet (2025): 7 links of 153.6 GB/s both ways"),
      latencySeconds: Sourced(8e-6, source: "assumed: as Infinity Fabric of the MI300X platform"), connectsAllPairs: true),
    Link(
      id: "gaudi-3-ethernet", name: "Ethernet of an eight-way Gaudi 3 baseboard, all pairs",
      bandwidthBytesPerSecond: Sourced(525e9, source: "Intel Gaudi 3 whitepaper (2024): 21 of 24 ports of 200 Gbit/s inside a node"),
      latencySeconds: Sourced(10e-6, source: "assumed: as Ethernet with RDMA, without a switch"), connectsAllPairs: true),
    ici("v5e", bandwidth: 200e9, "1,600 Gbit/s a chip"),
    ici("v6e", bandwidth: 448e9, "3,584 Gbit/s a chip"),
    Link(
      id: "neuronlink-3", name: "NeuronLink-v3, a torus of 16 Trainium2",
      bandwidthBytesPerSecond: Sourced(640e9, source: "AWS Neuron documentation, Trainium2 architecture: 1.28 TB/s a chip, both ways"),
      latencySeconds: Sourced(8e-6, source: "assumed: twice the NVLink figure, for neighbours pass messages on"), connectsAllPairs: false),
    Link(
      id: "ub", name: "Huawei Unified Bus of a CloudMatrix384",
      bandwidthBytesPerSecond: Sourced(392e9, source: "arXiv 2506.12708: 392 GB/s one way for each 910C package"),
      latencySeconds: Sourced(8e-6, source: "assumed: twice the NVLink figure, for two switch tiers are crossed"),
      connectsAllPairs: true, reach: Sourced(384, source: "arXiv 2506.12708: 384 of them in a supernode")),
    network("infiniband-hdr", "InfiniBand HDR, 200 Gbit/s", bandwidth: 25e9, microseconds: 5),
    network("infiniband-ndr", "InfiniBand NDR, 400 Gbit/s", bandwidth: 50e9, microseconds: 5),
    network("infiniband-xdr", "InfiniBand XDR, 800 Gbit/s", bandwidth: 100e9, microseconds: 5),
    network("ethernet-25", "Ethernet, 25 Gbit/s", bandwidth: 3.125e9, microseconds: 30),
    network("ethernet-100", "Ethernet, 100 Gbit/s", bandwidth: 12.5e9, microseconds: 20),
    network("ethernet-400", "Ethernet with RDMA, 400 Gbit/s", bandwidth: 50e9, microseconds: 10),
  ]

  /// The link with this id, in any case.
  ///
  /// - Throws: ``InputError`` with the nearest id where there is no such link.
  public static func link(named name: String) throws(InputError) -> Link {
    try catalog.required(name)
  }

  private static let catalog = Catalog(of: "link", links, ignoresCase: true) { [$0.id] }

  private static let nvLinkLatency = Sourced(
    4.5e-6, source: "vLLM's all-reduce in a CUDA graph, 8 KB: 4.4 us on 2 and 5.1 us on 8 H100 (AIConfigurator tables, vLLM 0.24)")

  private static func nvLink(_ generation: Int, bandwidth: Double, _ source: String) -> Link {
    Link(
      id: "nvlink-\(generation)", name: "NVLink \(generation) with NVSwitch",
      bandwidthBytesPerSecond: Sourced(bandwidth, source: source), latencySeconds: nvLinkLatency, connectsAllPairs: true,
      reach: Sourced(8, source: "NVIDIA HGX and DGX datasheets: eight on a board"))
  }

  private static func pcie(
    _ generation: Int, bandwidth: Double, _ source: String, _ collectives: [LinkReach], hasPeerPath: Bool = true
  ) -> Link {
    Link(
      id: "pcie-\(generation)" + (hasPeerPath ? "" : "-host"),
      name: "PCI Express \(generation).0, 16 lanes" + (hasPeerPath ? "" : ", between cards without a peer path: through the host's memory"),
      bandwidthBytesPerSecond: Sourced(bandwidth, source: source),
      latencySeconds: Sourced(1e-5, source: "AIConfigurator system files: 10 us between peers"), connectsAllPairs: false,
      reach: Sourced(8, source: "assumed: a server of two processors takes eight cards"), collectives: collectives)
  }

  /// Small messages are those of 512 bytes; of two cards vLLM's own kernel counts, of more NCCL, to which vLLM leaves those without
  /// NVLink.
  private static let pcie4 = [
    reached(2, 0.63, "19.9 of 31.5 GB/s, NCCL 2.27.3, 32 MB on 2 L40S", 5.3e-6, "5.2 to 5.4 us, vLLM 0.22 in a graph on 2 L40S"),
    reached(4, 0.16, "5.1 of 31.5 GB/s, NCCL 2.27.3, 32 MB on 4 L40S", 2e-6, "11.9 us in 6 steps, NCCL 2.27.3 on 4 L40S"),
    reached(8, 0.046, "1.45 of 31.5 GB/s, NCCL 2.27.3, 32 MB on 8 L40S", 1.6e-6, "22.6 us in 14 steps, NCCL 2.27.3 on 8 L40S"),
  ]

  private static let pcie5 = [
    reached(
      2, 0.57, "36 of 63 GB/s, vLLM 0.24, 32 MB on 2 RTX PRO 6000 Server", 4.2e-6, "4.1 to 4.3 us, vLLM 0.24 in a graph on the same two"),
    reached(
      4, 0.39, "24.8 of 63 GB/s, NCCL 2.29.2, 32 MB on 4 RTX PRO 6000 Server", 2.2e-6, "13.0 us in 6 steps, NCCL 2.29.2 on the same four"),
    reached(
      8, 0.37, "23.6 of 63 GB/s, NCCL 2.29.2, 32 MB on 8 RTX PRO 6000 Server", 1.76e-6, "24.6 us in 14 steps, NCCL 2.29.2 on the same eight"
    ),
  ]

  private static let pcieAssumed = pcie4.map { reach in
    LinkReach(
      members: reach.members, efficiency: Sourced(reach.efficiency.value, source: "assumed: the shares of PCI Express 4.0"),
      latencySeconds: Sourced(reach.latencySeconds.value, source: "assumed: as PCI Express 4.0"))
  }

  /// Every byte goes to the host's memory and from there to the other card. Latency is that of the hosts of recorded vLLM 0.19 servers
  /// on RTX PRO 6000 (LLMServingSim, `cluster` configurations: 16 GB/s, 20 us).
  private static func throughHost(_ generation: Int) -> [LinkReach] {
    let efficiency =
      generation == 5
      ? "about 16 of 63 GB/s between two RTX PRO 6000 without a peer path (LLMServingSim, cluster configurations)"
      : "assumed: the share of PCI Express 5.0"
    return [
      LinkReach(
        members: 2, efficiency: Sourced(0.254, source: efficiency),
        latencySeconds: Sourced(2e-5, source: "20 us between two RTX PRO 6000 without a peer path (LLMServingSim, cluster configurations)")),
      LinkReach(
        members: 8, efficiency: Sourced(0.254, source: "assumed: as of two cards, for each has a slot of its own"),
        latencySeconds: Sourced(5e-6, source: "assumed: three times a step of eight L40S, for every message is written and read")),
    ]
  }

  private static func reached(_ members: Int, _ share: Double, _ large: String, _ seconds: Double, _ small: String) -> LinkReach {
    let tables = " (AIConfigurator tables)"
    return LinkReach(
      members: members, efficiency: Sourced(share, source: large + tables), latencySeconds: Sourced(seconds, source: small + tables))
  }

  private static func ici(_ generation: String, bandwidth: Double, _ source: String) -> Link {
    Link(
      id: "ici-\(generation)", name: "Inter-chip interconnect of TPU \(generation), a torus",
      bandwidthBytesPerSecond: Sourced(bandwidth, source: "Google Cloud, TPU v6e documentation: \(source)"),
      latencySeconds: Sourced(5e-6, source: "assumed: about as NVLink; neighbours pass messages on"), connectsAllPairs: false)
  }

  private static func network(_ id: String, _ name: String, bandwidth: Double, microseconds: Double) -> Link {
    Link(
      id: id, name: name, bandwidthBytesPerSecond: Sourced(bandwidth, source: "line rate, eight bits a byte"),
      latencySeconds: Sourced(
        microseconds * 1e-6, source: "assumed: round figure of message latency between GPU memories, library included"),
      connectsAllPairs: false)
  }
}

import Model

/// Entries of Blackwell in racks and as Ultra, and of Hopper as sold in China.
extension AcceleratorCatalog {
  static let ultraAndExport = [
    Accelerator(
      id: "b300", name: "NVIDIA B300 SXM 288 GB",
      memoryBytes: Sourced(mebibytes(275_040), source: "as nvidia-smi reports it on B300 (AIConfigurator system file b300_sxm)"),
      bandwidthBytesPerSecond: Sourced(7.75e12, source: "NVIDIA Blackwell Ultra datasheet (2025): 62 TB/s for eight"),
      peakFLOPs: Sourced(
        [.init(.fp32, 75e12), .init(.bf16, 2250e12), .init(.fp8, 4500e12), .init(.int8, 153.5e12), .init(.nvfp4, 14_000e12)],
        source: "NVIDIA Blackwell Ultra datasheet (2025), dense; fp32 as the B200"),
      processors: Sourced(148, source: "assumed: as the B200; the whole chip has 160 (NVIDIA, 'Inside NVIDIA Blackwell Ultra', 2025)"),
      gemmEfficiency: Sourced(0.76, source: gemmShare + "B300"), bandwidthEfficiency: Sourced(0.825, source: streamFit + "B300"),
      maximumWatts: Sourced(1100, source: "NVIDIA Blackwell Ultra datasheet (2025)"), idleWatts: blackwellIdle(1100),
      hostWatts: host(325, "DGX B300: 14 kW at most, 8.8 kW of it accelerators"),
      hostMemoryBytes: hostMemory(256, "DGX B300 datasheet (2025): 2 TB, up to 4 TB"),
      dollarsPerHour: asMuchAs(6.84, "the B200, by arithmetic in bf16"), link: "nvlink-5"),
    Accelerator(
      id: "gb200", name: "NVIDIA GB200 NVL72, one of its GPUs",
      memoryBytes: Sourced(mebibytes(189_471), source: "as nvidia-smi reports it on GB200 (AIConfigurator system file gb200)"),
      bandwidthBytesPerSecond: Sourced(8e12, source: "NVIDIA GB200 NVL72 datasheet (2024): 576 TB/s for 72"),
      peakFLOPs: Sourced(
        [.init(.fp32, 80e12), .init(.bf16, 2500e12), .init(.fp8, 5000e12), .init(.int8, 5000e12), .init(.nvfp4, 10_000e12)],
        source: "NVIDIA GB200 NVL72 datasheet (2024), dense"),
      processors: Sourced(148, source: "assumed: as the B200"),
      gemmEfficiency: Sourced(0.65, source: gemmShare + "GB200"), bandwidthEfficiency: Sourced(0.82, source: streamFit + "GB200"),
      maximumWatts: Sourced(1200, source: "NVIDIA Blackwell datasheet (2024)"), idleWatts: blackwellIdle(1200),
      hostWatts: rackHost(317, "GB200 NVL72: 132 kW at most, 86.4 kW of it GPUs"), hostMemoryBytes: graceMemory,
      dollarsPerHour: Sourced(4.54, source: "Spheron, 17 March 2026: 9.08 dollars for a superchip of two"), link: "nvlink-5"),
    Accelerator(
      id: "gb300", name: "NVIDIA GB300 NVL72, one of its GPUs",
      memoryBytes: Sourced(
        mebibytes(275_040), source: "assumed: as nvidia-smi reports it on B300, the same chip; 20 TB for 72 in the datasheet"),
      bandwidthBytesPerSecond: Sourced(8e12, source: "NVIDIA GB300 NVL72 datasheet (2025): 576 TB/s for 72"),
      peakFLOPs: Sourced(
        [.init(.fp32, 80e12), .init(.bf16, 2500e12), .init(.fp8, 5000e12), .init(.int8, 165e12), .init(.nvfp4, 15_000e12)],
        source: "NVIDIA GB300 NVL72 datasheet (2025), dense"),
      processors: Sourced(148, source: "assumed: as the B200; the whole chip has 160 (NVIDIA, 'Inside NVIDIA Blackwell Ultra', 2025)"),
      gemmEfficiency: Sourced(0.65, source: "assumed: as the GB200"), bandwidthEfficiency: Sourced(0.82, source: "assumed: as the GB200"),
      maximumWatts: Sourced(1400, source: "NVIDIA Blackwell Ultra datasheet (2025)"), idleWatts: blackwellIdle(1400),
      hostWatts: rackHost(286, "GB300 NVL72: 142 kW at most, 100.8 kW of it GPUs"), hostMemoryBytes: graceMemory,
      dollarsPerHour: asMuchAs(6.81, "the GB200, times 1.5 as NVFP4"), link: "nvlink-5"),
    Accelerator(
      id: "h20", name: "NVIDIA H20 SXM 96 GB",
      memoryBytes: Sourced(mebibytes(97_292), source: driver + "97,871 MiB of nvidia-smi, less 579 MiB as on other Hopper (assumed)"),
      bandwidthBytesPerSecond: Sourced(4.0e12, source: "NVIDIA H20 datasheet (2023)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 44e12), .init(.bf16, 148e12), .init(.fp8, 296e12), .init(.int8, 296e12)], source: "NVIDIA H20 datasheet (2023), dense"
      ),
      processors: Sourced(78, source: "device query of an H20: 78 streaming multiprocessors"),
      gemmEfficiency: Sourced(0.9, source: "assumed: the H100's clock at a seventh of its arithmetic leaves power to spare"),
      bandwidthEfficiency: Sourced(0.875, source: "assumed: as the H100"),
      maximumWatts: Sourced(400, source: "NVIDIA H20 datasheet (2023)"), idleWatts: idle(400), hostWatts: dgxHopper,
      hostMemoryBytes: dgxHopperMemory, dollarsPerHour: asMuchAs(2.79, "the H100 PCIe"), link: "nvlink-4"),
    Accelerator(
      id: "h800", name: "NVIDIA H800 SXM 80 GB",
      memoryBytes: Sourced(mebibytes(81_008), source: "assumed: as the H100, the same chip and memory"),
      bandwidthBytesPerSecond: Sourced(3.35e12, source: "NVIDIA H800 datasheet (2023)"),
      peakFLOPs: hopperRates, processors: Sourced(132, source: "NVIDIA H800 datasheet (2023), the H100's chip"),
      gemmEfficiency: Sourced(0.80, source: "assumed: as the H100"), bandwidthEfficiency: Sourced(0.875, source: "assumed: as the H100"),
      maximumWatts: Sourced(700, source: "NVIDIA H800 datasheet (2023)"), idleWatts: hopperIdle, hostWatts: dgxHopper,
      hostMemoryBytes: dgxHopperMemory, dollarsPerHour: Sourced(2.0, source: "DeepSeek-V3 technical report (arXiv 2412.19437): 2 dollars"),
      link: "nvlink-4-h800"),
  ]

  private static let graceMemory = Sourced(223 << 30, source: "NVIDIA Grace datasheet: 480 GB for the two GPUs of a superchip")

  private static func blackwellIdle(_ maximumWatts: Double) -> Sourced<Double> {
    Sourced(0.194 * maximumWatts, source: "assumed: the share of its maximum that a B200 was measured to draw with a model loaded")
  }

  private static func rackHost(_ watts: Double, _ source: String) -> Sourced<Double> {
    Sourced(watts, source: "assumed: half of what the rack may draw beside its GPUs, by 72; \(source)")
  }

  static func asMuchAs(_ dollars: Double, _ other: String) -> Sourced<Double> {
    Sourced(dollars, source: "assumed: as \(other); no price list is known")
  }
}

/// The catalog's entries. Prices are what one accelerator costs by the hour in a rented machine; they move, so a
/// scenario may give its own.
extension AcceleratorCatalog {
  static let ampere = [
    Accelerator(
      id: "a100-40gb", name: "NVIDIA A100 SXM 40 GB",
      memoryBytes: Sourced(mebibytes(40_326), source: driver + "39.38 GiB on A100-SXM4-40GB"),
      bandwidthBytesPerSecond: Sourced(1.555e12, source: "NVIDIA A100 datasheet (2021)"),
      peakFLOPs: Sourced([.init(.fp32, 19.5e12), .init(.bf16, 312e12), .init(.int8, 624e12)], source: "NVIDIA A100 datasheet (2021)"),
      processors: Sourced(108, source: "NVIDIA A100 architecture whitepaper (2020)"),
      gemmEfficiency: Sourced(0.88, source: gemmShare + "A100, vLLM 0.14"),
      bandwidthEfficiency: Sourced(0.725, source: streamFit + "A100, vLLM 0.14"),
      maximumWatts: Sourced(400, source: "NVIDIA A100 datasheet (2021)"), idleWatts: Sourced(80, source: PowerCatalog.contexts),
      hostWatts: host(206, "DGX A100: 6.5 kW at most, 3.2 kW of it accelerators"),
      hostMemoryBytes: hostMemory(128, "DGX A100 320GB datasheet (2020): 1 TB"),
      dollarsPerHour: Sourced(1.29, source: "Lambda, on demand, 8 x A100 40 GB, 2025"), link: "nvlink-3"),
    Accelerator(
      id: "a100-80gb", name: "NVIDIA A100 SXM 80 GB",
      memoryBytes: Sourced(mebibytes(81_050), source: driver + "79.15 GiB on A100-SXM4-80GB"),
      bandwidthBytesPerSecond: Sourced(2.039e12, source: "NVIDIA A100 datasheet (2021)"),
      peakFLOPs: Sourced([.init(.fp32, 19.5e12), .init(.bf16, 312e12), .init(.int8, 624e12)], source: "NVIDIA A100 datasheet (2021)"),
      processors: Sourced(108, source: "NVIDIA A100 architecture whitepaper (2020)"),
      gemmEfficiency: Sourced(0.88, source: gemmShare + "A100, vLLM 0.14"),
      bandwidthEfficiency: Sourced(0.725, source: streamFit + "A100, vLLM 0.14"),
      maximumWatts: Sourced(400, source: "NVIDIA A100 datasheet (2021)"), idleWatts: Sourced(80, source: PowerCatalog.contexts),
      hostWatts: host(206, "DGX A100: 6.5 kW at most, 3.2 kW of it accelerators"),
      hostMemoryBytes: hostMemory(256, "DGX A100 640GB datasheet (2021): 2 TB"), dollarsPerHour: runPod(0.00060), link: "nvlink-3"),
    Accelerator(
      id: "a40", name: "NVIDIA A40",
      memoryBytes: Sourced(mebibytes(45_484), source: driver + "44.42 GiB on A40 with ECC"),
      bandwidthBytesPerSecond: Sourced(696e9, source: "NVIDIA A40 datasheet (2021)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 37.4e12), .init(.bf16, 149.7e12), .init(.int8, 299.3e12)], source: "NVIDIA A40 datasheet (2021), dense"),
      processors: Sourced(84, source: "NVIDIA A40 datasheet (2021): 10,752 CUDA cores"),
      gemmEfficiency: Sourced(0.77, source: "assumed: as the RTX A6000, the same GA102 chip"),
      bandwidthEfficiency: Sourced(0.76, source: "assumed: as the RTX A6000, the same GA102 chip"),
      maximumWatts: Sourced(300, source: "NVIDIA A40 datasheet (2021)"),
      idleWatts: Sourced(110, source: "with a process that does nothing, P0 (NVIDIA/open-gpu-kernel-modules issue 874)"),
      hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: runPod(0.00024), link: "pcie-4"),
    Accelerator(
      id: "a6000", name: "NVIDIA RTX A6000",
      memoryBytes: Sourced(mebibytes(48_660), source: driver + "47.52 GiB on RTX A6000"),
      bandwidthBytesPerSecond: Sourced(768e9, source: "NVIDIA RTX A6000 datasheet (2021)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 38.7e12), .init(.bf16, 154.8e12), .init(.int8, 309.7e12)],
        source: "NVIDIA Ampere GA102 whitepaper (2021), dense"),
      processors: Sourced(84, source: "NVIDIA RTX A6000 datasheet (2021): 10,752 CUDA cores"),
      gemmEfficiency: Sourced(0.77, source: "SARATHI (arXiv 2308.16369), LLaMA-13B: linear layers of 1,024 tokens in 224.8 ms"),
      bandwidthEfficiency: Sourced(0.76, source: "SARATHI (arXiv 2308.16369), LLaMA-13B: linear layers of 4 decodes in 44.28 ms"),
      maximumWatts: Sourced(300, source: "NVIDIA RTX A6000 datasheet (2021)"),
      idleWatts: Sourced(90, source: "for 18 s after work, then 33 W (LLMServingSim, power configuration: 89 W)"), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: runPod(0.00024), link: "pcie-4"),
  ]

  static let hopper = [
    Accelerator(
      id: "h100-sxm", name: "NVIDIA H100 SXM 80 GB",
      memoryBytes: Sourced(mebibytes(81_008), source: driver + "79.11 GiB on H100 80GB HBM3"),
      bandwidthBytesPerSecond: Sourced(3.35e12, source: "NVIDIA H100 datasheet (2023)"),
      peakFLOPs: hopperRates, processors: Sourced(132, source: "NVIDIA H100 architecture whitepaper (2022)"),
      gemmEfficiency: Sourced(0.80, source: gemmShare + "H100"), bandwidthEfficiency: Sourced(0.875, source: streamFit + "H100"),
      maximumWatts: Sourced(700, source: "NVIDIA H100 datasheet (2023)"), idleWatts: hopperIdle, hostWatts: dgxHopper,
      hostMemoryBytes: dgxHopperMemory, dollarsPerHour: runPod(0.00093), link: "nvlink-4"),
    Accelerator(
      id: "h100-pcie", name: "NVIDIA H100 PCIe 80 GB",
      memoryBytes: Sourced(mebibytes(81_008), source: "assumed: as the SXM form"),
      bandwidthBytesPerSecond: Sourced(2.0e12, source: "NVIDIA H100 datasheet (2022)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 51e12), .init(.bf16, 756.5e12), .init(.fp8, 1513e12), .init(.int8, 1513e12)],
        source: "NVIDIA H100 datasheet (2022), half the figures with sparsity"),
      processors: Sourced(114, source: "NVIDIA H100 architecture whitepaper (2022)"),
      gemmEfficiency: Sourced(0.80, source: "assumed: as the SXM form"),
      bandwidthEfficiency: Sourced(0.875, source: "assumed: as the SXM form"),
      maximumWatts: Sourced(350, source: "NVIDIA H100 datasheet (2022)"), idleWatts: idle(350), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: Sourced(2.79, source: "RunPod, secure cloud, 2026, as read by spheron.network"),
      link: "pcie-5"),
    Accelerator(
      id: "h200", name: "NVIDIA H200 SXM 141 GB",
      memoryBytes: Sourced(mebibytes(143_167), source: driver + "139.81 GiB on H200"),
      bandwidthBytesPerSecond: Sourced(4.8e12, source: "NVIDIA H200 datasheet (2024)"),
      peakFLOPs: hopperRates, processors: Sourced(132, source: "NVIDIA H200 datasheet (2024), the H100's chip"),
      gemmEfficiency: Sourced(0.79, source: gemmShare + "H200"), bandwidthEfficiency: Sourced(0.85, source: streamFit + "H200"),
      maximumWatts: Sourced(700, source: "NVIDIA H200 datasheet (2024)"), idleWatts: measuredIdle(122), hostWatts: dgxHopper,
      hostMemoryBytes: dgxHopperMemory, dollarsPerHour: runPod(0.00124), link: "nvlink-4"),
  ]
}

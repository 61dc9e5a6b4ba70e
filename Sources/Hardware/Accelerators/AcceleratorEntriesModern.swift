import Model

/// Entries of Ada Lovelace, Blackwell, AMD and Huawei, and the sources that several entries share.
extension AcceleratorCatalog {
  static let adaAndBlackwell = [
    Accelerator(
      id: "l40s", name: "NVIDIA L40S",
      memoryBytes: Sourced(mebibytes(45_488), source: driver + "46,068 MiB less 580 MiB reserved, on L40S"),
      bandwidthBytesPerSecond: Sourced(864e9, source: "NVIDIA L40S datasheet (2023)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 91.6e12), .init(.bf16, 362.05e12), .init(.fp8, 733e12), .init(.int8, 733e12)],
        source: "NVIDIA L40S datasheet (2023), dense"),
      processors: Sourced(142, source: "NVIDIA L40S datasheet (2023): 18,176 CUDA cores"),
      gemmEfficiency: Sourced(0.63, source: gemmShare + "L40S"), bandwidthEfficiency: Sourced(0.80, source: streamFit + "L40S"),
      maximumWatts: Sourced(350, source: "NVIDIA L40S datasheet (2023)"), idleWatts: Sourced(102.1, source: PowerCatalog.contexts),
      hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: runPod(0.00037), link: "pcie-4"),
    Accelerator(
      id: "rtx-4090", name: "NVIDIA GeForce RTX 4090",
      memoryBytes: Sourced(25_250_627_584, source: "as PyTorch 2.10 reports it (recorded vLLM 0.19 run of LLMServingSim)"),
      bandwidthBytesPerSecond: Sourced(1.008e12, source: "NVIDIA Ada architecture whitepaper (2022)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 82.6e12), .init(.bf16, 165.2e12), .init(.fp8, 330.3e12), .init(.int8, 660.6e12)],
        source: "NVIDIA Ada architecture whitepaper (2022), dense, sums in fp32"),
      processors: Sourced(128, source: "NVIDIA Ada architecture whitepaper (2022)"),
      gemmEfficiency: Sourced(1.0, source: operatorTables + "gate and up projection of 2,048 tokens at 166 TFLOP/s, by boost clock"),
      bandwidthEfficiency: Sourced(0.95, source: operatorTables + "gate and up projection of 1 token in 247 us"),
      maximumWatts: Sourced(450, source: "NVIDIA Ada architecture whitepaper (2022)"), idleWatts: idle(450), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: runPod(0.00021), link: "pcie-4-host"),
    Accelerator(
      id: "rtx-pro-6000", name: "NVIDIA RTX PRO 6000 Blackwell, 96 GB",
      memoryBytes: Sourced(mebibytes(97_250), source: driver + "94.97 GiB on RTX PRO 6000 Blackwell"),
      bandwidthBytesPerSecond: Sourced(1.792e12, source: "NVIDIA RTX PRO 6000 Blackwell datasheet (2025), workstation edition"),
      peakFLOPs: Sourced(
        [.init(.fp32, 125e12), .init(.bf16, 503.8e12), .init(.fp8, 1007e12), .init(.int8, 1007e12), .init(.nvfp4, 2015e12)],
        source: "NVIDIA RTX Blackwell PRO whitepaper (2025), dense"),
      processors: Sourced(188, source: "NVIDIA RTX Blackwell PRO whitepaper (2025)"),
      gemmEfficiency: Sourced(0.85, source: operatorTables + "gate and up projection of 2,048 tokens at 417 TFLOP/s"),
      bandwidthEfficiency: Sourced(0.84, source: operatorTables + "gate and up projection of 1 token in 160 us"),
      maximumWatts: Sourced(600, source: "NVIDIA RTX PRO 6000 Blackwell datasheet (2025)"), idleWatts: idle(600),
      hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: Sourced(1.57, source: "RunPod, on demand, March 2026, as read by deploybase.ai"),
      link: "pcie-5"),
    Accelerator(
      id: "b200", name: "NVIDIA B200 SXM 180 GB",
      memoryBytes: Sourced(mebibytes(182_630), source: driver + "178.35 GiB on B200 (pytorch/ao pull request 4002)"),
      bandwidthBytesPerSecond: Sourced(7.7e12, source: "NVIDIA HGX B200 datasheet (2024); 7.67 TB/s by bus width and clock"),
      peakFLOPs: Sourced(
        [.init(.fp32, 75e12), .init(.bf16, 2250e12), .init(.fp8, 4500e12), .init(.int8, 4500e12), .init(.nvfp4, 9000e12)],
        source: "NVIDIA HGX B200 datasheet (2024), dense"),
      processors: Sourced(148, source: "device query of a B200 (pytorch/ao pull request 4002)"),
      gemmEfficiency: Sourced(0.69, source: gemmShare + "B200"), bandwidthEfficiency: Sourced(0.83, source: streamFit + "B200"),
      maximumWatts: Sourced(1000, source: "NVIDIA HGX B200 datasheet (2024)"),
      idleWatts: Sourced(194, source: "nvidia-smi with a model loaded, P0, 0 % busy: 192-196 W (NVIDIA/TensorRT-LLM issue 10278)"),
      hostWatts: host(394, "DGX B200: 14.3 kW at most, 8 kW of it accelerators"),
      hostMemoryBytes: hostMemory(256, "DGX B200 datasheet (2024): 2 TB, up to 4 TB"), dollarsPerHour: runPod(0.00190), link: "nvlink-5"),
  ]

  static let otherVendors = [
    Accelerator(
      id: "mi300x", name: "AMD Instinct MI300X 192 GB",
      memoryBytes: Sourced(mebibytes(196_592), source: "as rocm-smi reports it on MI300X"),
      bandwidthBytesPerSecond: Sourced(5.3e12, source: "AMD Instinct MI300X datasheet (2023)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 163.4e12), .init(.bf16, 1307.4e12), .init(.fp8, 2614.9e12), .init(.int8, 2614.9e12)],
        source: "AMD Instinct MI300X datasheet (2023), dense"),
      processors: Sourced(304, source: "AMD Instinct MI300X datasheet (2023): compute units"),
      gemmEfficiency: Sourced(0.54, source: "AMD, 'Understanding peak, max-achievable and delivered FLOPs' (2025): 708 TFLOP/s in bf16"),
      bandwidthEfficiency: Sourced(0.80, source: "assumed: as the other accelerators with stacked memory"),
      maximumWatts: Sourced(750, source: "AMD Instinct MI300X datasheet (2023)"), idleWatts: idle(750),
      hostWatts: host(288, "assumed: as a DGX H100"),
      hostMemoryBytes: hostMemory(256, "assumed: as a DGX H100"), dollarsPerHour: Sourced(1.99, source: "DigitalOcean, on demand, 2025"),
      link: "infinity-fabric-3"),
    Accelerator(
      id: "ascend-910c", name: "Huawei Ascend 910C 128 GB, both dies",
      memoryBytes: Sourced(128 << 30, source: "arXiv 2506.12708, section 3: 64 GB a die"),
      bandwidthBytesPerSecond: Sourced(3.2e12, source: "arXiv 2506.12708, section 3: 1.6 TB/s a die"),
      peakFLOPs: Sourced(
        [.init(.fp32, 94e12), .init(.bf16, 752e12), .init(.int8, 1504e12)],
        source: "arXiv 2506.12708, section 3: 376 TFLOP/s a die in bf16, twice that in int8; fp32 assumed an eighth"),
      processors: Sourced(48, source: "arXiv 2506.12708, section 3: 24 cube cores a die"),
      gemmEfficiency: Sourced(0.80, source: "arXiv 2506.12708, operator tables: int8 GEMM at 77 to 83 % of peak"),
      bandwidthEfficiency: Sourced(0.84, source: "arXiv 2506.12708, operator tables: latent attention at 84 % of bandwidth"),
      maximumWatts: Sourced(700, source: "assumed: two dies of 350 W, the figure of Ascend 910 at Hot Chips 31 (2019)"),
      idleWatts: idle(700),
      hostWatts: Sourced(756, source: "press reports (2025): 559 kW for 384 accelerators, less 700 W each; optics included"),
      hostMemoryBytes: hostMemory(256, "assumed: as a DGX H100"),
      dollarsPerHour: Sourced(
        0.71, source: "derived: a reported 8 million dollars for 384, over four years, and 1.46 kW at 0.08 dollars a kWh"),
      link: "ub"),
  ]

  static func mebibytes(_ count: Int) -> Int { count << 20 }

  static let driver = "as PyTorch reports it, below the datasheet by what the driver keeps: "
  static let gemmShare = "median share of peak in AIConfigurator's GEMM table (m >= 1,024; n, k >= 4,096): "
  static let streamFit = "least median error over AIConfigurator's GEMM table (n, k >= 2,048; m <= 8,192), with 3 to 5 us a kernel: "
  static let operatorTables = "LLMServingSim operator table, vLLM 0.19, Llama-3.1-8B: "

  static let hopperRates = Sourced<[Accelerator.FormatRate]>(
    [.init(.fp32, 67e12), .init(.bf16, 989.4e12), .init(.fp8, 1978.9e12), .init(.int8, 1978.9e12)],
    source: "NVIDIA H100 architecture whitepaper (2022), SXM5, dense")

  static let hopperIdle = Sourced(
    121.7, source: "H100, " + PowerCatalog.contexts + "; an H200 measured 122 W (Benchmarks/measurements/h200-torch2.11)")

  static let dgxHopper = host(288, "DGX H100: 10.2 kW at most, 5.6 kW of it accelerators")

  static let dgxHopperMemory = hostMemory(256, "DGX H100 and H200 datasheets (2023, 2024): 2 TB")

  static let cardMemory = hostMemory(128, "assumed: 16 modules of 64 GB for eight cards")

  static let cardHost = Sourced(
    70.0, source: "four RTX 4090 at 450 W in a server that draws 2,080 W (server-gear.com, measured by IPMI)")

  /// A fifth of the board's power, which is what A100 and B200 were measured to draw with a model loaded.
  static func idle(_ maximumWatts: Double) -> Sourced<Double> {
    Sourced(maximumWatts / 5, source: "assumed: a fifth of the board's power, the share measured on A100 and B200 with a model loaded")
  }

  static func measuredIdle(_ watts: Double) -> Sourced<Double> {
    Sourced(watts, source: "with a program on it, watched for 66 s after work (Benchmarks/measurements/h200-torch2.11)")
  }

  static func host(_ watts: Double, _ source: String) -> Sourced<Double> {
    Sourced(watts, source: "assumed: half of what the system may draw beside its accelerators, by eighth; \(source)")
  }

  static func hostMemory(_ gibibytes: Int, _ source: String) -> Sourced<Int> {
    Sourced(gibibytes << 30, source: source.hasPrefix("assumed") ? source : source + " for eight")
  }

  static func runPod(_ dollarsPerSecond: Double) -> Sourced<Double> {
    Sourced(
      (dollarsPerSecond * 3600 * 100).rounded() / 100, source: "docs.runpod.io, serverless active worker, 2026, per-second price x 3600")
  }
}

import Model

/// Entries of AMD's later generations, Intel, Google and Amazon.
extension AcceleratorCatalog {
  static let laterVendors = [
    Accelerator(
      id: "mi325x", name: "AMD Instinct MI325X 256 GB",
      memoryBytes: Sourced(mebibytes(262_128), source: "256 GiB of the datasheet (2024), less 16 MiB as rocm-smi reports on MI300X"),
      bandwidthBytesPerSecond: Sourced(6.0e12, source: "AMD Instinct MI325X datasheet (2024)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 163.4e12), .init(.bf16, 1307.4e12), .init(.fp8, 2614.9e12), .init(.int8, 2614.9e12)],
        source: "AMD Instinct MI325X datasheet (2024), dense"),
      processors: Sourced(304, source: "AMD Instinct MI325X datasheet (2024): compute units"),
      gemmEfficiency: Sourced(
        0.6, source: "AMD, 'Understanding peak, max-achievable and delivered FLOPs' (2025): some 790 TFLOP/s in bf16"),
      bandwidthEfficiency: Sourced(0.80, source: "assumed: as the MI300X"),
      maximumWatts: Sourced(1000, source: "AMD Instinct MI325X datasheet (2024)"), idleWatts: idle(1000),
      hostWatts: host(288, "assumed: as a DGX H100"), hostMemoryBytes: hostMemory(256, "assumed: as a DGX H100"),
      dollarsPerHour: Sourced(1.95, source: "TensorWave, May 2026, as read by cliffcenter.com"), link: "infinity-fabric-3"),
    Accelerator(
      id: "mi355x", name: "AMD Instinct MI355X 288 GB",
      memoryBytes: Sourced(mebibytes(294_896), source: "288 GiB of the datasheet (2025), less 16 MiB as rocm-smi reports on MI300X"),
      bandwidthBytesPerSecond: Sourced(8.0e12, source: "AMD Instinct MI355X datasheet (2025)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 157.3e12), .init(.bf16, 2516.6e12), .init(.fp8, 5033.2e12), .init(.int8, 5033.2e12), .init(.mxfp4, 10_066e12)],
        source: "AMD Instinct MI355X datasheet (2025), dense"),
      processors: Sourced(256, source: "AMD Instinct MI355X datasheet (2025): compute units"),
      gemmEfficiency: Sourced(0.6, source: "assumed: as the MI325X"), bandwidthEfficiency: Sourced(0.80, source: "assumed: as the MI300X"),
      maximumWatts: Sourced(1400, source: "AMD Instinct MI355X datasheet (2025)"), idleWatts: idle(1400),
      hostWatts: host(288, "assumed: as a DGX H100"), hostMemoryBytes: hostMemory(256, "assumed: as a DGX H100"),
      dollarsPerHour: asMuchAs(3.9, "the MI325X, times two as its arithmetic"), link: "infinity-fabric-4"),
    Accelerator(
      id: "gaudi-3", name: "Intel Gaudi 3 OAM 128 GB",
      memoryBytes: Sourced(128 << 30, source: "Intel Gaudi 3 whitepaper (2024): 128 GB"),
      bandwidthBytesPerSecond: Sourced(3.7e12, source: "Intel Gaudi 3 whitepaper (2024)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 229e12), .init(.bf16, 1835e12), .init(.fp8, 1835e12)],
        source: "Intel Gaudi 3 whitepaper (2024): 1,835 TFLOP/s in bf16 and in fp8; fp32 assumed an eighth"),
      processors: Sourced(64, source: "Intel Gaudi 3 whitepaper (2024): tensor processor cores, beside 8 matrix engines"),
      gemmEfficiency: Sourced(0.80, source: "assumed: as the H100"), bandwidthEfficiency: Sourced(0.80, source: "assumed: as the MI300X"),
      maximumWatts: Sourced(900, source: "Intel Gaudi 3 whitepaper (2024), air-cooled OAM"), idleWatts: idle(900),
      hostWatts: host(288, "assumed: as a DGX H100"), hostMemoryBytes: hostMemory(256, "assumed: as a DGX H100"),
      dollarsPerHour: asMuchAs(2.0, "the MI300X"), link: "gaudi-3-ethernet"),
    Accelerator(
      id: "tpu-v5e", name: "Google TPU v5e",
      memoryBytes: Sourced(16 << 30, source: "Google Cloud, TPU v5e documentation: 16 GB a chip"),
      bandwidthBytesPerSecond: Sourced(819e9, source: "Google Cloud, TPU v6e documentation, table of v5e and v6e"),
      peakFLOPs: Sourced(
        [.init(.fp32, 49e12), .init(.bf16, 197e12), .init(.int8, 393e12)],
        source: "Google Cloud, TPU v6e documentation, table of v5e and v6e; fp32 assumed a fourth"),
      processors: Sourced(4, source: "Google Cloud, TPU v5e documentation: one core with four matrix units"),
      gemmEfficiency: Sourced(0.85, source: "assumed: systolic arrays run near their peak on large matrices"),
      bandwidthEfficiency: Sourced(0.85, source: "assumed: as other accelerators with stacked memory"),
      maximumWatts: Sourced(220, source: "assumed: no figure is published; the TPU v4's 192 W (arXiv 2304.01433) and more memory traffic"),
      idleWatts: idle(220), hostWatts: Sourced(70, source: "assumed: as eight cards in an ordinary server"),
      hostMemoryBytes: hostMemory(64, "Google Cloud, TPU v6e documentation: 512 GiB a host"),
      dollarsPerHour: Sourced(1.2, source: "Google Cloud, TPU v5e on demand, us-central1, 2025: 1.20 dollars a chip"), link: "ici-v5e"),
    Accelerator(
      id: "tpu-v6e", name: "Google TPU v6e (Trillium)",
      memoryBytes: Sourced(32 << 30, source: "Google Cloud, TPU v6e documentation: 32 GB a chip"),
      bandwidthBytesPerSecond: Sourced(1.64e12, source: "Google Cloud, TPU v6e documentation"),
      peakFLOPs: Sourced(
        [.init(.fp32, 229e12), .init(.bf16, 918e12), .init(.int8, 1836e12)],
        source: "Google Cloud, TPU v6e documentation; fp32 assumed a fourth"),
      processors: Sourced(2, source: "Google Cloud, TPU v6e documentation: one core with two matrix units"),
      gemmEfficiency: Sourced(0.85, source: "assumed: systolic arrays run near their peak on large matrices"),
      bandwidthEfficiency: Sourced(0.85, source: "assumed: as other accelerators with stacked memory"),
      maximumWatts: Sourced(
        300, source: "assumed: no figure is published; 67 % more work a joule than the v5e by Google (2024), 4.7 times its work"),
      idleWatts: idle(300), hostWatts: Sourced(70, source: "assumed: as eight cards in an ordinary server"),
      hostMemoryBytes: hostMemory(192, "Google Cloud, TPU v6e documentation: 1,536 GiB a host"),
      dollarsPerHour: Sourced(2.7, source: "Google Cloud, TPU v6e on demand, us-east1, 2025: 2.70 dollars a chip"), link: "ici-v6e"),
    Accelerator(
      id: "trainium-2", name: "AWS Trainium2",
      memoryBytes: Sourced(96 << 30, source: "AWS Neuron documentation, Trn2 architecture: 1,536 GiB for 16"),
      bandwidthBytesPerSecond: Sourced(2.9e12, source: "AWS Neuron documentation, Trn2 architecture: 46.4 TB/s for 16"),
      peakFLOPs: Sourced(
        [.init(.fp32, 181e12), .init(.bf16, 667e12), .init(.fp8, 1299e12)],
        source: "AWS Neuron documentation, Trainium2 architecture: 10.7 PFLOP/s in bf16 and 20.8 in fp8 for 16, dense"),
      processors: Sourced(8, source: "AWS Neuron documentation, Trainium2 architecture: NeuronCore-v3"),
      gemmEfficiency: Sourced(0.80, source: "assumed: as the H100"), bandwidthEfficiency: Sourced(0.80, source: "assumed: as the MI300X"),
      maximumWatts: Sourced(500, source: "assumed: no figure is published; press reports (SemiAnalysis, 2024) say some 500 W"),
      idleWatts: idle(500), hostWatts: host(150, "assumed: 16 to a host, half of a DGX H100's share"),
      hostMemoryBytes: Sourced(128 << 30, source: "AWS Neuron documentation, Trn2 architecture: 2,048 GiB for 16"),
      dollarsPerHour: Sourced(2.24, source: "AWS, EC2 capacity block, trn2.48xlarge, 2025: 35.76 dollars for 16"), link: "neuronlink-3"),
  ]
}

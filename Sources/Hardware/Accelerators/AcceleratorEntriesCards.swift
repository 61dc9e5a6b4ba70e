import Model

/// Entries of cards that stand in ordinary servers: Turing, Ampere, Ada Lovelace, Blackwell.
extension AcceleratorCatalog {
  static let cards = [
    Accelerator(
      id: "t4", name: "NVIDIA T4",
      memoryBytes: Sourced(mebibytes(15_102), source: driver + "14.75 GiB on T4"),
      bandwidthBytesPerSecond: Sourced(320e9, source: "NVIDIA T4 datasheet (2019)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 8.1e12), .init(.bf16, 65e12), .init(.int8, 130e12)],
        source: "NVIDIA T4 datasheet (2019); the 16-bit rate is fp16's, for Turing has no bf16 and engines load it as fp16"),
      processors: Sourced(40, source: "NVIDIA Turing architecture whitepaper (2018): 2,560 CUDA cores"),
      gemmEfficiency: Sourced(0.6, source: "assumed: its 70 W do not hold the boost clock that the datasheet's peak is at"),
      bandwidthEfficiency: Sourced(0.76, source: "assumed: as the RTX A6000"),
      maximumWatts: Sourced(70, source: "NVIDIA T4 datasheet (2019)"), idleWatts: idle(70), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: Sourced(0.53, source: "AWS, g4dn.xlarge on demand, us-east-1, 2025: 0.526 dollars"),
      link: "pcie-3"),
    Accelerator(
      id: "a10", name: "NVIDIA A10",
      memoryBytes: Sourced(mebibytes(22_723), source: "assumed: as the A10G, whose chip and memory it has"),
      bandwidthBytesPerSecond: Sourced(600e9, source: "NVIDIA A10 datasheet (2021)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 31.2e12), .init(.bf16, 125e12), .init(.int8, 250e12)], source: "NVIDIA A10 datasheet (2021), dense"),
      processors: Sourced(72, source: "9,216 CUDA cores of 128 each (techpowerup.com, NVIDIA A10 PCIe)"),
      gemmEfficiency: Sourced(0.5, source: "assumed: as the L4, for 150 W do not hold the clock that the datasheet's peak is at"),
      bandwidthEfficiency: Sourced(0.76, source: "assumed: as the RTX A6000, the same GA102 chip"),
      maximumWatts: Sourced(150, source: "NVIDIA A10 datasheet (2021)"), idleWatts: idle(150), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: asMuchAs(1.01, "the A10G"), link: "pcie-4"),
    Accelerator(
      id: "a10g", name: "NVIDIA A10G",
      memoryBytes: Sourced(mebibytes(22_723), source: driver + "22.19 GiB on A10G"),
      bandwidthBytesPerSecond: Sourced(600e9, source: "NVIDIA A10G datasheet (2021)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 35e12), .init(.bf16, 70e12), .init(.int8, 140e12)], source: "NVIDIA A10G datasheet (2021), dense"),
      processors: Sourced(80, source: "device query of an A10G: 80 streaming multiprocessors"),
      gemmEfficiency: Sourced(0.77, source: "assumed: as the RTX A6000, the same GA102 chip"),
      bandwidthEfficiency: Sourced(0.76, source: "assumed: as the RTX A6000, the same GA102 chip"),
      maximumWatts: Sourced(300, source: "NVIDIA A10G datasheet (2021)"), idleWatts: idle(300), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: Sourced(1.01, source: "AWS, g5.xlarge on demand, us-east-1, 2025: 1.006 dollars"),
      link: "pcie-4"),
    Accelerator(
      id: "rtx-3090", name: "NVIDIA GeForce RTX 3090",
      memoryBytes: Sourced(mebibytes(24_146), source: "as PyTorch reports it: 23.58 GiB on RTX 3090 (vllm-project/vllm issue 10517)"),
      bandwidthBytesPerSecond: Sourced(936e9, source: "NVIDIA Ampere GA102 whitepaper (2021)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 35.6e12), .init(.bf16, 71e12), .init(.int8, 284e12)],
        source: "NVIDIA Ampere GA102 whitepaper (2021), dense, sums in fp32"),
      processors: Sourced(82, source: "NVIDIA Ampere GA102 whitepaper (2021)"),
      gemmEfficiency: Sourced(0.9, source: "assumed: consumer cards pass their nominal clock; between RTX A6000 and RTX 4090"),
      bandwidthEfficiency: Sourced(0.85, source: "assumed: between RTX A6000 and RTX 4090"),
      maximumWatts: Sourced(350, source: "NVIDIA Ampere GA102 whitepaper (2021)"), idleWatts: idle(350), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: runPod(0.00013), link: "pcie-4"),
    Accelerator(
      id: "l4", name: "NVIDIA L4",
      memoryBytes: Sourced(mebibytes(22_565), source: driver + "22.03 GiB on L4"),
      bandwidthBytesPerSecond: Sourced(300e9, source: "NVIDIA L4 datasheet (2023)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 30.3e12), .init(.bf16, 121e12), .init(.fp8, 242.5e12), .init(.int8, 242.5e12)],
        source: "NVIDIA L4 datasheet (2023), half the figures with sparsity"),
      processors: Sourced(58, source: "NVIDIA L4 datasheet (2023): 7,424 CUDA cores"),
      gemmEfficiency: Sourced(
        0.5, source: "assumed: below the L40S's 0.63, for 72 W do not hold the clock that the datasheet's peak is at"),
      bandwidthEfficiency: Sourced(0.80, source: "assumed: as the L40S"),
      maximumWatts: Sourced(72, source: "NVIDIA L4 datasheet (2023)"), idleWatts: idle(72), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: runPod(0.00013), link: "pcie-4"),
    Accelerator(
      id: "rtx-5090", name: "NVIDIA GeForce RTX 5090",
      memoryBytes: Sourced(mebibytes(32_110), source: driver + "31.36 GiB on RTX 5090"),
      bandwidthBytesPerSecond: Sourced(1.792e12, source: "NVIDIA RTX Blackwell whitepaper (2025)"),
      peakFLOPs: Sourced(
        [.init(.fp32, 104.8e12), .init(.bf16, 209.5e12), .init(.fp8, 419e12), .init(.int8, 838e12), .init(.nvfp4, 1676e12)],
        source: "NVIDIA RTX Blackwell whitepaper (2025), dense, sums in fp32"),
      processors: Sourced(170, source: "NVIDIA RTX Blackwell whitepaper (2025)"),
      gemmEfficiency: Sourced(1.0, source: "assumed: as the RTX 4090, by boost clock"),
      bandwidthEfficiency: Sourced(0.84, source: "assumed: as the RTX PRO 6000, the same chip and memory"),
      maximumWatts: Sourced(575, source: "NVIDIA RTX Blackwell whitepaper (2025)"), idleWatts: idle(575), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: Sourced(1.22, source: "RunPod, on demand, March 2026, as read by deploybase.ai"),
      link: "pcie-5-host"),
    Accelerator(
      id: "rtx-pro-6000-server", name: "NVIDIA RTX PRO 6000 Blackwell Server Edition, 96 GB",
      memoryBytes: Sourced(
        mebibytes(97_250), source: "assumed: as the workstation edition; the 97,887 MiB of nvidia-smi are with the driver's own"),
      bandwidthBytesPerSecond: Sourced(1.792e12, source: serverCard + "512 bits of GDDR7"),
      peakFLOPs: Sourced(
        [.init(.fp32, 116e12), .init(.bf16, 467.8e12), .init(.fp8, 935.6e12), .init(.int8, 935.6e12), .init(.nvfp4, 1871.2e12)],
        source: serverCard + "the workstation edition's dense figures at the 2,430 MHz that it reports as its most; fp32 likewise"),
      processors: Sourced(188, source: "NVIDIA RTX Blackwell PRO whitepaper (2025)"),
      gemmEfficiency: Sourced(0.84, source: gemmShare + "RTX PRO 6000 Server"),
      bandwidthEfficiency: Sourced(0.80, source: streamFit + "RTX PRO 6000 Server"),
      maximumWatts: Sourced(600, source: serverCard + "a limit of 600 W"), idleWatts: idle(600), hostWatts: cardHost,
      hostMemoryBytes: cardMemory, dollarsPerHour: asMuchAs(1.57, "the workstation edition"), link: "pcie-5"),
  ]

  private static let serverCard = "AIConfigurator system file rtx_pro_6000_server: "
}

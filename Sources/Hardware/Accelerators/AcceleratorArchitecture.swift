/// Families of accelerators that run the same kernels.
public enum AcceleratorArchitecture: String, Hashable, Sendable, CaseIterable {
  /// NVIDIA, compute capability 7.5.
  case turing
  /// NVIDIA, compute capability 8.0 and 8.6.
  case ampere
  /// NVIDIA, compute capability 8.9.
  case ada
  /// NVIDIA, compute capability 9.0.
  case hopper
  /// NVIDIA in data centres, compute capability 10.0 and 10.3.
  case blackwell
  /// NVIDIA in cards, compute capability 12.0: other kernels than in data centres.
  case blackwellCards = "blackwell_cards"
  /// Everything else.
  case other
}

extension Accelerator {
  private static let architectures: [AcceleratorArchitecture: Set<String>] = [
    .turing: ["t4"], .ampere: ["a100-40gb", "a100-80gb", "a40", "a6000", "a10", "a10g", "rtx-3090"], .ada: ["l4", "l40s", "rtx-4090"],
    .hopper: ["h100-sxm", "h100-pcie", "h200", "h20", "h800"], .blackwell: ["b200", "b300", "gb200", "gb300"],
    .blackwellCards: ["rtx-5090", "rtx-pro-6000", "rtx-pro-6000-server"],
  ]

  /// The family whose kernels it runs.
  public var architecture: AcceleratorArchitecture {
    AcceleratorArchitecture.allCases.first { Self.architectures[$0]?.contains(id) ?? false } ?? .other
  }
}

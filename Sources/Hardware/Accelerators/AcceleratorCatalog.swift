import Kernel

/// The accelerators that are known by name.
public enum AcceleratorCatalog {
  /// All accelerators, by vendor and generation.
  public static let accelerators: [Accelerator] = ampere + hopper + adaAndBlackwell + ultraAndExport + cards + otherVendors + laterVendors

  /// The accelerator with this id, in any case; `h100` means the SXM form and `a100` the 80 GB one.
  ///
  /// - Throws: ``InputError`` with the nearest id where there is no such accelerator.
  public static func accelerator(named name: String) throws(InputError) -> Accelerator {
    try catalog.required(name)
  }

  private static let catalog = Catalog(of: "accelerator", accelerators, ignoresCase: true) { accelerator in
    [accelerator.id] + aliases.filter { $0.id == accelerator.id }.map(\.alias)
  }

  private static let aliases: [(alias: String, id: String)] = [
    ("h100", "h100-sxm"), ("a100", "a100-80gb"), ("4090", "rtx-4090"), ("rtx4090", "rtx-4090"), ("rtxpro6000", "rtx-pro-6000"),
    ("rtxpro6000server", "rtx-pro-6000-server"),
    ("3090", "rtx-3090"), ("rtx3090", "rtx-3090"), ("5090", "rtx-5090"), ("rtx5090", "rtx-5090"), ("gaudi3", "gaudi-3"),
    ("trainium2", "trainium-2"), ("trn2", "trainium-2"), ("trillium", "tpu-v6e"), ("v5e", "tpu-v5e"), ("v6e", "tpu-v6e"),
    ("rtx-a6000", "a6000"), ("ascend910c", "ascend-910c"), ("910c", "ascend-910c"),
  ]
}

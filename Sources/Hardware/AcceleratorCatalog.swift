import Kernel

/// The accelerators that are known by name.
public enum AcceleratorCatalog {
  /// All accelerators, by vendor and generation.
  public static let accelerators: [Accelerator] = ampere + hopper + adaAndBlackwell + otherVendors

  /// The accelerator with this id, in any case; `h100` means the SXM form and `a100` the 80 GB one.
  ///
  /// - Throws: ``InputError`` with the nearest id where there is no such accelerator.
  public static func accelerator(named name: String) throws(InputError) -> Accelerator {
    let lowered = name.lowercased()
    let id = aliases.first { $0.alias == lowered }?.id ?? lowered
    if let accelerator = accelerators.first(where: { $0.id == id }) { return accelerator }
    let names = accelerators.map(\.id)
    let hint = Nearest.match(lowered, among: names + aliases.map(\.alias)).map { "did you mean '\($0)'?" }
    throw InputError("unknown accelerator '\(name)'", remedy: hint ?? "one of \(names.joined(separator: ", "))")
  }

  private static let aliases: [(alias: String, id: String)] = [
    ("h100", "h100-sxm"), ("a100", "a100-80gb"), ("4090", "rtx-4090"), ("rtx4090", "rtx-4090"), ("rtxpro6000", "rtx-pro-6000"),
    ("rtx-a6000", "a6000"), ("ascend910c", "ascend-910c"), ("910c", "ascend-910c"),
  ]
}

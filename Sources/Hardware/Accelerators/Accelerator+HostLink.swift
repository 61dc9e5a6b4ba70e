import Kernel

extension Accelerator {
  /// The link to its host: PCI Express, of the generation that came with the accelerator's own link (NVIDIA A100 and Ampere
  /// cards: 4.0; H100, Blackwell, AMD MI300X: 5.0, by their datasheets); an accelerator whose own link is PCI Express has no other.
  public func hostLink() throws(InputError) -> Link {
    // Cards without a peer path have the same slot.
    if link.hasPrefix("pcie-") { return try LinkCatalog.link(named: link.hasSuffix("-host") ? String(link.dropLast(5)) : link) }
    return try LinkCatalog.link(named: link == "nvlink-3" || link == "nvlink-bridge" ? "pcie-4" : "pcie-5")
  }
}

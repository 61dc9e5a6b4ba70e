import Kernel
import Scenario

/// The prices of a plan: a list, and which of its prices count.
public struct PlanPrices: Sendable {
  /// The list.
  public let list: PriceList
  /// Which of its prices count.
  public let kind: PriceKind
  /// Watts drawn from the grid for one that machines draw, where they are owned.
  public let overhead: Double

  /// Prices of a list: of a kind, or of the first that the list has; `overhead` wins over that of the list.
  ///
  /// - Throws: ``InputError`` where the list has no price of that kind.
  public init(_ list: PriceList, kind: PriceKind? = nil, overhead: Double? = nil) throws(InputError) {
    let kinds = list.kinds
    guard let chosen = kind ?? kinds.first, kinds.contains(chosen) else {
      throw InputError(
        "the price list '\(list.name)' has no \(kind?.rawValue ?? "") price", file: list.file,
        remedy: "it has \(kinds.map(\.rawValue).joined(separator: ", "))")
    }
    (self.list, self.kind, self.overhead) = (list, chosen, overhead ?? list.overhead ?? 1)
  }

  /// Whether the list has a price of an accelerator.
  public func has(_ accelerator: String) -> Bool { list.entry(of: accelerator)?.has(kind) ?? false }

  /// The price of an accelerator.
  ///
  /// - Throws: ``InputError`` by name where the list has none of this kind.
  func price(of accelerator: String) throws(InputError) -> AcceleratorPrice {
    let entry = list.entry(of: accelerator)
    let rented: Double? =
      switch kind {
      case .onDemand: entry?.onDemand
      case .reserved: entry?.reserved
      case .spot: entry?.spot
      case .owned: nil
      }
    if let rented { return AcceleratorPrice(dollarsPerHour: rented, dollarsPerKilowattHour: nil) }
    if kind == .owned, let dollars = entry?.purchaseDollars, let years = entry?.lifeYears, let electricity = list.dollarsPerKilowattHour {
      return AcceleratorPrice(
        dollarsPerHour: dollars / (years * PriceList.hoursPerYear), dollarsPerKilowattHour: electricity * overhead)
    }
    throw InputError("the price list '\(list.name)' has no \(kind.rawValue) price of \(accelerator)", file: list.file)
  }
}

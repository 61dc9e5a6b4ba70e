/// What the fleets of a plan cost, in money and in carbon dioxide.
public struct FleetCosts: Sendable {
  /// The prices; nil for those of the scenario and the catalog.
  public let prices: PlanPrices?
  /// The carbon; nil where it was not asked for.
  public let carbon: PlanCarbon?

  /// Costs; by default the prices of the scenario and the catalog, and no carbon.
  public init(prices: PlanPrices? = nil, carbon: PlanCarbon? = nil) {
    self.prices = prices
    self.carbon = carbon
  }
}

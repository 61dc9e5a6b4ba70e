import Scenario

/// The carbon dioxide of a plan's fleets: of the electricity that they draw, and of making them where that is known.
public struct PlanCarbon: Sendable {
  /// Grams for a kilowatt-hour.
  public let gramsPerKilowattHour: Double
  /// The grid, where it was named; nil of a figure.
  public let grid: GridCatalog.Grid?
  /// Watts drawn from the grid for one that machines draw; nil where nobody says, and one is counted for one.
  public let overhead: Double?
  /// Grams an hour of an accelerator's making, spread over its life, by its id; empty where it is not counted.
  let embodied: [(accelerator: String, gramsPerHour: Double)]

  /// Whether the carbon of making the accelerators is counted.
  public var hasEmbodied: Bool { !embodied.isEmpty }

  private static let joulesPerKilowattHour = 3.6e6

  /// Carbon at an intensity of the grid. That of making accelerators counts where `list` has it for all of `accelerators`: rows that
  /// have it beside rows that lack it would not compare.
  public init(
    gramsPerKilowattHour: Double, grid: GridCatalog.Grid? = nil, overhead: Double?, list: PriceList?, accelerators: [String]
  ) {
    self.gramsPerKilowattHour = gramsPerKilowattHour
    self.grid = grid
    self.overhead = overhead
    let known = accelerators.compactMap { id -> (accelerator: String, gramsPerHour: Double)? in
      guard let entry = list?.entry(of: id), let kilograms = entry.embodiedKilograms, let years = entry.lifeYears else { return nil }
      return (id, kilograms * 1000 / (years * PriceList.hoursPerYear))
    }
    embodied = known.count == accelerators.count ? known : []
  }

  /// Grams for a million output tokens of a fleet that makes so many a second; nil where its energy is not known.
  ///
  /// - Parameters:
  ///   - accelerators: how many there are of each type.
  ///   - joulesPerOutputToken: as simulated, until the last arrival.
  ///   - outputTokensPerSecond: the load's.
  func gramsPerMillionOutputTokens(
    accelerators: [(id: String, count: Int)], joulesPerOutputToken: Double?, outputTokensPerSecond: Double
  ) -> Double? {
    guard let joulesPerOutputToken else { return nil }
    let operational = joulesPerOutputToken * (overhead ?? 1) / Self.joulesPerKilowattHour * gramsPerKilowattHour
    let embodiedPerHour = accelerators.reduce(0.0) { sum, part in
      sum + Double(part.count) * (embodied.first { $0.accelerator == part.id }?.gramsPerHour ?? 0)
    }
    return (operational + embodiedPerHour / (3600 * outputTokensPerSecond)) * 1e6
  }
}

/// What the electricity of some countries emits, so that a plan can name its grid instead of a figure.
public enum GridCatalog {
  /// A country's electricity over a year.
  public struct Grid: Hashable, Sendable {
    /// What it is called in a scenario.
    public let id: String
    /// The country.
    public let name: String
    /// Carbon dioxide for a kilowatt-hour, in grams.
    public let gramsPerKilowattHour: Double
    /// The year that the figure is of.
    public let year: Int
  }

  /// Where the figures are from. They are of the electricity that is generated in a country over its life cycle, other gases counted as
  /// carbon dioxide; what is imported has its own.
  public static let source =
    "Ember, Yearly Electricity Data, as co2.js has it since 2025-08-03 (github.com/thegreenwebfoundation/co2.js, b459b5e, "
    + "data/output/average-intensities.json)"

  /// The grids, by name; figures to a gram.
  public static let grids: [Grid] = [
    of("australia", "Australia", 554), of("austria", "Austria", 103), of("belgium", "Belgium", 118), of("brazil", "Brazil", 106),
    of("canada", "Canada", 185), of("china", "China", 558), of("denmark", "Denmark", 143), of("european_union", "European Union", 213),
    of("finland", "Finland", 72), of("france", "France", 44), of("germany", "Germany", 342), of("iceland", "Iceland", 28, in: 2023),
    of("india", "India", 709), of("indonesia", "Indonesia", 682, in: 2023), of("ireland", "Ireland", 280), of("italy", "Italy", 288),
    of("japan", "Japan", 484), of("malaysia", "Malaysia", 604), of("netherlands", "Netherlands", 253), of("norway", "Norway", 31),
    of("poland", "Poland", 615), of("saudi_arabia", "Saudi Arabia", 692), of("singapore", "Singapore", 499),
    of("south_africa", "South Africa", 714), of("south_korea", "South Korea", 416), of("spain", "Spain", 146), of("sweden", "Sweden", 36),
    of("switzerland", "Switzerland", 37), of("united_arab_emirates", "United Arab Emirates", 468),
    of("united_kingdom", "United Kingdom", 216), of("united_states", "United States", 384), of("world", "World", 473),
  ]

  /// The grid of that id.
  public static func grid(named id: String) -> Grid? { grids.first { $0.id == id } }

  private static func of(_ id: String, _ name: String, _ grams: Double, in year: Int = 2024) -> Grid {
    Grid(id: id, name: name, gramsPerKilowattHour: grams, year: year)
  }
}

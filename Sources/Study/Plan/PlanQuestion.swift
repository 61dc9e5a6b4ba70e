import Hardware
import Kernel
import Model
import Scenario
import Workload

/// What a scenario's section `plan` asks, read: the layouts, what they cost and what is to be found.
public struct PlanQuestion: Sendable {
  /// The layouts that are looked at.
  public let space: PlanSpace
  /// What fleets cost.
  public let costs: FleetCosts
  /// What is to be found, without threads, store and program.
  public let options: PlanOptions

  /// Reads the section.
  ///
  /// - Throws: ``InputError`` at the value: for a name that is none, a number that no layout can have, a price list that cannot be
  ///   used, and carbon without a figure of the grid.
  public init(_ scenario: Scenario) throws(InputError) {
    let plan = scenario.plan
    let inventory = try plan.have.map { values throws(InputError) in try PlanInventory(values) }
    let prices = try Self.prices(plan)
    let space = try Self.space(scenario, inventory, prices)
    if let prices, let kind = plan.priceKind ?? prices.list.kinds.first, !space.accelerators.contains(where: prices.has) {
      throw plan.error(
        at: "prices", "the price list '\(prices.list.name)' has no \(kind.rawValue) price of \(space.accelerators.joined(separator: ", "))",
        remedy: "it has \(prices.list.entries.filter { $0.has(kind) }.map(\.accelerator).joined(separator: ", "))")
    }
    let overhead = plan.overhead ?? prices?.list.overhead
    let carbon = (plan.carbonGramsPerKilowattHour ?? scenario.carbonGramsPerKilowattHour).map { grams in
      PlanCarbon(gramsPerKilowattHour: grams, grid: plan.grid, overhead: overhead, list: prices?.list, accelerators: space.accelerators)
    }
    if plan.aim == .carbon && carbon == nil {
      throw plan.error(
        at: "minimise", "nothing says how much carbon the grid emits, and 'carbon' is to be least",
        remedy: "--grid-carbon germany or \"380 g/kWh\", or carbon_intensity in the scenario")
    }
    self.space = space
    costs = FleetCosts(prices: prices, carbon: carbon)
    options = PlanOptions(
      aim: plan.aim, growth: try Self.growth(plan), nodeAccelerators: plan.nodeAccelerators, day: try Self.day(plan), seeds: plan.seeds)
  }

  private static func prices(_ plan: PlanSettings) throws(InputError) -> PlanPrices? {
    guard let path = plan.prices else {
      if let kind = plan.priceKind {
        throw plan.error(at: "price_kind", "\(kind.rawValue) prices, and no price list", remedy: "name one: --prices FILE")
      }
      return nil
    }
    return try PlanPrices(try PriceList.load(path: path), kind: plan.priceKind, overhead: plan.overhead)
  }

  // MARK: Space

  private static func space(_ scenario: Scenario, _ inventory: PlanInventory?, _ prices: PlanPrices?) throws(InputError) -> PlanSpace {
    let plan = scenario.plan
    var space = PlanSpace(for: scenario)
    space.accelerators = try accelerators(plan, of: scenario, inventory, prices)
    if let tensor = plan.tensor { space.tensor = try tensor.parts(degree) }
    space.prefillTensor = try plan.prefillTensor?.parts(degree)
    space.decodeTensor = try plan.decodeTensor?.parts(degree)
    if let pipeline = plan.pipeline { space.pipeline = try pipeline.parts(degree) }
    if let data = plan.data { space.data = try data.parts(degree) }
    if let expert = plan.expert { space.expert = try expert.parts(degree) }
    space.survived = plan.survived
    if let formats = plan.formats { space.weights = try formats.parts { word throws(InputError) in try NumberFormat(named: word) } }
    if let mode = plan.mode { space.modes = try mode.parts(Self.mode) }
    space.variation = try plan.variation(of: scenario)
    space.mostAccelerators = plan.mostAccelerators
    space.inventory = inventory
    space.isMixed = plan.isMixed ?? ((inventory?.stocks.count ?? 0) > 1)
    return space
  }

  /// Those that are named, which are in the inventory where there is one; those of the inventory; or those of the default space, of
  /// which a price list leaves those that it has a price of.
  private static func accelerators(
    _ plan: PlanSettings, of scenario: Scenario, _ inventory: PlanInventory?, _ prices: PlanPrices?
  ) throws(InputError) -> [String] {
    let there = inventory?.stocks.map(\.accelerator)
    if let named = plan.accelerators {
      let ids = try named.parts { word throws(InputError) in
        word == "all" ? word : try AcceleratorCatalog.accelerator(named: word).id
      }
      if ids == ["all"] { return there ?? AcceleratorCatalog.accelerators.map(\.id) }
      if ids.contains("all") { throw named.error("has 'all' beside others", remedy: "keep one of them") }
      if let there, let other = ids.first(where: { !there.contains($0) }) {
        throw named.error("has '\(other)', and the inventory has none", remedy: "it has \(there.joined(separator: ", "))")
      }
      return ids
    }
    if let there { return there }
    guard let prices else { return PlanSpace.defaultAccelerators(for: scenario) }
    let own = scenario.pools[0].accelerator
    let priced = AcceleratorCatalog.accelerators.map(\.id).filter { prices.has($0) && ProfileCatalog.entry(forAccelerator: $0) != nil }
    return priced.contains(own) ? priced : [own] + priced
  }

  private static func degree(_ word: String) throws(InputError) -> Int {
    guard let count = Int(word), (1...1024).contains(count) else {
      throw InputError("'\(word.prefix(60))' is no degree", remedy: "whole numbers from 1 to 1024, with commas between")
    }
    return count
  }

  private static func mode(_ word: String) throws(InputError) -> PlanMode {
    // The short forms are those of AIConfigurator.
    let short = ["agg": PlanMode.aggregated, "disagg": .disaggregated]
    if let mode = short[word] ?? PlanMode(rawValue: word) { return mode }
    let names = PlanMode.allCases.map(\.rawValue)
    throw InputError(
      "unknown mode '\(word.prefix(60))'", remedy: Nearest.hint(word, among: names) ?? "one of \(names.joined(separator: ", "))")
  }

  // MARK: Growth

  private static func day(_ plan: PlanSettings) throws(InputError) -> DailyCurve? {
    guard let text = plan.day else { return nil }
    do { return try DailyCurve(text) } catch { throw plan.error(at: "day", error.message, remedy: error.remedy) }
  }

  /// Factors such as `x1.5`.
  private static func growth(_ plan: PlanSettings) throws(InputError) -> [Double] {
    guard let grow = plan.grow else { return [] }
    return try grow.parts { word throws(InputError) in
      let number = word.hasPrefix("x") ? word.dropFirst() : word[...]
      guard let factor = Double(number), factor.isFinite, factor > 1, factor <= 1000 else {
        throw InputError("'\(word.prefix(60))' is no growth", remedy: "factors above 1 and up to 1000, such as x1.5,x2, or none")
      }
      return factor
    }
  }
}

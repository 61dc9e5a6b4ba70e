import Kernel
import Scenario
import Study
import Testing

@Suite("What the fleets of a plan cost")
struct PlanCostTests {
  private static let list = """
    name: ours
    date: 2026-03-17
    source: the books
    electricity: 0.1 $/kWh
    overhead: 1.5
    accelerators:
      - {accelerator: h100-sxm, on_demand: 2 $/h, purchase: 35064 $, life_years: 4, embodied_carbon: 350.64 kg}

    """

  private func prices(_ kind: PriceKind, overhead: Double? = nil) throws -> PlanPrices {
    try PlanPrices(try PriceList.read(Self.list, file: "p.yaml"), kind: kind, overhead: overhead)
  }

  private func plan(_ costs: FleetCosts, aim: PlanAim = .cost, adjust: (inout PlanSpace) -> Void = { _ in }) throws -> Plan {
    let scenario = try PlanCase.scenario()
    let space = try PlanCase.plan(scenario, adjust: adjust).space
    return try Plan(scenario, space: space, costs: costs, options: PlanOptions(aim: aim, growth: [], threads: 2))
  }

  @Test("a rented accelerator costs what the list says, whatever the scenario's own price is")
  func rented() throws {
    let candidates = try plan(FleetCosts(prices: try prices(.onDemand))).candidates().fitting
    let pair = try #require(candidates.first { $0.layout.tensor == 2 && $0.layout.mode == .aggregated })
    #expect(pair.dollarsPerHour(of: PlanFleet([3])) == 12 && !pair.paysElectricity)
    #expect(pair.dollarsPerHour(of: PlanFleet([3]), watts: 9000) == 12)
  }

  @Test("an owned one costs its purchase over its life, and electricity: as drawn where that is known, at most otherwise")
  func owned() throws {
    let candidates = try plan(FleetCosts(prices: try prices(.owned))).candidates().fitting
    let one = try #require(candidates.first { $0.layout.tensor == 1 && $0.layout.mode == .aggregated })
    // 35,064 dollars over 4 x 8,766 hours are a dollar an hour; 2 kW x 1.5 at ten cents are thirty cents.
    #expect(one.paysElectricity && abs(one.dollarsPerHour(of: PlanFleet([1]), watts: 2000) - 1.3) < 1e-12)
    let most = one.prepared.deployments[0].deployment.maximumWatts
    #expect(abs(one.dollarsPerHour(of: PlanFleet([2])) - (2 + 2 * most / 1000 * 0.15)) < 1e-12)
    let frugal = try plan(FleetCosts(prices: try prices(.owned, overhead: 1))).candidates().fitting[0]
    #expect(abs(frugal.dollarsPerHour(of: PlanFleet([1]), watts: 2000) - 1.2) < 1e-12)
  }

  @Test("the rows of owned fleets are priced by the power that was simulated")
  func simulatedPower() throws {
    let result = try plan(FleetCosts(prices: try prices(.owned))).run()
    #expect(!result.rows.isEmpty)
    for row in result.rows {
      let joules = try #require(row.finding.joulesPerOutputToken)
      let watts = joules * result.load.requestsPerSecond * result.load.meanOutputTokens
      #expect(abs(row.dollarsPerHour - (Double(row.accelerators) + watts / 1000 * 0.15)) < 1e-9)
    }
  }

  @Test("an accelerator without a price is passed over by name, and a kind that the list has not is refused")
  func missing() throws {
    let passedOver = try plan(FleetCosts(prices: try prices(.onDemand))) { $0.accelerators = ["h100-sxm", "l40s"] }.candidates().passedOver
    #expect(passedOver.count == 4)
    for layout in passedOver {
      guard case .impossible(let fault) = layout.reason else { throw InputError("another reason") }
      #expect(fault == "the price list 'ours' has no on_demand price of l40s")
    }
    let error = #expect(throws: InputError.self) { try prices(.spot) }
    #expect(error?.message == "the price list 'ours' has no spot price" && error?.remedy == "it has on_demand, owned")
  }

  @Test("carbon is that of the electricity, with the site's overhead, and of making the accelerators where that is known of all")
  func carbon() throws {
    let list = try prices(.onDemand).list
    func carbon(_ list: PriceList?, _ accelerators: [String]) -> PlanCarbon {
      PlanCarbon(gramsPerKilowattHour: 360, overhead: 1.2, list: list, accelerators: accelerators)
    }
    let drawn = try plan(FleetCosts(carbon: carbon(nil, ["h100-sxm"])), aim: .carbon).run()
    let whole = try plan(FleetCosts(carbon: carbon(list, ["h100-sxm"])), aim: .carbon).run()
    #expect(!carbon(list, ["h100-sxm", "l40s"]).hasEmbodied && carbon(list, ["h100-sxm"]).hasEmbodied)
    let grams = drawn.rows.compactMap(\.gramsPerMillionOutputTokens)
    #expect(grams.count == drawn.rows.count && grams == grams.sorted() && !grams.isEmpty)
    for row in drawn.rows {
      let joules = try #require(row.finding.joulesPerOutputToken)
      #expect(abs(try #require(row.gramsPerMillionOutputTokens) - joules * 1.2 * 360 / 3.6) < 1e-9)
      // 350.64 kg over 4 x 8,766 hours are ten grams an hour.
      let made = try #require(whole.rows.first { $0.name == row.name }?.gramsPerMillionOutputTokens)
      let perHour = 3600 * drawn.load.requestsPerSecond * drawn.load.meanOutputTokens
      #expect(abs(made - row.gramsPerMillionOutputTokens! - Double(10 * row.accelerators) / perHour * 1e6) < 1e-6)
    }
  }
}

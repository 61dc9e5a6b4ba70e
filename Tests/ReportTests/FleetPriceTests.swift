import Metrics
import Scenario
import Record
import Report
import Study
import Testing

@Suite("What a cluster costs by the hour and by the month")
struct FleetPriceTests {
  private static let pools = ClusterDescription(pools: [
    PoolDescription(name: "prefill", replicas: 3, accelerators: 2, kvBlocks: 10, maximumModelTokens: 100, dollarsPerHour: 6.7),
    PoolDescription(name: "decode", replicas: 1, accelerators: 2, kvBlocks: 10, maximumModelTokens: 100, dollarsPerHour: 6.7),
  ])

  @Test("all replicas of all pools count, and a month has the hours that a plan counts")
  func sums() {
    let price = FleetPrice(Self.pools)
    #expect(price.accelerators == 8 && abs(price.dollarsPerHour - 26.8) < 1e-9)
    #expect(abs(price.dollarsPerMonth - 26.8 * PlanRow.hoursPerMonth) < 1e-9)
    #expect(price.text(names: "h100-sxm").replacing(breakMark, with: "") == "8 GPUs (h100-sxm), $26.80 an hour, $19,564 a month")
    #expect(FleetPrice(accelerators: 1, dollarsPerHour: 0).text() == "1 GPU")
  }

  @Test("a report names the cluster; variants of one price say it once, others have columns")
  func reports() throws {
    let one = try ReportCase.scenario()
    let results = try ReportCase.run(one)[0]
    let hour = one.clusterDescription.pools[0].dollarsPerHour
    let line = try #require(
      RunReport(one, results, store: nil, revision: "").text(width: 80).split(separator: "\n").first { $0.hasPrefix("Cluster") })
    #expect(line.hasPrefix("Cluster      1 GPU (a100-80gb), $\(NumberText.fixed(hour, decimals: 2)) an hour, $"))

    func table(_ variants: [(change: String, label: String)]) throws -> String {
      let prepared = try variants.map { variant in
        let sides = variant.change.split(separator: "=").map(String.init)
        return try PreparedScenario(
          ReportCase.scenario(variant.change).scenario, label: variant.label, values: [VariedValue(path: sides[0], text: sides[1])])
      }
      return VariantTable(try prepared.map { ($0, try ReportCase.run($0)[0]) }, store: nil).text(width: 120)
    }
    let alike = try table([("scheduler=fcfs", "scheduler=fcfs"), ("scheduler=sarathi", "scheduler=sarathi")])
    #expect(alike.contains("\nCluster      1 GPU, $") && !alike.contains("GPUs"))
    let unlike = try table([("replicas=1", "replicas=1"), ("replicas=3", "replicas=3")])
    let rows = unlike.split(separator: "\n").drop { !$0.hasPrefix("replicas ") }.prefix(3).map { $0.split(separator: " ") }
    #expect(!unlike.contains("Cluster") && rows[0].contains("GPUs") && rows[0].contains("$/month"))
    #expect(rows[2].contains(Substring(NumberText.fixed(3 * hour * PlanRow.hoursPerMonth, decimals: 0))))
  }

  @Test("a comparison of clusters of different size says what each costs, without an interval")
  func comparison() throws {
    let scenarios = [try ReportCase.scenario(), try ReportCase.scenario("replicas=2")]
    let results = try scenarios.map { try ReportCase.run($0)[0] }
    let prices = scenarios.map { FleetPrice($0.clusterDescription) }
    func text(_ prices: (FleetPrice, FleetPrice)?) -> String {
      ComparisonReport(
        PairedComparison(baseline: results[0], candidate: results[1]), baseline: results[0], candidate: results[1], differences: [],
        prices: prices
      ).text(width: 80)
    }
    let rows = text((prices[0], prices[1])).split(separator: "\n").map { $0.split(separator: " ") }
    #expect(rows.contains(["GPUs", "1", "2", "+1", "+100.0", "-", "worse"]))
    #expect(rows.contains { $0.first == "$/month" && $0.last == "worse" })
    #expect(text((prices[0], prices[0])).contains("Each has 1 GPU, $") && !text((prices[0], prices[0])).contains("$/month"))
    #expect(!text(nil).contains("GPU"))
  }
}

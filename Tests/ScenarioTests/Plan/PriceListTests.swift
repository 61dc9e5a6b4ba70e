import Foundation
import Kernel
import Scenario
import Testing

@Suite("Price lists")
struct PriceListTests {
  static let good = """
    name: a cloud
    date: 2026-03-17
    source: its price page
    electricity: 0.08 $/kWh
    overhead: 1.3
    accelerators:
      - {accelerator: h100, on_demand: 3 $/h, reserved: 2 $/h, reserved_years: 3, spot: 1.5 $/h}
      - {accelerator: l40s, purchase: 8000 $, life_years: 4, embodied_carbon: 150 kg}

    """

  private func fault(_ change: (String) -> String) -> String {
    do {
      _ = try PriceList.read(change(Self.good), file: "p.yaml")
      return ""
    } catch {
      return error.description
    }
  }

  @Test("a list is read with its day, its source and every kind of price")
  func good() throws {
    let list = try PriceList.read(Self.good, file: "p.yaml")
    #expect(list.name == "a cloud" && list.date == "2026-03-17" && list.source == "its price page")
    #expect(list.kinds == [.onDemand, .reserved, .spot, .owned])
    let h100 = try #require(list.entry(of: "h100-sxm"))
    #expect(h100.onDemand == 3 && h100.reserved == 2 && h100.reservedYears == 3 && h100.spot == 1.5 && !h100.has(.owned))
    let l40s = try #require(list.entry(of: "l40s"))
    #expect(l40s.purchaseDollars == 8000 && l40s.lifeYears == 4 && l40s.embodiedKilograms == 150 && !l40s.has(.onDemand))
    #expect(list.dollarsPerKilowattHour == 0.08 && list.overhead == 1.3 && list.entry(of: "b200") == nil)
  }

  @Test("prices are stale on the day after their first year, and not before")
  func stale() throws {
    let list = try PriceList.read(Self.good, file: "p.yaml")
    #expect(!list.isStale(today: "2027-03-17T09:00:00Z") && list.isStale(today: "2027-03-18T09:00:00Z"))
    #expect(!list.isStale(today: "2026-01-01T00:00:00Z"))
  }

  @Test(
    "what a list lacks, or says wrongly, is refused at its place",
    arguments: [
      ("date: 2026-03-17\n", "", "missing key 'date'"), ("source: its price page\n", "", "missing key 'source'"),
      ("2026-03-17", "2026-02-30", "p.yaml:2:7: error: 'date': '2026-02-30' is no day of the calendar"),
      ("2026-03-17", "March 2026", "is no day of the calendar"),
      ("name: a cloud", "name: a cloud\ncurrency: EUR", "'EUR' is not one of the words known here; there are USD"),
      ("accelerator: h100,", "accelerator: h100-sx,", "did you mean 'h100-sxm'?"),
      ("accelerator: l40s,", "accelerator: h100-sxm,", "twice"),
      ("on_demand: 3 $/h", "on_demand: 3", "3 $/h"), ("on_demand:", "ondemand:", "did you mean 'on_demand'?"),
      (", reserved_years: 3", "", "a reserved price has a term"), (", life_years: 4", "", "life_years: 4"),
      ("electricity: 0.08 $/kWh\n", "", "a purchase, in a list without 'electricity'"),
      ("overhead: 1.3\n", "", "a purchase, in a list without 'overhead'"),
      ("purchase: 8000 $, life_years: 4", "life_years: 4", "'l40s' has no price"),
    ])
  func refused(part: String, other: String, says: String) {
    let text = fault { $0.replacingOccurrences(of: part, with: other) }
    #expect(text.contains(says), "\(text)")
  }

  @Test("a file that is not there is told by its name")
  func missing() {
    let error = #expect(throws: InputError.self) { try PriceList.load(path: "no/such.yaml") }
    #expect(error?.description.contains("no/such.yaml: error: there is no such file") == true)
  }

  @Test("the lists of the repository are read", arguments: ["runpod-serverless-2026", "runpod-active-2025"])
  func shipped(name: String) throws {
    let list = try PriceList.load(path: repository + "/traces/prices/\(name).yaml")
    #expect(list.entries.count >= 10 && list.kinds == [.onDemand] && list.source.contains("docs.runpod.io"))
  }

  @Test("'explain price-list' has every key")
  func reference() {
    for key in ["currency", "date", "source", "accelerators.purchase", "accelerators.reserved_years"] {
      #expect(ScenarioReference.priceListText.contains("\n") && ScenarioReference.priceListText.contains(key), "\(key)")
    }
  }
}

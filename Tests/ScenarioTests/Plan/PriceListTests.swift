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

  static let table = """
    # name: a cloud
    # date: 2026-03-17
    # source: its price page
    # electricity: 0.08
    # overhead: 1.3
    # as a spreadsheet writes it
    accelerator,on_demand,reserved,reserved_years,spot,purchase,life_years,embodied_carbon
    h100,3,2 $/h,3,1.5,,,
    "l40s",,,,,8000,4,150

    """

  private func tableFault(_ part: String, _ other: String) -> String {
    do {
      _ = try PriceList.read(Self.table.replacingOccurrences(of: part, with: other), file: "p.csv")
      return ""
    } catch {
      return error.description
    }
  }

  @Test("a table with commas says the same as the file of a list")
  func table() throws {
    let (list, table) = (try PriceList.read(Self.good, file: "p.yaml"), try PriceList.read(Self.table, file: "p.csv"))
    #expect(table.entries == list.entries && table.name == list.name && table.date == list.date && table.source == list.source)
    #expect(table.dollarsPerKilowattHour == list.dollarsPerKilowattHour && table.overhead == list.overhead)
    let bare = #expect(throws: InputError.self) { try PriceList.read("# name: a cloud\n# date: 2026-03-17\n", file: "p.csv") }
    #expect(bare?.description.hasPrefix("p.csv:1:1: error: no header; lines such as '# date: 2026-03-17'") == true)
  }

  @Test(
    "what a table lacks, or says wrongly, is refused at its line",
    arguments: [
      ("# date: 2026-03-17\n", "", "missing key 'date'"), ("# source: its price page\n", "", "missing key 'source'"),
      ("2026-03-17", "2026-02-30", "p.csv:2:1: error: 'date'"),
      (",spot,", ",sport,", "p.csv:7:1: error: no price list has a column 'sport'"),
      (",spot,", ",on_demand,", "p.csv:7:1: error: the column 'on_demand' stands twice"),
      ("h100,3,", "h100,", "7 fields where the header has 8"),
      ("h100,3,", "h100,three,", "p.csv:8:1"), ("h100,3,", "h10,3,", "did you mean"), ("\"l40s\"", "h100", "twice"),
      ("# electricity: 0.08\n", "", "a list without 'electricity'"),
    ])
  func tableRefused(part: String, other: String, says: String) {
    let text = tableFault(part, other)
    #expect(text.contains(says), "\(text)")
  }
}

import Foundation
import Kernel
import Page
import Report
import Store
import Study
import Testing

@Suite("The page of a plan")
struct PlanPageTests {
  private func values(_ html: String, _ id: String) throws -> [String: Any] {
    let text = try #require(
      html.components(separatedBy: "id=\"values-\(id)\">").dropFirst().first?.components(separatedBy: "</script>").first)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("has every part and the figures of the plan, under a megabyte, and nothing was run for it")
  func parts() throws {
    try PlanPageCase.stored { store, plan, result in
      let again = try PlanPageCase.page(of: store)
      #expect(again.plan.progress.runs == 0 && again.result.runs == 0 && again.result.rows.map(\.name) == result.rows.map(\.name))
      let page = again.page
      #expect(page.sections.map(\.id) == ["answer", "choices", "what-if", "knee", "endures", "costs", "trust", "again"])
      #expect(page.figures.map(\.name) == ["choices", "knee", "latency-by-rate", "conditions", "money", "energy", "decode-step"])
      let html = page.html
      #expect(html.utf8.count < 1_000_000 && html.contains("<dt>Checked</dt><dd>nearest is "))
      // The command has options, the page has none.
      #expect(html.contains("<dt>Left out</dt>") == !result.passedOver.isEmpty && !html.contains("--all"))
      let row = try #require(result.rows.first)
      for text in [row.name, PlanText.month(row.dollarsPerHour), "A case for a page.", plan.scenario.hash, "abc1234", "windtunnel plan "] {
        #expect(html.contains(text), "\(text)")
      }
    }
  }

  @Test("what it can be asked is answered from the runs that are stored, with their shares")
  func whatIf() throws {
    try PlanPageCase.stored { store, _, _ in
      let (page, _, result) = try PlanPageCase.page(of: store)
      let values = try values(page.html, "what-if")
      #expect(values["rate"] as? Double == result.load.requestsPerSecond)
      let layouts = try #require(values["layouts"] as? [[String: Any]])
      #expect(layouts.count == result.rows.count)
      let row = try #require(result.rows.first)
      let price = try #require((layouts[0]["prices"] as? [Double])?.first)
      #expect(abs(price - row.dollarsPerHour / Double(row.accelerators)) < 1e-9 && layouts[0]["isMixed"] as? Bool == false)
      let points = try #require(layouts[0]["points"] as? [[String: Any]])
      let own = try #require(
        points.first { $0["replicas"] as? [Int] == row.fleet.replicas && $0["rate"] as? Double == result.load.requestsPerSecond })
      #expect(own["shares"] as? [Double] == [row.finding.share] && own["isCut"] as? Bool == false)
    }
  }

  @Test("a fleet of two types is asked about with the replicas and the price of each")
  func mixedWhatIf() throws {
    try PlanPageCase.stored(PlanPageCase.mixed) { store, _, _ in
      let (page, _, result) = try PlanPageCase.page(of: store)
      let rank = try #require(result.rows.firstIndex { $0.candidate.beside != nil })
      let row = result.rows[rank]
      let layouts = try #require(try values(page.html, "what-if")["layouts"] as? [[String: Any]])
      let layout = try #require(layouts.first { $0["rank"] as? Int == rank + 1 })
      #expect(layout["isMixed"] as? Bool == true && layout["replicas"] as? [Int] == row.fleet.replicas)
      #expect((layout["kinds"] as? [String])?.map { $0.prefix { $0 != " " } } == ["h100-sxm", "l40s"])
      // At the prices of both the row costs what its table says.
      let (prices, gpus) = (try #require(layout["prices"] as? [Double]), try #require(layout["gpus"] as? [Int]))
      let dollars = zip(prices, zip(gpus, row.fleet.replicas)).reduce(0) { $0 + $1.0 * Double($1.1.0 * $1.1.1) }
      #expect(prices.count == 2 && abs(dollars - row.dollarsPerHour) < 1e-9)
      let points = try #require(layout["points"] as? [[String: Any]])
      #expect(points.contains { $0["replicas"] as? [Int] == row.fleet.replicas })
      #expect(page.html.contains("what-replicas2") && page.html.contains("what-price2"))
    }
  }

  @Test("a layout that nothing holds has a page that says so and what came nearest, and nothing to be asked")
  func nothingHolds() throws {
    try PlanPageCase.stored(["objective.ttft=1 ms"]) { store, _, result in
      #expect(result.rows.isEmpty)
      let page = try PlanPageCase.page(of: store).page
      #expect(page.sections.map(\.id) == ["answer", "choices", "trust", "again"])
      #expect(page.html.contains("nothing holds") && page.figures.isEmpty && !page.html.contains("values-what-if"))
    }
  }

  @Test("names that a careless page would obey do nothing", arguments: ["<script>alert(1)</script>", "=1+1", "a\\nb", "\\u001b[31m"])
  func hostile(name: String) throws {
    try PlanPageCase.stored(["name=\"\(name)\"", "because=\"\(name)\"", "plan.tensor=1", "plan.accelerators=h100-sxm"]) { store, _, _ in
      let html = try PlanPageCase.page(of: store).page.html
      #expect(!html.contains("<script>alert") && !html.contains("\u{1B}"))
      #expect(html.components(separatedBy: "<script").count == 5, "two of values, two of the page")
    }
  }

  @Test("a run that is missing ends it by name, and with leave it is made")
  func missing() throws {
    try PlanPageCase.stored { store, _, result in
      var question = try #require(try store.question(ofPlan: 1))
      question.revision = "0000000"
      #expect(throws: RunMissing.self) {
        _ = try Plan.asked(question, in: store, threads: 1, program: PlanPageCase.program, mayRun: false).run()
      }
      let plan = try Plan.asked(question, in: store, threads: 2, program: PlanPageCase.program, mayRun: true)
      #expect(try plan.run().rows.map(\.name) == result.rows.map(\.name))
    }
  }

  @Test("a plan whose question an earlier version did not keep is refused with a remedy, and one that is not there is none")
  func earlier() throws {
    try PlanPageCase.stored(["plan.tensor=1", "plan.accelerators=h100-sxm"], keepsQuestion: false) { store, _, _ throws in
      #expect { try PlanPageCase.page(of: store) } throws: { error in
        (error as? InputError)?.description.contains("earlier version") == true && (error as? InputError)?.remedy != nil
      }
      #expect(try store.question(ofPlan: 2) == nil)
      #expect(try store.plans() == [1])
    }
  }
}

import Foundation
import Kernel
import Scenario
import Study
import Testing

@Suite("The question of a plan, as the section 'plan' asks it")
struct PlanQuestionTests {
  private func question(_ changes: String...) throws -> PlanQuestion { try PlanQuestion(try PlanCase.scenario(changes)) }

  @Test("what is left open is the default space")
  func open() throws {
    let (question, space) = (try question(), PlanSpace(for: try PlanCase.scenario()))
    #expect(question.space.layouts == space.layouts && question.space.mostAccelerators == 256 && !question.space.isMixed)
    #expect(question.options.aim == .cost && question.options.growth == [2] && question.options.seeds == nil)
    #expect(question.costs.prices == nil && question.costs.carbon == nil)
  }

  @Test("what is said is what is looked at")
  func said() throws {
    let question = try question(
      "plan={accelerators: [l40s, h100], tensor: [2, 4], pipeline: 2, formats: fp8, mode: disagg, max_gpus: 12, mixed: true}",
      "plan.grow=[x1.5, 3]", "plan.seeds=5", "plan.minimise=carbon", "plan.grid_carbon=100 g/kWh", "plan.pue=1.1",
      "plan.survive=2", "plan.node_gpus=4", "plan.day=0.5, 1, 0.5")
    #expect(question.space.accelerators == ["l40s", "h100-sxm"] && question.space.layouts.count == 4 && question.space.isMixed)
    #expect(question.space.modes == [.disaggregated] && question.space.weights == [.fp8] && question.space.mostAccelerators == 12)
    #expect(question.space.survived == 2 && question.options.nodeAccelerators == 4 && question.options.day?.factors == [0.5, 1, 0.5])
    #expect(question.options.growth == [1.5, 3] && question.options.seeds == 5 && question.options.aim == .carbon)
    #expect(question.costs.carbon?.gramsPerKilowattHour == 100 && question.costs.carbon?.overhead == 1.1)
  }

  @Test("a mixture of experts is divided by data and expert degrees too, which the section may choose, and a dense model is not")
  func degrees() throws {
    func stages(_ changes: String...) throws -> Set<[Int]> {
      Set(try PlanQuestion(try PlanCase.scenario(changes)).space.layouts.map { [$0.tensor, $0.data, $0.expert] })
    }
    #expect(try stages("plan.tensor=[1, 4]") == [[1, 1, 1], [4, 1, 1]])
    #expect(
      try stages("model=mixtral-8x7b", "plan.tensor=[1, 4]")
        == [[1, 1, 1], [1, 8, 1], [1, 8, 8], [4, 1, 1], [4, 1, 4], [4, 2, 1], [4, 2, 8]])
    #expect(try stages("model=mixtral-8x7b", "plan.tensor=2", "plan.data=[1, 2]", "plan.expert=4") == [[2, 1, 4], [2, 2, 4]])
  }

  @Test("an inventory is the accelerators that are looked at, and of several types mixed fleets too")
  func inventory() throws {
    let both = try question("plan.have={h100: 8, l40s: 4}")
    #expect(both.space.accelerators == ["h100-sxm", "l40s"] && both.space.isMixed && both.space.limits.most(of: "l40s") == 4)
    #expect(try question("plan.have={h100: 8, l40s: 4}", "plan.accelerators=l40s").space.accelerators == ["l40s"])
    let alone = try question("plan.have={h100: 800}", "plan.max_gpus=64").space
    #expect(!alone.isMixed && alone.limits.most(of: "h100-sxm") == 64)
    #expect(try !question("plan.have={h100: 8, l40s: 4}", "plan.mixed=false").space.isMixed)
  }

  @Test("of the default accelerators a price list leaves those that it has a price of, and the scenario's own")
  func priced() throws {
    try StudyCase.withFolder { folder in
      let list =
        "name: a\ndate: 2026-01-01\nsource: b\naccelerators: [{accelerator: l40s, spot: 1 $/h}, {accelerator: mi300x, spot: 1 $/h}]\n"
      try list.write(toFile: folder + "/p.yaml", atomically: true, encoding: .utf8)
      let scenario = try Scenario.read(PlanCase.text + "\nplan: {prices: p.yaml}\n", file: folder + "/case.yaml")
      let question = try PlanQuestion(scenario)
      #expect(question.space.accelerators == ["h100-sxm", "l40s"] && question.costs.prices?.kind == .spot)
      let none = try scenario.changing(["plan.accelerators=b200"])
      let error = #expect(throws: InputError.self) { try PlanQuestion(none) }
      #expect(error?.message == "the price list 'a' has no spot price of b200" && error?.remedy == "it has l40s, mi300x")
    }
  }

  @Test(
    "what cannot be is refused at its key",
    arguments: [
      ("plan.tensor=[1, x]", "'plan.tensor': 'x' is no degree"), ("plan.mode=both", "unknown mode 'both'"),
      ("plan.accelerators=[all, l40s]", "'all' beside others"), ("plan.have={h100: many}", "is no accelerator with a count"),
      ("plan.have=h100=1,h100-sxm=2", "twice"), ("plan.grow=x1", "is no growth"), ("plan.price_kind=spot", "no price list"),
      ("plan.minimise=carbon", "how much carbon the grid emits"), ("plan.formats=fp3", "fp3"),
      ("plan.day=1", "has 1 factors"), ("plan.day=1, x", "has 'x'"), ("plan.expert=0", "is no degree"),
    ])
  func refused(change: String, says: String) throws {
    let error = #expect(throws: InputError.self) { try question(change) }
    #expect(error?.message.contains(says) == true && error?.file?.contains("plan.") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("the scenario's carbon intensity is that of its plan, where the plan has no other")
  func carbonOfScenario() throws {
    #expect(try question("carbon_intensity=250 g/kWh", "plan.minimise=carbon").costs.carbon?.gramsPerKilowattHour == 250)
    #expect(try question("carbon_intensity=250 g/kWh", "plan.grid_carbon=50 g/kWh").costs.carbon?.gramsPerKilowattHour == 50)
  }

  @Test("what varies is every combination of its values beside every layout, in a mapping or as it is typed")
  func varied() throws {
    let mapping = try question(
      "plan.vary={engine.max_batched_tokens: [512, 1024], scheduler: [sarathi, fcfs]}", "plan.tensor=1", "plan.accelerators=h100")
    let typed = try question(
      "plan.vary=[\"engine.max_batched_tokens=512..1024x2\", \"scheduler=sarathi,fcfs\"]", "plan.tensor=1", "plan.accelerators=h100")
    #expect(mapping.space.layouts.count == 8 && mapping.space.layouts == typed.space.layouts)
    let layout = mapping.space.layouts[7]
    #expect("\(layout)" == "h100-sxm TP1 max_batched_tokens=1024 scheduler=fcfs" && layout.mode == .disaggregated)
    #expect(layout.setting.assignments == ["engine.max_batched_tokens=1024", "scheduler=fcfs"])
    let linked = try question("plan.vary=[\"scheduler,engine.max_sequences=fcfs:64,sarathi:128\"]").space.variation
    #expect(linked?.settings.map(\.text) == ["scheduler=fcfs max_sequences=64", "scheduler=sarathi max_sequences=128"])
  }

  @Test(
    "what a plan finds itself, and what belongs to its question, does not vary, and a value that nothing goes with is a slip",
    arguments: [
      ("replicas=1,2", "'replicas' is not for a plan to vary"), ("parallel={tensor: 2}", "'parallel' is not for a plan to vary"),
      ("workload.arrivals.rate=1 req/s,2 req/s", "all layouts are held against one load"), ("objective.ttft=1 s,2 s", "one objective"),
      ("formats.weights=fp8,bf16", "--formats"), ("scheduler=sarathy,fcfs", "did you mean 'sarathi'?"),
      ("engine.max_sequences=1..2000", "more than 1000"), ("scheduler", "no key with values"), ("scheduler=fcfs,fcfs", "stands twice"),
    ])
  func notVaried(text: String, says: String) {
    let error = #expect(throws: InputError.self) { try question("plan.vary=[\"\(text)\"]") }
    #expect(error.map { "\($0)" }?.contains(says) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("replicas for prompts and for tokens may have degrees of their own, where they are apart")
  func degreesApart() throws {
    func layouts(_ changes: String...) throws -> [String] {
      try PlanQuestion(try PlanCase.scenario(changes + ["plan.accelerators=h100", "plan.tensor=[1, 2]"])).space.layouts.map {
        "\($0.degrees.dropFirst(9)) \($0.mode == .aggregated ? "x" : "P+D")"
      }
    }
    #expect(try layouts() == ["TP1 x", "TP1 P+D", "TP2 x", "TP2 P+D"])
    #expect(try layouts("plan.decode_tensor=[1, 4]") == ["TP1 x", "TP1 P+D", "TP1+TP4 P+D", "TP2 x", "TP2+TP1 P+D", "TP2+TP4 P+D"])
    #expect(try layouts("plan.prefill_tensor=4") == ["TP1 x", "TP2 x", "TP4 P+D"])
  }

  @Test("a grid is named by its country, and its figure is the one of the table")
  func grid() throws {
    let carbon = try question("plan.grid_carbon=france").costs.carbon
    #expect(carbon?.gramsPerKilowattHour == 44 && carbon?.grid?.year == 2024)
    #expect(try question("plan.grid_carbon=44 g/kWh").costs.carbon?.grid == nil)
    let error = #expect(throws: InputError.self) { try question("plan.grid_carbon=frnace") }
    #expect(error?.remedy?.hasPrefix("did you mean 'france'?") == true)
    #expect(
      Set(GridCatalog.grids.map(\.id)).count == GridCatalog.grids.count && GridCatalog.grids.allSatisfy { $0.gramsPerKilowattHour > 0 })
  }
}

import Kernel
import Scenario
import Testing

@Suite("What a published result may say, and how it is told what it may not")
struct PublishedResultTests {
  private static let good = """
    title: a small result
    paper: somebody
    section: table 1
    strength: S
    quantities:
      - name: step
        scenario: machine.yaml
        step: {decode: {sequences: 4, context: 100}}
    figures:
      - name: four decodes
        source: "table 1 [V]"
        unit: ms
        published: 12
        tolerance: 10 %
        simulated: step

    """

  private func read(_ text: String) throws -> PublishedResult {
    let machine =
      "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: {prompt: 10, output: 10, arrivals: at_once, requests: 3}\n"
    let folder = try ScenarioFolder(["machine.yaml": machine])
    return try PublishedResult.read(text, file: folder.path + "/published.yaml")
  }

  @Test("a good one is read")
  func good() throws {
    let result = try read(Self.good)
    #expect(result.figures.map(\.target) == [.within(12, tolerance: 0.1)])
    #expect(result.quantities.map(\.unit) == ["ms"])
  }

  @Test(
    "a bad one is refused at its line",
    arguments: [
      ("strength: S", "strength: sure", 4, "'sure'"), ("title: a small result", "titel: a small result", 1, "unknown key 'titel'"),
      ("unit: ms", "unit: furlongs", 12, "furlongs"), ("unit: ms", "unit: req/s", 12, "'step' is in ms, and not in req/s"),
      ("simulated: step", "simulated: stap", 15, "no quantity is called 'stap'"),
      ("simulated: step", "simulated: step +", 15, "a name or a number is missing"),
      ("simulated: step", "simulated: step\n    order: step < 2 * step", 10, "has simulated and order"),
      ("simulated: step", "order: step", 15, "an order of one figure"),
      ("    simulated: step\n", "", 10, "has no answer"), ("    tolerance: 10 %\n", "", 10, "missing key 'tolerance'"),
      ("    published: 12\n", "", 10, "missing key 'published'"), ("scenario: machine.yaml", "scenario: machin.yaml", 7, "machin.yaml"),
      ("scenario: machine.yaml", "scenario: ../machine.yaml", 7, "../machine.yaml"),
      ("step: {decode: {sequences: 4, context: 100}}", "step: {part: linear}", 8, "the step is empty"),
      ("step: {decode: {sequences: 4, context: 100}}", "change: {replicas: 0}\n    run: {metric: ttft}", 8, "replicas"),
      ("step: {decode: {sequences: 4, context: 100}}", "change: {}\n    run: {metric: ttft}", 8, "'change' is empty"),
      (
        "step: {decode: {sequences: 4, context: 100}}", "run: {metric: ttft}\n    step: {prefill: [{tokens: 1}]}", 6,
        "asks for step and run"
      ),
      ("    step: {decode: {sequences: 4, context: 100}}\n", "", 6, "asks nothing"),
      ("step: {decode: {sequences: 4, context: 100}}", "capacity: {start: 1}", 8, "the search has no condition"),
      (
        "step: {decode: {sequences: 4, context: 100}}", "capacity: {start: 1, conditions: [{metric: ttft, at_least: 3}]}", 8,
        "'ttft' is bounded by 'at_most'"
      ),
      (
        "step: {decode: {sequences: 4, context: 100}}", "capacity: {start: 1, conditions: [{metric: ttft, at_most: 3 s}]}", 7,
        "no rate to search over"
      ),
      (
        "step: {decode: {sequences: 4, context: 100}}",
        "capacity: {of: replicas, pool: tokens, start: 1, conditions: [{metric: ttft, at_most: 3 s}]}", 8, "no pool 'tokens'"
      ),
      (
        "step: {decode: {sequences: 4, context: 100}}", "capacity: {pool: main, start: 1, conditions: [{metric: ttft, at_most: 3 s}]}", 8,
        "a rate is that of all pools"
      ),
      ("- name: step\n", "- name: a step\n", 6, "cannot stand in a formula"),
      ("figures:\n", "  - {name: other, scenario: machine.yaml, step: {prefill: [{tokens: 9}]}}\nfigures:\n", 9, "no figure uses"),
      ("figures:\n", "  - {name: step, scenario: machine.yaml, step: {prefill: [{tokens: 9}]}}\nfigures:\n", 9, "two quantities"),
    ])
  func bad(what: String, with: String, line: Int, message: String) throws {
    let text = Self.good.replacing(what, with: with)
    #expect(text != Self.good)
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.file?.hasSuffix("published.yaml") == true)
    #expect(error?.line == line, "\(error?.description ?? "")")
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("slowdowns without limits are Splitwise's nine, and limits that are given stand alone")
  func slowdowns() throws {
    func limits(_ text: String) throws -> [String] {
      let slowdown = "capacity: {of: replicas, start: 1, slowdown: {reference: machine.yaml\(text)}}"
      let result = try read(
        Self.good.replacing("step: {decode: {sequences: 4, context: 100}}", with: slowdown).replacing("unit: ms", with: "unit: replicas"))
      guard case .capacity(let question) = result.quantities[0].question else { return [] }
      return question.slowdowns.map { "\($0.metric.rawValue) \($0.quantile) \($0.bound)" }
    }
    #expect(
      try limits("") == [
        "ttft 0.5 2.0", "ttft 0.9 3.0", "ttft 0.99 6.0", "tpot 0.5 1.25", "tpot 0.9 1.5", "tpot 0.99 5.0", "e2e 0.5 1.25", "e2e 0.9 1.5",
        "e2e 0.99 5.0",
      ])
    #expect(try limits(", limits: [{metric: e2e, quantile: 0.9, at_most: 1.1}]") == ["e2e 0.9 1.1"])
  }

  @Test("formulas follow the rules of arithmetic, and have no value where a name has none")
  func formulas() throws {
    func value(_ formula: String) throws -> Double? {
      let result = try read(
        Self.good.replacing("unit: ms", with: "unit: x").replacing("simulated: step", with: "simulated: \"\(formula)\""))
      guard case .formulas(let formulas) = result.figures[0].answer else { return nil }
      return formulas[0].value { $0 == "step" ? 6 : nil }
    }
    #expect(try value("step * 1 + 2 * 3") == 12)
    #expect(try value("(step + 2) * 3 - 4 / 8") == 23.5)
    #expect(try value("step / 4 / ((step - 3) / 2)") == 1)
    #expect(try value("max(step, 3, 2 * step) - min(step, 1.5)") == 10.5)
    #expect(try value("1 / (step - step)") == nil)
    #expect(try value("step * 2 * 2 * 2 * 2 * 2 * 2") == 384, "products are no aliases")
  }
}

import Foundation
import Kernel
import Scenario
import Study
import Testing

@Suite("Reproduction of published figures")
struct ReproductionTests {
  private static let machine = """
    model: llama-3.1-8b
    accelerator: a100-80gb
    calibration: roofline
    engine: {preset: ideal}
    workload:
      prompt: {distribution: constant, tokens: 500}
      output: {distribution: constant, tokens: 40}
      arrivals: {process: poisson, rate: 2 req/s}
      requests: 100
    """

  private func report(_ quantities: String, _ figures: String, strength: String = "S") throws -> ReproductionReport {
    try StudyCase.withFolder { folder in
      try Self.machine.write(toFile: folder + "/machine.yaml", atomically: true, encoding: .utf8)
      let text = "title: t\npaper: p\nsection: s\nstrength: \(strength)\nquantities:\n\(quantities)\nfigures:\n\(figures)\n"
      let result = try PublishedResult.read(text, file: folder + "/published.yaml")
      return try Reproduction(result, options: ReproductionOptions(program: StudyCase.program)).report()
    }
  }

  private static let steps = """
      - {name: one, scenario: machine.yaml, step: {decode: {sequences: 1, context: 500}}}
      - {name: many, scenario: machine.yaml, step: {decode: {sequences: 64, context: 500}}}
      - {name: prompt, scenario: machine.yaml, step: {prefill: [{tokens: 500, prompts: 2}, {tokens: 100, context: 400}]}}
    """

  @Test("a step is the breakdown's sum, and its parts are less than the whole")
  func steps() throws {
    let whole = try report(
      Self.steps + "\n  - {name: linear, scenario: machine.yaml, step: {decode: {sequences: 1, context: 500}, part: linear}}",
      "  - {name: a, source: x, unit: x, order: linear < one < many < prompt}")
    #expect(whole.figures[0].verdict == .orderHolds)
    let one = try #require(whole.quantities.first { $0.name == "one" }?.value)
    // 16.06 GB of weights at 72.5 % of 2,039 GB/s are 10.9 ms.
    #expect(one > 10.5 && one < 13)
  }

  @Test("a figure is within its tolerance or off, and one with a reason is off all the same")
  func verdicts() throws {
    let report = try report(
      Self.steps,
      """
        - {name: exact, source: x, unit: x, published: 1, tolerance: 1 %, simulated: one / one}
        - {name: wrong, source: x, unit: x, published: 2, tolerance: 49 %, simulated: one / one}
        - {name: reason, source: x, unit: x, published: 2, tolerance: 49 %, simulated: many / many, disagreement: because}
        - {name: most, source: x, unit: x, published: 1, bound: at_most, simulated: one / many}
        - {name: least, source: x, unit: x, published: 1, bound: at_least, simulated: one / many}
        - {name: order, source: x, unit: x, order: many < one}
        - {name: input, source: x, unit: x, published: 7, tolerance: 1 %, simulated: prompt, strength: I}
        - {name: later, source: x, unit: x, published: 7, not_modelled: no such thing yet}
      """.replacing("simulated: prompt,", with: "simulated: prompt / 1,"))
    #expect(
      report.figures.map(\.verdict) == [.within, .off, .offWithReason, .within, .off, .orderBroken, .off, .notModelled])
    #expect(report.hasUnexplained)
    let tally = ReproductionTally([report])
    let counts: [Int] = [tally.kept, tally.off, tally.offWithReason, tally.notCounted, tally.notModelled]
    #expect(counts == [2, 3, 1, 1, 1])
    #expect(tally.counted == 6, "inputs and what is not modelled never count")
  }

  @Test("inputs that are off leave the exit code alone")
  func inputs() throws {
    let report = try report(
      "  - {name: one, scenario: machine.yaml, step: {decode: {sequences: 1, context: 500}}}",
      "  - {name: a, source: x, unit: ms, published: 1, tolerance: 1 %, simulated: one}", strength: "I")
    #expect(report.figures[0].verdict == .off && !report.hasUnexplained)
  }

  @Test("quantities of one scenario share its run, and changes make another one")
  func runs() throws {
    let report = try report(
      """
        - {name: mean, scenario: machine.yaml, run: {metric: ttft}}
        - {name: tail, scenario: machine.yaml, run: {metric: ttft, statistic: p99}}
        - {name: fast, scenario: machine.yaml, change: {accelerator: h100-sxm}, run: {metric: ttft}}
        - {name: end, scenario: machine.yaml, run: {metric: makespan}}
        - {name: kept, scenario: machine.yaml, effective: {generation_rate: 20 tokens/s}}
        - {name: rate, scenario: machine.yaml, run: {metric: request_throughput}}
      """,
      "  - {name: a, source: x, unit: x, order: fast < mean < tail < end * 1000}\n"
        + "  - {name: b, source: x, unit: x, published: 1, tolerance: 0.1 %, simulated: kept / rate}")
    #expect(report.figures.allSatisfy { $0.verdict.isKept })
    #expect(report.notes.isEmpty)
  }

  @Test("a search answers with the edge of its conditions")
  func capacity() throws {
    let report = try report(
      """
        - name: loose
          scenario: machine.yaml
          capacity: {start: 4, conditions: [{metric: ttft, statistic: p90, at_most: 2 s}]}
        - name: tight
          scenario: machine.yaml
          capacity: {start: 4, conditions: [{metric: ttft, statistic: p90, at_most: 100 ms}]}
      """, "  - {name: a, source: x, unit: req/s, order: tight < loose}")
    #expect(report.figures[0].verdict == .orderHolds)
  }

  static let published = #filePath.components(separatedBy: "/Tests/")[0] + "/scenarios/published"
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: published)) ?? []).filter {
    FileManager.default.fileExists(atPath: published + "/" + $0 + "/published.yaml")
  }.sorted()

  @Test("every published result that ships loads, names its sources, and is not made of inputs alone", arguments: names)
  func shipped(name: String) throws {
    let result = try PublishedResult.load(folder: Self.published + "/" + name)
    #expect(result.name == name)
    #expect(result.figures.allSatisfy { $0.source.count > 3 })
    #expect(result.figures.contains { $0.strength.isCounted })
    for quantity in result.quantities { _ = try PreparedScenario(quantity.scenario) }
  }
}

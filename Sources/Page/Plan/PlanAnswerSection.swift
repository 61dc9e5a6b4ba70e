import Kernel
import Report
import Study

/// The answer of a plan in one sentence and three numbers, and what was asked.
struct PlanAnswerSection {
  private let page: PlanPage
  private var result: PlanResult { page.result }

  init(_ page: PlanPage) { self.page = page }

  var section: PageSection {
    var blocks: [PageBlock] = [.lead(sentence)]
    if let row = result.rows.first {
      blocks.append(.badge(true, "holds: \(PlanText.attained(row.finding, result)) keep the promise"))
      blocks.append(.numbers(numbers(row)))
    } else {
      blocks.append(.badge(false, "nothing holds"))
    }
    blocks.append(.facts(facts))
    if !page.rates.isEmpty {
      let most = page.rates.max() ?? 0
      blocks.append(
        .spark(
          page.rates,
          label: "requests a second over \(NumberText.time(seconds: page.seconds)), up to \(NumberText.figure(most)), each over "
            + "\(NumberText.time(seconds: page.seconds / Double(page.rates.count)))"))
    }
    return PageSection("answer", "Answer", blocks)
  }

  private var rate: String { PlanText.rate(result.load.requestsPerSecond) }

  private var sentence: String {
    guard let row = result.rows.first else { return "Of \(page.plan.scenario.name) at \(rate) req/s " + nothing }
    return "\(row.name), \(PlanText.count(row.accelerators, "accelerator")) for \(PlanText.month(row.dollarsPerHour)) a month, "
      + "\(superlative) that serves \(page.plan.scenario.name) at \(rate) req/s with \(result.objective.text)."
  }

  private var nothing: String { page.report.answers.first?.text ?? "nothing holds" }

  private var superlative: String {
    switch result.aim {
    case .cost: "is the cheapest"
    case .energy: "takes the least energy of those"
    case .gpus: "has the fewest accelerators of those"
    case .carbon: "emits the least carbon of those"
    }
  }

  private func numbers(_ row: PlanRow) -> [PageBlock.Number] {
    let each = NumberText.fixed(result.load.dollarsPerMillionOutputTokens(dollarsPerHour: row.dollarsPerHour), decimals: 2)
    var numbers = [
      PageBlock.Number(row.name, "layout", note: "\(PlanText.count(row.accelerators, "accelerator"))"),
      PageBlock.Number(
        PlanText.month(row.dollarsPerHour), "a month",
        note: "$\(NumberText.fixed(row.dollarsPerHour, decimals: 2)) an hour, $\(each) a million output tokens"),
    ]
    if let reach = row.reach {
      let spare = NumberText.signed((reach.passing - 1) * 100, decimals: 0)
      numbers.append(
        PageBlock.Number(
          "\(reach.broken == nil ? ">" : "")\(spare) %", "spare rate",
          note: "holds up to \(PlanText.rate(result.load.requestsPerSecond * reach.passing)) req/s"
            + (reach.broken.map { "; \(PlanText.weakness($0)) gives way first" } ?? "")))
    }
    return numbers
  }

  private var facts: [PageBlock.Fact] {
    let scenario = page.plan.scenario
    var facts: [PageBlock.Fact] = []
    if let because = scenario.because { facts.append(.init("Because", because)) }
    if let model = result.rows.first?.candidate.prepared.deployments.first?.pool.model ?? scenario.pools.first?.model {
      facts.append(.init("Model", "\(model)"))
    }
    facts.append(.init("Objective", result.objective.text))
    facts += page.report.asked.filter { $0.heading != "Plan" }.map { .init($0.heading, $0.text) }
    facts += page.report.answers.dropFirst(result.rows.isEmpty ? 0 : 1).map { .init($0.heading, $0.text) }
    return facts
  }
}

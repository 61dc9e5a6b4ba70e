import Store
import Study

/// What is said of a part of a plan: no table, which only all parts together give.
package enum PlanPartText {
  /// A part that is over and stored in `store`.
  package static func text(_ part: PlanPart, of plan: Plan, store: String, width: Int) -> String {
    let found = part.runsFound > 0 ? ", \(NumberText.count(part.runsFound)) taken from there" : ""
    let shares =
      "\(part.shard.index) of 0 to \(part.shard.count - 1): \(NumberText.count(part.layouts.count)) of "
      + "\(SweepText.count(part.layoutsInAll, "layout")) searched, \(NumberText.count(part.rows.count)) of them hold; "
      + "\(SweepText.count(part.runs, "run")) simulated, all of this part are in \(store)\(found)"
    return [
      TextLayout.paragraph("Plan", plan.scenario.name, width: width), TextLayout.paragraph("Part", shares, width: width),
      TextLayout.paragraph(
        "Next", "'windtunnel merge' of all parts into one database; the same plan there, without --shard, shows the table", width: width),
    ].joined(separator: "\n")
  }

  /// The same in JSON.
  package static func json(_ part: PlanPart, of plan: Plan, store: String) -> JSONTree {
    .document(
      "plan --shard",
      [
        ("plan", .text(plan.scenario.name)), ("part", .of(whole: part.shard.index)), ("parts", .of(whole: part.shard.count)),
        ("layoutsInAll", .of(whole: part.layoutsInAll)), ("layouts", .of(texts: part.layouts.map(\.description))),
        ("holding", .of(texts: part.rows.map(\.name))), ("runs", .of(whole: part.runs)), ("runsFound", .of(whole: part.runsFound)),
        ("store", .text(store)),
      ])
  }

  /// What a database holds of plans in parts, a line for each plan, such as `plan chat-8b: all 2 parts; without --shard it shows its table`.
  package static func merged(_ parts: [StoredPlanPart]) -> [String] {
    var lines: [String] = []
    var index = 0
    while index < parts.count {
      let first = parts[index]
      let own = Array(parts[index...].prefix { $0.digest == first.digest && $0.parts == first.parts })
      index += own.count
      let missing = missing(own)
      lines.append(
        missing.isEmpty
          ? "plan \(first.name): all \(first.parts) parts; without --shard it shows its table"
          : "plan \(first.name): \(missing) of 0 to \(first.parts - 1) missing; without --shard it searches that itself")
    }
    return lines
  }

  /// Such as `part 3` or `parts 0 to 2`; empty where all are there.
  package static func missing(_ parts: [StoredPlanPart]) -> String {
    guard let count = parts.first?.parts else { return "" }
    let missing = (0..<count).filter { part in !parts.contains { $0.part == part } }
    return missing.isEmpty ? "" : StoredRunsText.numbers(missing.map(Int64.init), "part")
  }
}

import Kernel

/// What a validation on this machine has to say about its figures.
struct RealTimeNotes {
  let plan: RealTimePlan
  let ways: [ServedWay]

  /// Sentences, in order.
  func notes(on comparisons: [RealTimeComparison]) -> [String] {
    var notes = [RealTimeFigures.verdict(comparisons.map(\.group)), speed(comparisons)]
    let handOvers = comparisons.compactMap { one in one.handOvers.map { (one.group.name, $0) } }
    if !handOvers.isEmpty { notes.append(Self.tokens(handOvers.map(\.1))) }
    notes += handOvers.map(Self.times)
    for way in ways where way.sharesPrompts {
      notes.append(
        "\(way.scheduler): prefixes are shared block by block; shared_attention is off and token_batching_degree 0 on both sides, for the "
          + "core's decodes read a prefix for each sequence, and no more sequences run at once than were calibrated")
    }
    for one in comparisons {
      guard let shared = one.shared else { continue }
      notes.append("\(one.group.name): \(shared.tokens) tokens of prompts were shared, \(shared.missed) of them computed all the same")
    }
    return notes
  }

  /// How the machine's speed wandered.
  private func speed(_ comparisons: [RealTimeComparison]) -> String {
    let changes = comparisons.map { ($0.slowdown >= 1 ? "+" : "-") + FixedDecimal.text(abs($0.slowdown - 1) * 100, digits: 1) }
    let lost = comparisons.map(\.lostShare)
    let standsStill = plan.threads == 1 && !plan.modes.contains(.disaggregated)
    let others =
      lost.contains { $0 >= 0.001 }
      ? "; others had the processor for \(lost.map { FixedDecimal.text($0 * 100, digits: 1) }.joined(separator: ", ")) % of the time"
        + (standsStill ? ", during which the serving clock stood still" : "") : ""
    return "Steps of the calibration, run again around the servings, took \(changes.joined(separator: ", ")) % longer than at calibration; "
      + "each load was simulated at the speed so found" + others
  }

  /// Whether two engines say what one says.
  private static func tokens(_ checks: [HandOverCheck]) -> String {
    let (compared, equal) = checks.reduce((0, 0)) { ($0.0 + $1.compared, $0.1 + $1.equal) }
    return "Hand-overs: \(checks.reduce(0) { $0 + $1.count }) between two processes; of \(compared) requests that one engine computed once "
      + "more all by itself, \(equal) came out the same token for token"
      + (equal == compared ? "" : ", the others where sums in another order decide between two tokens, or by a fault")
  }

  private static func times(_ name: String, _ check: HandOverCheck) -> String {
    "\(name): KV was there \(FixedDecimal.text(check.servedSeconds * 1e3, digits: 2)) ms after its prompt, simulated "
      + "\(FixedDecimal.text(check.simulatedSeconds * 1e3, digits: 2)) ms"
  }
}

import Kernel
import Record
import Scenario

/// Which types of accelerators are looked at side by side, and in which layouts.
///
/// Each type is there with the one layout of undivided replicas that carries the load for the least money, counted as it was found, or
/// as two iterations of the cost model say where there are too few of it to hold alone. Of more than ``mostTypes`` types those that do
/// so for the least are paired, each with each: six pairs. Prefill and decode apart are not mixed. Where settings of the scenario vary,
/// each type is there with its best layout of each, and is paired with those of the same setting.
struct MixedPairs {
  /// A type's layout, and how many replicas carry the load alone.
  struct Part {
    let candidate: PlanCandidate
    let replicas: Double
    /// Whether they were found to hold.
    let isFound: Bool

    var dollarsPerHour: Double { candidate.leastDollarsPerHour(of: PlanFleet([1])) * replicas }
  }

  /// The most types that are paired.
  static let mostTypes = 4
  /// An estimate needs an end.
  private static let mostReplicas = 65_536

  /// The parts, the cheapest first.
  let parts: [Part]

  init(_ outcomes: [(judge: FleetJudge, outcome: LayoutSearch.Outcome)]) {
    var best: [Part] = []
    for (judge, outcome) in outcomes {
      guard judge.runner.candidate.layout.mode == .aggregated, let part = Self.part(judge, outcome) else { continue }
      let layout = part.candidate.layout
      if let index = best.firstIndex(where: {
        $0.candidate.layout.accelerator == layout.accelerator && $0.candidate.layout.setting == layout.setting
      }) {
        if part.dollarsPerHour < best[index].dollarsPerHour { best[index] = part }
      } else {
        best.append(part)
      }
    }
    let ordered = best.enumerated().sorted { left, right in
      (left.element.dollarsPerHour, left.offset) < (right.element.dollarsPerHour, right.offset)
    }
    var parts: [Part] = []
    for part in ordered.map(\.element) where parts.count(where: { Self.isPaired($0, part) }) < Self.mostTypes { parts.append(part) }
    self.parts = parts
  }

  private static func isPaired(_ first: Part, _ second: Part) -> Bool {
    first.candidate.layout.setting == second.candidate.layout.setting
  }

  /// Each part with each that is dearer.
  var pairs: [(first: Part, second: Part)] {
    parts.indices.flatMap { first in
      parts.indices.filter { $0 > first && Self.isPaired(parts[first], parts[$0]) }.map { (parts[first], parts[$0]) }
    }
  }

  /// A layout that helps beside others: one that holds, or of which there are too few.
  private static func part(_ judge: FleetJudge, _ outcome: LayoutSearch.Outcome) -> Part? {
    let candidate = judge.runner.candidate
    switch outcome {
    case .holds(let row): return Part(candidate: candidate, replicas: Double(row.fleet.total), isFound: true)
    case .passedOver(let layout):
      guard case .tooMany(let finding) = layout.reason, let deployed = candidate.prepared.deployments.first else { return nil }
      let load = judge.runner.load
      let estimate = ServiceEstimate(deployed, load: load, objective: judge.runner.objective)
        .replicas(role: deployed.pool.role, rate: load.figures.requestsPerSecond, most: mostReplicas)
      return Part(candidate: candidate, replicas: Double(max(estimate, finding.fleet.total + 1)), isFound: false)
    }
  }
}

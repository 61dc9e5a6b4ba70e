import Store
import Study

/// Where runs were stored, in words: the very numbers.
package enum StoredRunsText {
  /// Such as `Stored as runs 1 to 4`; runs that `store` did not take are named with the database that they are in.
  package static func text(_ runs: [CompletedRun], store: String?) -> String {
    let own = runs.filter { $0.storedIn == store }.compactMap(\.storedRun)
    var parts = own.isEmpty ? [] : ["Stored as \(numbers(own))"]
    var others: [String] = []
    for run in runs where run.storedIn != store && run.storedRun != nil {
      if let path = run.storedIn, !others.contains(path) { others.append(path) }
    }
    for path in others {
      let kept = runs.filter { $0.storedIn == path }.compactMap(\.storedRun)
      parts.append((parts.isEmpty ? "Kept aside as " : "kept aside as ") + numbers(kept) + " in \(path)")
    }
    return parts.isEmpty ? "Not stored" : parts.joined(separator: ", ")
  }

  /// What became of the runs and plans of another database, `file`, that were to be added to one.
  package static func added(_ addition: ResultStore.Addition, from file: String) -> String {
    let runs = addition.runs.map { ($0.source, $0.run, $0.wasThere) }
    let plans = addition.plans.map { ($0.source, $0.plan, $0.wasThere) }
    var parts = added(runs, "run")
    if parts.isEmpty && plans.isEmpty && addition.planParts.isEmpty { parts = ["no run in it has finished"] }
    return "\(file): \((parts + added(plans, "plan") + addition.planParts.map(added)).joined(separator: ", "))"
  }

  /// Such as `part 0/2 of plan chat-8b added: 28 layouts, 103 runs`, as `--shard` names it.
  private static func added(_ part: ResultStore.AddedPlanPart) -> String {
    "part \(part.part)/\(part.parts) of plan \(part.name) \(part.wasThere ? "there already" : "added"): "
      + "\(SweepText.count(part.layouts, "layout")), \(SweepText.count(part.runs, "run"))"
  }

  private static func added(_ all: [(source: Int64, number: Int64, wasThere: Bool)], _ noun: String) -> [String] {
    [(false, "added as"), (true, "there already as")].compactMap { wasThere, verb in
      let these = all.filter { $0.wasThere == wasThere }
      return these.isEmpty ? nil : "\(numbers(these.map(\.source), noun)) \(verb) \(numbers(these.map(\.number), noun))"
    }
  }

  /// What was exported into a folder, in numbers.
  package static func exported(_ selection: ExportSelection, to directory: String) -> String {
    let kinds = [("run", selection.runs.count), ("sweep", selection.sweeps.count), ("plan", selection.plans.count)]
    let parts = kinds.filter { $0.1 > 0 }.map { "\(NumberText.count($0.1)) \($0.0)\($0.1 == 1 ? "" : "s")" }
    return "\(parts.joined(separator: ", ")) written to \(directory)"
  }

  /// What was to be exported and is not there, such as `there are no runs 51, 53 to 60`; nil where all is.
  package static func missing(_ missing: ExportSelection) -> String? {
    let kinds = [("run", missing.runs), ("sweep", missing.sweeps), ("plan", missing.plans)].filter { !$0.1.isEmpty }
    if kinds.isEmpty { return nil }
    let verb = kinds[0].1.count == 1 ? "is" : "are"
    return "there \(verb) no \(kinds.map { numbers($0.1, $0.0) }.joined(separator: ", no ")); the others were exported"
  }

  /// Names that are shown where there are more.
  private static let shownNames = 3

  /// What of an earlier export was removed from the folder; nil where it is nothing.
  package static func removed(_ names: [String], from directory: String) -> String? {
    names.isEmpty ? nil : "removed from \(directory), of an earlier export: \(first(names))"
  }

  /// What stays in the folder that has a name as of an earlier export; nil where it is nothing.
  package static func leftThere(_ names: [String], in directory: String) -> String? {
    names.isEmpty ? nil : "left in \(directory), for the text is no longer as an export wrote it: \(first(names))"
  }

  /// The first of some names, and how many there are more.
  private static func first(_ names: [String]) -> String {
    let more = names.count > shownNames ? " and \(NumberText.count(names.count - shownNames)) more" : ""
    return names.prefix(shownNames).joined(separator: ", ") + more
  }

  /// Such as `run 5`, `runs 1 to 4`, or `runs 5, 9, 12 to 16`.
  package static func numbers(_ runs: [Int64], _ noun: String = "run") -> String {
    var ranges: [ClosedRange<Int64>] = []
    for run in runs.sorted() {
      if let last = ranges.last, run - last.upperBound <= 1 {
        ranges[ranges.count - 1] = last.lowerBound...run
      } else {
        ranges.append(run...run)
      }
    }
    let texts = ranges.flatMap { range in
      switch range.upperBound - range.lowerBound {
      case 0: ["\(range.lowerBound)"]
      case 1: runs.count == 2 ? ["\(range.lowerBound) to \(range.upperBound)"] : ["\(range.lowerBound)", "\(range.upperBound)"]
      default: ["\(range.lowerBound) to \(range.upperBound)"]
      }
    }
    return noun + (runs.count == 1 ? " " : "s ") + texts.joined(separator: ", ")
  }
}

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

  /// What became of the runs of another database, `file`, that were to be added to one.
  package static func added(_ runs: [ResultStore.AddedRun], from file: String) -> String {
    let added = runs.filter { !$0.wasThere }
    var parts = added.isEmpty ? [] : ["\(numbers(added.map(\.source))) added as \(numbers(added.map(\.run)))"]
    let known = runs.filter(\.wasThere)
    if !known.isEmpty { parts.append("\(numbers(known.map(\.source))) there already as \(numbers(known.map(\.run)))") }
    return "\(file): \(parts.isEmpty ? "no run in it has finished" : parts.joined(separator: ", "))"
  }

  /// Such as `run 5`, `runs 1 to 4`, or `runs 5, 9, 12 to 16`.
  package static func numbers(_ runs: [Int64]) -> String {
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
    return (runs.count == 1 ? "run " : "runs ") + texts.joined(separator: ", ")
  }
}

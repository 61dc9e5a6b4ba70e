import Kernel

/// Stored runs as a user names them: `run:41`, or `run:41..50` for one run a seed.
public struct StoredRunRange: Hashable, Sendable {
  /// What such a word begins with.
  public static let prefix = "run:"
  /// The most runs that a word may name.
  public static let mostRuns: Int64 = 10_000

  /// The numbers of the runs.
  public let numbers: ClosedRange<Int64>

  /// Reads a word.
  ///
  /// - Throws: ``InputError`` where it names no runs, or too many.
  public init(_ word: String) throws(InputError) {
    let ends = word.dropFirst(Self.prefix.count).split(separator: ".", omittingEmptySubsequences: true).map { Int64($0) }
    guard word.hasPrefix(Self.prefix), (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first > 0,
      first <= last, last - first < Self.mostRuns
    else {
      throw InputError("'\(word.prefix(60))' is no stored run", remedy: "write run:41, or run:41..50")
    }
    numbers = first...last
  }

  /// The runs, which differ in their seed only.
  ///
  /// - Throws: ``InputError`` where one is missing, did not come to its end, or is of another scenario.
  public func runs(in store: ResultStore) throws -> [StoredRun] {
    let found = try store.runs(numbered: numbers)
    var expected = numbers.lowerBound
    for run in found {
      if run.id != expected { throw missing(expected, in: store) }
      expected += 1
      guard run.status == .finished else {
        throw InputError("run \(run.id) did not come to its end", file: store.path, remedy: "run its scenario again")
      }
    }
    guard expected == numbers.upperBound + 1, let first = found.first else { throw missing(expected, in: store) }
    if let other = found.first(where: { $0.provenance.scenarioHash != first.provenance.scenarioHash }) {
      throw InputError(
        "runs \(first.id) and \(other.id) are not of the same scenario", file: store.path,
        remedy: "name runs that differ in their seed only")
    }
    return found
  }

  private func missing(_ run: Int64, in store: ResultStore) -> InputError {
    InputError("there is no run \(run)", file: store.path, remedy: "'windtunnel list runs' shows those there are")
  }
}

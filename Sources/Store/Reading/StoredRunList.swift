import Kernel

/// Stored runs as a user names them: `run:41`, or `run:41..50` and `run:4,7..9` for one run a seed.
public struct StoredRunList: Hashable, Sendable {
  /// What such a word begins with.
  public static let prefix = "run:"
  /// The most runs that a word may name.
  public static let mostRuns = 10_000

  /// The numbers of the runs, as they are named.
  public let numbers: [Int64]

  /// Reads a word.
  ///
  /// - Throws: ``InputError`` where it names no runs, too many, or one of them twice.
  public init(_ word: String) throws(InputError) {
    let list = word.hasPrefix(Self.prefix) ? try? NumberList(String(word.dropFirst(Self.prefix.count)), noun: "stored run") : nil
    guard let list, list.numbers.count <= Self.mostRuns, Set(list.numbers).count == list.numbers.count else {
      throw InputError("'\(word.prefix(60))' is no stored run", remedy: "write run:41, run:41..50, or run:41,45..50")
    }
    numbers = list.numbers
  }

  /// The runs, which differ in their seed only.
  ///
  /// - Throws: ``InputError`` where one is missing, did not come to its end, or is of another scenario.
  public func runs(in store: ResultStore) throws -> [StoredRun] {
    let stored = try store.runs(numbered: (numbers.min() ?? 1)...(numbers.max() ?? 1))
    let byNumber = Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0) })
    let found = try numbers.map { number in
      guard let run = byNumber[number] else {
        throw InputError("there is no run \(number)", file: store.path, remedy: "'windtunnel list runs' shows those there are")
      }
      guard run.status == .finished else {
        throw InputError("run \(number) did not come to its end", file: store.path, remedy: "run its scenario again")
      }
      return run
    }
    if let other = found.first(where: { $0.provenance.scenarioHash != found[0].provenance.scenarioHash }) {
      throw InputError(
        "runs \(found[0].id) and \(other.id) are not of the same scenario", file: store.path,
        remedy: "name runs that differ in their seed only")
    }
    return found
  }
}

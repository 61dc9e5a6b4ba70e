import Kernel
import Serving

extension Scenario {
  /// Something that befalls replicas or links at a time that the scenario gives.
  public struct PlannedFailure: Hashable, Sendable {
    /// What happens, such as `replicas 2 to 4 crash`.
    public let text: String
    /// When it begins.
    public let start: Instant
    /// When it is over; nil where it lasts to the end.
    public let end: Instant?
  }

  /// Reads the cluster and the objective of a stored run from its resolved text, as if it stood in `file`. What arrived is not read: it may
  /// have come from files that are gone since, and ``workload`` is a single request in its place.
  ///
  /// - Throws: ``InputError`` where the text names another file that is gone, or a profile that this program does not have.
  public static func readCluster(ofResolved text: String, file: String) throws(InputError) -> Scenario {
    try read(withoutLoad(text), file: file)
  }

  /// A resolved text with a load that needs no file.
  private static func withoutLoad(_ text: String) -> String {
    var lines: [Substring] = []
    var isLoad = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.first.map({ $0 != " " }) ?? false { isLoad = line.hasPrefix("workload:") }
      if !isLoad { lines.append(line) }
    }
    return lines.joined(separator: "\n") + "\nworkload: {requests: 1, prompt: 1 token, output: 1 token, arrivals: {process: at_once}}\n"
  }

  /// What the scenario lets fail at given times, in the order written; crashes that come by chance are none of them.
  ///
  /// - Throws: ``InputError`` as ``cluster()``.
  public func plannedFailures() throws(InputError) -> [PlannedFailure] {
    if failures.items.isEmpty { return [] }
    let plan = try cluster().failures
    let faults = plan.faults.map { fault in
      let (first, last) = (fault.replicas.lowerBound, fault.replicas.upperBound - 1)
      let isOne = first == last
      let what =
        switch fault.effect {
        case .crash: isOne ? "crashes" : "crash"
        case .slowdown(let permille): "\(isOne ? "takes" : "take") \(Double(permille) / 1000) times as long"
        }
      return PlannedFailure(
        text: (isOne ? "replica \(first) " : "replicas \(first) to \(last) ") + what, start: fault.start,
        end: fault.length.map { fault.start + $0 })
    }
    return faults
      + plan.links.map { link in
        let what = link.bandwidthPermille == 0 ? "is lost" : "has \(Double(link.bandwidthPermille) / 10) % of its bandwidth"
        return PlannedFailure(text: "\(link.link) \(what)", start: link.start, end: link.length.map { link.start + $0 })
      }
  }
}

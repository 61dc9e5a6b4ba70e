import Kernel
import Serving
import Study

/// Lines of the report on replicas that were not there all the time, and on KV that went from one to another.
struct PresenceText {
  let results: Replications

  private func total(_ value: (ReplicaOutcome) -> Int) -> Int {
    results.runs.reduce(0) { $0 + $1.summary.replicas.reduce(0) { $0 + value($1) } }
  }

  private func seconds(_ value: (ReplicaOutcome) -> Duration) -> Double {
    results.runs.reduce(0) { $0 + $1.summary.replicas.reduce(0) { $0 + value($1).seconds } }
  }

  /// Hand-overs; nil where there were none.
  var handOvers: String? {
    let count = total(\.handOversIn)
    return count == 0 ? nil : "\(NumberText.count(count)) requests handed over with their KV"
  }

  /// Crashes and what became of their requests; nil where nothing crashed.
  var failures: String? {
    let crashes = total(\.crashes)
    if crashes == 0 { return nil }
    let (lost, there) = (total(\.lost), seconds(\.onTime))
    return "\(NumberText.count(crashes)) crashes,| \(NumberText.count(lost)) requests sent elsewhere and computed anew,| "
      + "replicas down \(NumberText.percent(seconds(\.downTime) / there)) of the time"
  }

  /// How many replicas were switched on in the mean; nil where all of them were.
  var scaling: String? {
    let whole = results.runs.reduce(0) { $0 + $1.summary.end.seconds }
    guard whole > 0, let most = results.runs.first?.summary.replicas.count else { return nil }
    let mean = seconds(\.onTime) / whole
    return mean > Double(most) * 0.999999 ? nil : "\(NumberText.fixed(mean, decimals: 2)) of \(most) replicas switched on in the mean"
  }
}

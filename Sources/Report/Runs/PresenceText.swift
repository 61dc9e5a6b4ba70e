import Kernel
import Metrics
import Record
import Study

/// Lines of the report on replicas that were not there all the time, and on KV that went from one to another.
struct PresenceText {
  let results: Replications
  /// Whether clients get their first token from the side that decodes.
  let decodeSideAnswers: Bool

  private func total(_ value: (ReplicaOutcome) -> Int) -> Int {
    Int(clamping: results.runs.reduce(Int128(0)) { $1.summary.replicas.reduce($0) { $0 + Int128(value($1)) } })
  }

  private func seconds(_ value: (ReplicaOutcome) -> Duration) -> Double {
    results.runs.reduce(0) { $0 + $1.summary.replicas.reduce(0) { $0 + value($1).seconds } }
  }

  /// Hand-overs and what they took; nil where there were none.
  var handOvers: String? {
    let all = results.runs.map(\.summary.handOvers)
    let (count, calledOff) = (results.total(\.handOvers.count), results.total(\.handOvers.calledOff))
    if count == 0 && calledOff == 0 { return nil }
    var parts = ["\(NumberText.count(count)) requests handed over with their KV"]
    if count > 0 {
      func mean(_ sum: (HandOverTotals) -> Int128) -> String {
        NumberText.time(seconds: Double(all.reduce(0) { $0 + sum($1) }) / 1e12 / Double(count))
      }
      let longest = all.map(\.longestVisible).max() ?? .zero
      parts.append(NumberText.bytes(all.reduce(0) { $0 + Double($1.bytes) }))
      parts.append("\(mean(\.visiblePicoseconds)) from the prompt's end to the KV's arrival in the mean")
      parts.append("\(NumberText.time(seconds: longest.seconds)) at most")
      if let both = firstTokens(visible: all.reduce(0.0) { $0 + Double(nearest: $1.visiblePicoseconds) } / 1e12) { parts.append(both) }
      // Where hardly anybody waited, the mean is of no use to anybody.
      let waited = all.reduce(0) { $0 + $1.waitedForRoomPicoseconds }
      if waited / Int128(count) >= 1_000_000 { parts.append("\(mean(\.waitedForRoomPicoseconds)) waiting for room") }
      parts.append("\(mean(\.transferPicoseconds)) under way")
      parts.append("up to \(NumberText.count(all.map(\.peak).max() ?? 0)) at once")
    }
    if calledOff > 0 {
      parts.append("\(NumberText.count(calledOff)) called off by crashes")
      parts.append("\(NumberText.count(results.total(\.handOvers.sentAgain))) of them sent again from their source")
    }
    let changes = results.total(\.handOvers.roleChanges)
    if changes > 0 { parts.append("\(NumberText.count(changes)) changes of roles") }
    return parts.joined(separator: TextLayout.comma)
  }

  /// TTFT both ways, in the mean over the requests that finished: to the end of the prompt, and to the arrival of its KV.
  private func firstTokens(visible seconds: Double) -> String? {
    let finished = results.total(\.counts.finished)
    guard finished > 0, let counted = results.mean(of: Measure(.ttft)) else { return nil }
    let wait = seconds / Double(finished)
    let (prefill, decode) = decodeSideAnswers ? (counted / 1e3 - wait, counted / 1e3) : (counted / 1e3, counted / 1e3 + wait)
    let side = decodeSideAnswers ? "decode" : "prefill"
    return "mean TTFT \(NumberText.time(seconds: max(0, prefill))) where the prefill side sends the first token and "
      + "\(NumberText.time(seconds: decode)) where the decode side does,\(breakMark) "
      + "counted here: the \(side) side's (hand_over.first_token)"
  }

  /// Crashes and what became of their requests; nil where nothing crashed.
  var failures: String? {
    let crashes = total(\.crashes)
    if crashes == 0 { return nil }
    let (lost, there) = (total(\.lost), seconds(\.onTime))
    return "\(NumberText.count(crashes)) crashes,\(breakMark) "
      + "\(NumberText.count(lost)) requests sent elsewhere and computed anew,\(breakMark) "
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

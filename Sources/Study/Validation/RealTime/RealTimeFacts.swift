import Calibration
import Foundation
import Kernel

/// What a validation on this machine has to say before its figures.
struct RealTimeFacts {
  let plan: RealTimePlan
  let ways: [ServedWay]
  let calibration: MachineCalibration
  let rehearsal: RealTimeRehearsal
  let link: MeasuredLink?

  /// Headings and texts, in order.
  var facts: [(heading: String, text: String)] {
    let errors = CalibrationReport.errors(calibration.report.wholeSteps)
    var facts = [
      ("Library", calibration.report.library), ("Model", "\(plan.model), single precision"), ("Processors", processors),
      ("Load", "\(loads), for \(FixedDecimal.text(plan.duration.seconds, digits: 0)) s at each rate"),
      (
        "Capacity",
        rehearsal.ways.map { "\(FixedDecimal.text($0.requestsPerSecond, digits: 2)) requests/s with \($0.way.name)" }
          .joined(separator: ", ") + ", measured"
      ),
    ]
    if let host = rehearsal.host { facts.append(("Server", "\(Self.text(host)) beside the core's operators")) }
    if let hosts = rehearsal.pairHosts {
      facts.append(
        (
          "Two engines",
          "\(Self.text(hosts.prefill)) where prompts are computed, \(Self.text(hosts.decode)) where they are decoded, KV taken out and in"
            + " included"
        ))
    }
    if let link { facts.append(("Hand-over", Self.text(link))) }
    facts.append(("Energy", energy))
    facts.append(
      (
        "Calibration",
        "\(calibration.profile.id)@\(calibration.profile.digest.hexadecimal): whole steps within "
          + "\(FixedDecimal.text(errors.median * 100, digits: 1)) % in the median, repeats scatter by "
          + "\(FixedDecimal.text(calibration.report.noise * 100, digits: 1)) %"
      ))
    return facts
  }

  private var loads: String {
    var words: [String] = []
    for way in ways {
      let text = RealTimePlan.loadInWords(way)
      if !words.contains(text) { words.append(text) }
    }
    return words.joined(separator: "; ")
  }

  /// How many threads want a processor, and what follows where there are too few.
  private var processors: String {
    let available = ProcessInfo.processInfo.activeProcessorCount
    let engines = plan.modes.map(\.pools).max() ?? 1
    let wanted = engines * plan.threads
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    let sizes = engines == 1 ? count(plan.threads, "thread") : "\(engines) engines of \(count(plan.threads, "thread"))"
    let verdict =
      wanted > available
      ? ": too few. Engines take the processors from each other, which no simulation knows of; figures of such ways prove no more than "
        + "that they run"
      : engines > 1 && wanted == available
        ? ": enough for the engines, none for what sends KV and for whatever else runs" : ""
    return "\(sizes) on \(count(available, "processor"))\(verdict)"
  }

  /// What the machine drew, or why no joules are compared.
  private var energy: String {
    guard let draw = calibration.report.draw else { return "not compared: \(calibration.report.drawAbsence ?? "")" }
    return "\(FixedDecimal.text(draw.idleWatts, digits: 1)) W idle, \(FixedDecimal.text(draw.busyWatts, digits: 1)) W at work, counted by "
      + "the processors (\(draw.zones))"
  }

  private static func text(_ host: HostTime) -> String {
    "\(FixedDecimal.text(host.perIteration * 1e6, digits: 1)) us an iteration and "
      + "\(FixedDecimal.text(host.perSequence * 1e6, digits: 2)) us a sequence"
  }

  private static func text(_ link: MeasuredLink) -> String {
    "over a socket between two processes, measured before: \(FixedDecimal.text(link.latency.seconds * 1e6, digits: 0)) us and "
      + "\(FixedDecimal.text(link.bytesPerSecond / 1e9, digits: 2)) GB/s, from the end of the prompt to the last byte"
  }
}

import Kernel
import Metrics
import Record
import Store
import Study

/// What `windtunnel run` says of one scenario: the verdict first, then latencies, then everything else in a line each.
package struct RunReport {
  private let prepared: PreparedScenario
  private let results: Replications
  private let store: String?
  private let revision: String
  private let ink: Ink
  private let ownChecks: [FidelityCheck]

  /// A report of all runs of one scenario.
  ///
  /// - Parameters:
  ///   - prepared: the scenario that was run.
  ///   - results: its runs, one a seed.
  ///   - store: the database that the runs belong into; nil where nothing was stored.
  ///   - revision: the source revision of the program that ran it.
  ///   - ink: how the verdict and what can be passed over are marked.
  ///   - ownChecks: what validations that are stored in that database found.
  package init(
    _ prepared: PreparedScenario, _ results: Replications, store: String?, revision: String, ink: Ink = .none,
    ownChecks: [FidelityCheck] = []
  ) {
    self.prepared = prepared
    self.results = results
    self.store = store
    self.revision = revision
    self.ink = ink
    self.ownChecks = ownChecks
  }

  /// The report within so many columns.
  package func text(width: Int) -> String {
    var parts = [heading(width), latencies(width)]
    if let classes = ClassTable(results: results).text(width: width, ink: ink) { parts.append(classes) }
    parts.append(facts(width))
    if !notes.isEmpty { parts.append(ink.paint(notes.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n"), .faint)) }
    parts.append(ink.paint(provenance(width), .faint))
    return parts.joined(separator: "\n\n")
  }

  // MARK: Verdict

  private func heading(_ width: Int) -> String {
    var lines = [TextLayout.paragraph("Scenario", results.name, width: width)]
    if let because = prepared.scenario.because { lines.append(TextLayout.paragraph("Because", because, width: width)) }
    if results.runs.count > 1 {
      lines.append(
        TextLayout.paragraph("Seeds", "\(results.runs.count): figures are means over the seeds, intervals are over the seeds", width: width)
      )
    } else if !results.usesSeed && prepared.scenario.run.seeds.count > 1 {
      lines.append(TextLayout.paragraph("Seeds", "nothing is drawn here, so one run speaks for all seeds", width: width))
    }
    let (phrase, tone) = Verdict(results).phrase
    lines.append(ink.paint(phrase, tone, in: TextLayout.paragraph("Verdict", verdict, width: width)))
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    ([Verdict(results).sentence] + [DeploymentNotes.bound(prepared.deployments)].compactMap { $0 }).joined(separator: "; ")
  }

  // MARK: Latencies

  private static let statistics: [Statistic] = [.mean, .p50, .p90, .p99, .maximum]

  private func latencies(_ width: Int) -> String {
    var table = TextTable(
      [.init("", isNumber: false)]
        + Self.statistics.map { statistic in
          TextTable.Column(statistic.rawValue, weight: [.p90: 1, .maximum: 2, .p50: 4][statistic])
        } + [.init("95 % CI of mean", isNumber: false, weight: 3)])
    for metric in MetricID.latencies {
      guard let mean = results.mean(of: Measure(metric)) else { continue }
      // Milliseconds, as everywhere; seconds where nobody would count in milliseconds.
      let (scale, unit) = mean >= 10_000 ? (1e-3, "s") : (1, "ms")
      let decimals = NumberText.decimals(for: mean * scale)
      let cells = Self.statistics.map { statistic in
        results.mean(of: Measure(metric, statistic)).map { NumberText.fixed($0 * scale, decimals: decimals) } ?? "-"
      }
      let interval = results.interval(of: Measure(metric)).map { "± " + NumberText.fixed($0.halfWidth * scale, decimals: decimals) } ?? "-"
      table.add(["\(MetricCatalog.definition(of: metric).name.capitalizedFirst) \(unit)"] + cells + [interval])
    }
    if results.isAllRejected { return "There are no latencies: no request was served." }
    if results.rejectedShare == 0 { return table.told(width: width, ink: ink) }
    let served = "Of those served; \(NumberText.percent(results.rejectedShare)) of the requests were rejected and have no latencies:"
    return TextLayout.paragraph("", served, width: width) + "\n" + table.told(width: width, ink: ink)
  }

  // MARK: Everything else

  private func facts(_ width: Int) -> String {
    let lines = [
      ("Cluster", cluster), ("Requests", requests), ("Tasks", tasks), ("Throughput", throughput), ("Utilisation", utilisation),
      ("Energy", energy),
      ("Cost", cost),
      ("Carbon", carbon), ("Prefix cache", prefixCache), ("Speculation", speculation),
      ("Adapters", adapters), ("Images", images), ("Hand-over", presence.handOvers),
      ("Failures", presence.failures),
      ("Scaling", presence.scaling),
      ("Limits", RunLimits(prepared, results).text), ("Queue", queue(width)), ("Stability", stability),
      ("Checked", NearestCheckText.text(prepared.deployments, own: ownChecks)),
    ]
    return lines.compactMap { heading, text in text.map { TextLayout.paragraph(heading, $0, width: width) } }
      .joined(separator: "\n")
  }

  /// The accelerators, by name where there are several sorts, and what they cost.
  private var cluster: String? {
    let description = prepared.clusterDescription
    var sorts: [(name: String, count: Int)] = []
    for (pool, deployed) in zip(description.pools, prepared.deployments) {
      for kind in deployed.deployment.acceleratorKinds {
        let (name, count) = (kind.accelerator.id, pool.replicas * kind.count)
        if let known = sorts.firstIndex(where: { $0.name == name }) { sorts[known].count += count } else { sorts.append((name, count)) }
      }
    }
    let names = sorts.count == 1 ? sorts[0].name : sorts.map { "\(NumberText.count($0.count)) \($0.name)" }.joined(separator: ", ")
    return FleetPrice(description).text(names: names) + (presence.scaling == nil ? "" : " with all replicas switched on")
  }

  private var presence: PresenceText {
    PresenceText(results: results, decodeSideAnswers: prepared.cluster.pools.contains { $0.handOver.firstToken == .decode })
  }

  private var requests: String? {
    var parts = [
      "\(NumberText.count(results.total { $0.counts.arrived })) arrived",
      "\(NumberText.count(results.total { $0.counts.finished })) finished",
    ]
    for (index, reason) in RejectionReason.allCases.enumerated() {
      let count = results.total { $0.counts.rejected[index] }
      if count > 0 { parts.append("\(NumberText.count(count)) rejected (\(reason.name))") }
    }
    if results.total({ $0.counts.rejectedTotal }) == 0 { parts.append("0 rejected") }
    parts.append("\(NumberText.count(results.total { $0.counts.unfinished })) unfinished")
    parts.append("\(NumberText.count(results.total { $0.preemptions })) preemptions")
    let warmUp = results.total { $0.warmUpRequests }
    if warmUp > 0 { parts.append("\(NumberText.count(warmUp)) left out as warm-up") }
    return parts.joined(separator: TextLayout.comma)
  }

  /// What tasks came to, of a load that is made of them.
  private var tasks: String? {
    guard let each = results.mean(of: Measure(.requestsPerTask)) else { return nil }
    var parts = ["\(NumberText.count(results.total { $0[.taskLatency]?.count ?? 0 })) done"]
    if let rate = results.mean(of: Measure(.taskThroughput)) { parts.append("\(NumberText.figure(rate)) a second") }
    return (parts + ["\(NumberText.figure(each)) requests each"]).joined(separator: TextLayout.comma)
  }

  private var throughput: String? {
    let rates = [
      (MetricID.requestThroughput, "requests/s"), (.outputThroughput, "output tokens/s"), (.totalThroughput, "tokens/s in all"),
      (.goodput, "requests/s good"),
    ]
    let parts = rates.compactMap { metric, unit in results.mean(of: Measure(metric)).map { "\(NumberText.figure($0)) \(unit)" } }
    let length = results.runs.reduce(0) { $0 + $1.summary.end.seconds } / Double(results.runs.count)
    return (parts + ["over \(NumberText.time(seconds: length))"]).joined(separator: TextLayout.comma)
  }

  private var utilisation: String? {
    let shares = [(MetricID.busyShare, "busy"), (.mfu, "MFU"), (.mbu, "MBU")]
    var parts = shares.compactMap { metric, name in results.mean(of: Measure(metric)).map { "\(name) \(NumberText.percent($0))" } }
    if let bubbles = results.mean(of: Measure(.pipelineBubbleShare)) { parts.append("pipeline bubbles \(NumberText.percent(bubbles))") }
    return parts.isEmpty ? nil : parts.joined(separator: TextLayout.comma)
  }

  /// Who drew the energy, in shares of it.
  private var energyByPhase: String? {
    guard let whole = results.mean(of: Measure(.energyPerRequest)), whole > 0 else { return nil }
    let phases = [(MetricID.prefillEnergyPerRequest, "prefill"), (.decodeEnergyPerRequest, "decode"), (.idleEnergyPerRequest, "standby")]
    let parts = phases.compactMap { metric, name in
      results.mean(of: Measure(metric)).map { "\(name) \(NumberText.percent($0 / whole))" }
    }
    return parts.joined(separator: TextLayout.comma)
  }

  private var carbon: String? {
    guard let each = results.mean(of: Measure(.carbonPerMillionOutputTokens)) else { return nil }
    var parts = ["\(NumberText.scaled(each, "g")) of CO2 a million output tokens"]
    if let each = results.mean(of: Measure(.carbonPerMillionTokens)) {
      parts.append("\(NumberText.scaled(each, "g")) a million tokens in all")
    }
    return parts.joined(separator: TextLayout.comma)
  }

  private var energy: String? {
    guard let watts = results.mean(of: Measure(.meanPower)) else { return nil }
    let joules = results.runs.reduce(0) { $0 + $1.summary.joules } / Double(results.runs.count)
    var parts = [NumberText.scaled(joules, "J"), "\(NumberText.scaled(watts, "W")) in the mean"]
    if let peak = results.mean(of: Measure(.peakPower)) { parts.append("\(NumberText.scaled(peak, "W")) at the peak") }
    if let each = results.mean(of: Measure(.energyPerOutputToken)) { parts.append("\(NumberText.figure(each)) J an output token") }
    if let each = results.mean(of: Measure(.energyPerRequest)) { parts.append("\(NumberText.figure(each)) J a request") }
    if let phases = energyByPhase { parts.append(phases) }
    return parts.joined(separator: TextLayout.comma)
  }

  private var cost: String? {
    let dollars = results.runs.reduce(0) { $0 + $1.summary.dollars } / Double(results.runs.count)
    guard dollars > 0 else { return nil }
    var parts = ["$\(NumberText.figure(dollars))"]
    if let each = results.mean(of: Measure(.costPerMillionOutputTokens)) {
      parts.append("$\(NumberText.figure(each)) a million output tokens")
    }
    if let each = results.mean(of: Measure(.costPerMillionTokens)) { parts.append("$\(NumberText.figure(each)) a million tokens in all") }
    return parts.joined(separator: TextLayout.comma)
  }

  /// What part of all that was to be prefilled was cached, and where; nothing where no prompt shared anything.
  private var prefixCache: String? {
    func sum(_ tokens: (ReplicaOutcome) -> Int) -> Double {
      Double(results.runs.reduce(Int128(0)) { $1.summary.replicas.reduce($0) { $0 + Int128(tokens($1)) } })
    }
    let (queried, held) = (sum(\.cacheQueriedTokens), sum(\.cacheHitTokens))
    guard held > 0 else { return nil }
    let (host, remote) = (sum(\.cacheHostTokens), sum(\.cacheRemoteTokens))
    var parts = ["\(NumberText.percent((held - host - remote) / queried)) of prefill tokens from accelerators"]
    if host > 0 { parts.append("\(NumberText.percent(host / queried)) from hosts") }
    if remote > 0 { parts.append("\(NumberText.percent(remote / queried)) from the remote pool") }
    parts.append("\(NumberText.percent(1 - held / queried)) computed")
    let loading = results.runs.flatMap(\.summary.replicas).reduce(0) { $0 + $1.cacheLoading.seconds } / Double(results.runs.count)
    if loading > 0 { parts.append("\(NumberText.time(seconds: loading)) of waiting for loads") }
    return parts.joined(separator: TextLayout.comma)
  }

  /// What steps drafted and what came of it; nothing where none did.
  private var speculation: String? {
    guard let sums = DraftSums(results) else { return nil }
    return [
      "\(NumberText.figure(sums.tokensPerStep)) tokens a step of a sequence", "\(NumberText.figure(sums.drafted / sums.steps)) drafted",
      "\(NumberText.percent(sums.accepted / sums.drafted)) of them right",
      "\(NumberText.percent(sums.wasted / (sums.steps + sums.accepted))) of tokens beyond the end",
    ].joined(separator: TextLayout.comma)
  }

  /// What was done with images; nothing where no request shows any.
  private var images: String? {
    guard let sums = ImageSums(results), sums.busySeconds > 0 else { return nil }
    let runs = Double(results.runs.count)
    return [
      "\(NumberText.figure(sums.encoded / runs)) encoded", "\(NumberText.percent(sums.hits / (sums.encoded + sums.hits))) found encoded",
      "encoding is \(NumberText.percent(sums.encoderSeconds / sums.busySeconds)) of busy time",
    ].joined(separator: TextLayout.comma)
  }

  /// How requests came by their adapters; nothing where none ran with any.
  private var adapters: String? {
    let finished = results.runs.flatMap(\.summary.replicas).reduce(0.0) { $0 + Double($1.finished) }
    guard let sums = AdapterSums(results), finished > 0 else { return nil }
    let runs = Double(results.runs.count)
    var parts = [
      "\(NumberText.figure(sums.loads / runs)) loads of \(NumberText.bytes(sums.bytes / runs))",
      "\(NumberText.percent(sums.waits / finished)) of requests waited for theirs",
    ]
    if sums.waits > 0 { parts.append("\(NumberText.time(seconds: sums.waitSeconds / sums.waits)) each") }
    return parts.joined(separator: TextLayout.comma)
  }

  private func queue(_ width: Int) -> String? {
    let series = results.first.series
    guard series.count > 1, let most = series.map(\.waiting).max() else { return nil }
    if most == 0 { return "nothing ever waited at the end of a bin" }
    let bars = Sparkline.text(series.map { Double($0.waiting) }, width: max(8, min(width - 13, 60)))
    let seconds = (series[0].end - series[0].start).seconds * Double(bars.valuesPerBar)
    return "\(bars.text)\(breakMark) up to \(NumberText.count(most)) waiting; a bar is \(NumberText.time(seconds: seconds))"
  }

  private var stability: String? {
    let judged = results.runs.compactMap(\.summary.stability)
    guard let first = judged.first else { return "not judged: requests came over too short a time" }
    if results.runs.count == 1 { return first.verdict }
    func count(_ finding: Stability.Finding) -> Int { judged.count { $0.finding == finding } }
    let told = judged.first { $0.finding == .growing } ?? judged.first { $0.finding == .undecided } ?? first
    let share = "\(count(told.finding)) of \(results.runs.count) runs"
    switch told.finding {
    case .growing: return "\(share) are not stable; \(told.verdict)"
    case .undecided where count(.stable) > 0:
      return "\(count(.stable)) of \(results.runs.count) runs are stable; of the others: \(told.verdict)"
    case .undecided, .stable: return told.verdict
    }
  }

  // MARK: Notes and provenance

  /// What is to be known of the figures, a sentence or more each.
  var notes: [String] {
    var notes: [String] = []
    let histogram = results.first.metrics.filter { if case .histogram = $0.method { true } else { false } }.map(\.metric.rawValue)
    if !histogram.isEmpty {
      notes.append("Percentiles of \(histogram.joined(separator: ", ")) are from a histogram, within 0.4 %; means and maxima are exact.")
    }
    for note in results.runs[0].workloadReport.notes {
      let place = note.firstLine.map { " (first in line \($0) of the trace)" } ?? ""
      let count = NumberText.count(note.count)
      let what =
        switch note.action {
        case .skipped: "\(count) rows were left out"
        case .clipped: "\(count) requests were cut"
        case .dropped: "\(count) requests are whole, but something that the trace tells of them is not used"
        }
      notes.append("\(what): \(note.reason)\(place).")
    }
    notes += results.runs[0].workloadReport.remarks.map { "Trace: \($0)." }
    if results.rejectedShare > 0 { notes += (try? LoadNotes.memory(prepared.scenario, prepared.deployments)) ?? [] }
    return notes + DeploymentNotes.notes(prepared.deployments)
  }

  private func provenance(_ width: Int) -> String {
    let digests = results.runs.reduce(into: Digest()) { $0.mix($1.summary.digest) }
    let digest = results.runs.count == 1 ? Self.hexadecimal(results.first.digest) : digests.hexadecimal
    let parts = [
      StoredRunsText.text(results.runs, store: store), "scenario \(prepared.scenario.hash.prefix(6))",
      "calibration \(Self.short(prepared.calibration))",
      "git \(revision)", "digest \(digest.prefix(8))",
    ]
    return TextLayout.paragraph("", parts.joined(separator: TextLayout.dot), width: width)
  }

  /// Names with the first digits of their digests, such as `h100@2b77`.
  static func short(_ calibration: String) -> String {
    calibration.split(separator: "+").map { name in
      let parts = name.split(separator: "@", maxSplits: 1)
      return parts.count == 2 ? "\(parts[0])@\(parts[1].prefix(4))" : String(name)
    }.joined(separator: " + ")
  }

  /// Sixteen hexadecimal digits.
  static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

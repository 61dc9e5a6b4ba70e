import Kernel
import Workload

/// What the verbs of `windtunnel trace` say, in JSON: what a trace is like, and what was written.
package enum TraceJSON {
  /// What `trace convert` wrote: `file` out of `trace`; `steps` is what was done on the way, nil where nothing was.
  package static func converted(_ trace: String, to file: String, steps: String?, _ report: TraceReport) -> JSONTree {
    .document(
      "trace convert",
      [("file", .text(file)), ("trace", .text(trace)), ("steps", .of(text: steps)), ("requests", .of(whole: report.rows))]
        + account(report))
  }

  /// What `trace generate` wrote, and from what; `profile` is nil where lengths come from distributions.
  package static func generated(
    _ file: String, from workload: WorkloadSpecification, profile: String?, seed: UInt64, _ report: TraceReport
  ) -> JSONTree {
    .document(
      "trace generate",
      [
        ("file", .text(file)), ("profile", .of(text: profile)), ("workload", .text(workload.description)), ("seed", .of(whole: seed)),
        ("requests", .of(whole: report.rows)),
      ] + account(report))
  }

  /// What `trace profile` measured of a trace and wrote.
  package static func profiled(_ trace: String, to file: String, _ profile: TraceProfile, _ report: TraceReport) -> JSONTree {
    .document(
      "trace profile",
      [
        ("file", .text(file)), ("trace", .text(trace)), ("name", .text(profile.name)), ("requests", .of(whole: profile.requests)),
        ("spanSeconds", .number(profile.span.seconds)),
      ] + account(report))
  }

  /// What was left out and changed, and what was taken for granted.
  private static func account(_ report: TraceReport) -> JSONMembers {
    [
      ("skipped", .of(whole: report.skipped)), ("clipped", .of(whole: report.clipped)), ("notes", notes(report)),
      ("remarks", .of(texts: report.remarks)),
    ]
  }

  private static func notes(_ report: TraceReport) -> JSONTree {
    .list(
      report.notes.map { note in
        .object([
          ("action", .text(note.action.rawValue)), ("reason", .text(note.reason)), ("count", .of(whole: note.count)),
          ("firstLine", .of(whole: note.firstLine)),
        ])
      })
  }

  /// The document of the trace in `file`; `format` is what it holds and `steps` what was done to it, nil where nothing was.
  package static func document(_ file: String, format: TraceFormat, hasTimes: Bool, steps: String?, _ summary: TraceSummary) -> JSONTree {
    let seconds = 1e-12
    return .document(
      "trace inspect",
      [
        ("trace", .text(file)), ("format", .text(format.rawValue)), ("hasTimes", .flag(hasTimes)), ("steps", .of(text: steps)),
        ("requests", .of(whole: summary.requests)), ("spanSeconds", .number(summary.span.seconds)),
        ("requestsPerSecond", .of(number: summary.requestsPerSecond)), ("promptTokensTotal", .of(whole: summary.promptTokens)),
        ("outputTokensTotal", .of(whole: summary.outputTokens)), ("promptTokens", distribution(summary.prompt, 1)),
        ("outputTokens", distribution(summary.output, 1)), ("gapSeconds", distribution(summary.gap, seconds)),
        ("delaySeconds", distribution(summary.delay, seconds)), ("laterTurns", .of(whole: summary.laterTurns)),
        (
          "dispersionOfCounts",
          .list(
            summary.dispersionOfCounts.map { window in
              .object([("windowSeconds", .of(whole: window.windowSeconds)), ("index", .of(number: window.index))])
            })
        ), ("blockTokens", .of(whole: summary.blockTokens)), ("blocks", .of(whole: summary.blocks)),
        ("sharedBlocks", .of(whole: summary.sharedBlocks)), ("distinctBlocks", .of(whole: summary.distinctBlocks)),
        ("sharedBlockShare", .of(number: summary.sharedBlockShare)),
        ("notes", notes(summary.report)), ("remarks", .of(texts: summary.report.remarks)),
      ])
  }

  /// Null of nothing; the quantiles of many come from a histogram, which `isExact` tells.
  private static func distribution(_ recorder: QuantileRecorder, _ scale: Double) -> JSONTree {
    guard recorder.count > 0 else { return .null }
    let levels = [0.01, 0.1, 0.5, 0.9, 0.95, 0.99]
    let quantiles = zip(levels, recorder.quantiles(levels)).map { level, value in
      (key: "p\(Int((level * 100).rounded()))", value: JSONTree.number(value * scale))
    }
    let head: JSONMembers = [
      ("count", .of(whole: recorder.count)), ("mean", .number(recorder.mean * scale)),
      ("coefficientOfVariation", .number(recorder.coefficientOfVariation)), ("min", .number(Double(recorder.minimum) * scale)),
    ]
    let tail: JSONMembers = [("max", .number(Double(recorder.maximum) * scale)), ("isExact", .flag(recorder.isExact))]
    return .object(head + quantiles + tail)
  }
}

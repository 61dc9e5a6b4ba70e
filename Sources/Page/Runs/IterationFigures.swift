import Kernel
import Record
import Report
import Store

/// Single iterations of a replica around the moment when most requests waited, where the runs have them recorded.
struct IterationFigures {
  private let spans: [IterationSpan]
  private let source: RunSource
  private let pools: [PoolWork]

  /// Iterations that are shown.
  private static let most = 160

  init(source: RunSource, pools: [PoolWork]) throws {
    (self.source, self.pools) = (source, pools)
    spans = try source.store.busiestIterations(ofRun: source.numbers[0], rows: Self.most)
  }

  var section: PageSection? {
    guard let first = spans.first else { return nil }
    let seeds = source.runs.count > 1 ? "Of the first of the runs, run \(source.numbers[0]): " : ""
    let text =
      "\(seeds)\(NumberText.count(spans.count)) recorded rows of replica \(first.replica), around the moment when most requests waited for it. "
      + "A row is an iteration, or a leap over decode steps with the same requests."
    return PageSection("iterations", "Iterations of a replica", [.text(text), .figure(gantt), .figure(batches)])
  }

  private var start: Double { spans.map(\.start.seconds).min() ?? 0 }
  private var end: Double { max(spans.map(\.end.seconds).max() ?? 0, start + 1e-6) }
  private var time: Axis { Axis("time since the start", format: .time, domain: start...end) }

  private enum Kind: String, CaseIterable {
    case prefill = "prompts only"
    case mixed = "prompts and decoding"
    case decode = "decoding only"

    init(_ span: IterationSpan) { self = span.prefillTokens == 0 ? .decode : span.decodeSequences == 0 ? .prefill : .mixed }
  }

  private static func note(_ span: IterationSpan) -> String {
    let each = span.count > 1 ? "\(NumberText.count(span.count)) iterations of " : ""
    return "\(each)\(NumberText.time(seconds: span.firstDuration.seconds)): \(NumberText.count(span.prefillTokens)) prompt tokens, "
      + "\(NumberText.count(span.decodeSequences)) sequences decoding, \(NumberText.count(span.waiting)) waiting"
  }

  private var gantt: Figure {
    let lanes = (spans.map(\.lane).max() ?? 0) + 1
    let kinds = Kind.allCases.filter { kind in spans.contains { Kind($0) == kind } }
    // One micro-batch at a time: a row for each kind. Several in flight: a row for each of them.
    let names = lanes > 1 ? (0..<lanes).map { "micro-batch \($0)" } : kinds.map(\.rawValue)
    let blocks = spans.map { span in
      let kind = Kind(span)
      let row = lanes > 1 ? span.lane : kinds.firstIndex(of: kind) ?? 0
      return Mark.Block(
        row: row, range: span.start.seconds...max(span.end.seconds, span.start.seconds), series: Kind.allCases.firstIndex(of: kind) ?? 0,
        note: Self.note(span))
    }
    let chart = Chart(
      title: "What replica \(spans[0].replica) did",
      summary: kinds.map { kind in "\(spans.count { Kind($0) == kind }) rows with \(kind.rawValue)" }.joined(separator: ", ") + ".",
      x: time, y: Axis("", scale: .categories(names)), marks: [.blocks(blocks)])
    return Figure("gantt", chart, caption: "Each block is a row; where none is, the replica stands still.", table: table)
  }

  private var batches: Figure {
    func line(_ label: String, _ series: Int, _ value: (IterationSpan) -> Int) -> Mark {
      let points = spans.flatMap { span in
        [Mark.Point(span.start.seconds, Double(value(span))), Mark.Point(span.end.seconds, Double(value(span)))]
      }
      return .line(Mark.Line(points, label: label, series: series))
    }
    let chart = Chart(
      title: "Tokens of its batches, and who waited",
      summary: "Up to \(NumberText.count(spans.map { $0.prefillTokens + $0.decodeSequences }.max() ?? 0)) tokens an iteration.", x: time,
      y: Axis("tokens, requests", beginsAtZero: true),
      marks: [
        line("prompt tokens", 0, \.prefillTokens), line("decoding", 2, \.decodeSequences), line("waiting", 1, \.waiting),
      ], aspect: 0.3)
    return Figure("batches", chart, caption: "Tokens of prompts and sequences that decode in each iteration.", table: table)
  }

  private var table: DataTable {
    let columns: [DataTable.Column] = [
      .init("from s", key: "start_seconds"), .init("to s", key: "end_seconds"), .init("iterations", key: "iterations"),
      .init("micro-batch", key: "lane"), .init("prompt tokens", key: "prefill_tokens"), .init("decoding", key: "decode_sequences"),
      .init("waiting", key: "waiting"), .init("KV blocks", key: "kv_blocks_used"),
    ]
    return DataTable(
      columns,
      spans.map { span in
        func whole(_ value: Int) -> DataTable.Cell { DataTable.Cell(Double(value)) { NumberText.count(Int($0)) } }
        func time(_ seconds: Double) -> DataTable.Cell { DataTable.Cell(seconds) { NumberText.fixed($0, decimals: 4) } }
        return DataTable.Row([
          time(span.start.seconds), time(span.end.seconds), whole(span.count), whole(span.lane), whole(span.prefillTokens),
          whole(span.decodeSequences), whole(span.waiting), whole(span.kvBlocksUsed),
        ])
      })
  }
}

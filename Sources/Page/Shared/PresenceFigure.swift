import Record
import Report

/// How many replicas there were over time, of one scenario by pool or of several side by side.
struct PresenceFigure {
  /// A scenario's replicas.
  struct Side {
    /// Whose they are; nil where there is but one.
    var name: String?
    /// The replicas.
    var presence: PresenceSource
  }

  let sides: [Side]
  /// Where the figure ends, in seconds.
  let end: Double

  /// Stretches of a figure of several runs.
  private static let stretches = 120
  /// Rows of the table: a run of days has more, which an export holds.
  private static let mostRows = 1_000
  /// Marks of each kind; more are no more to be seen.
  private static let mostMarks = 300

  /// The sides that can be drawn.
  private var told: [Side] { sides.filter { !$0.presence.isUntold && $0.presence.runs > 0 } }

  /// What is to be known of sides that are not drawn, or nil.
  var note: String? {
    let missing = sides.filter(\.presence.isUntold)
    if missing.isEmpty { return nil }
    let names = missing.compactMap(\.name)
    return (names.isEmpty ? "When" : "\(names.joined(separator: ", ")): when")
      + " replicas came and went is not drawn: an earlier version of the program has stored these runs, without the times. "
      + "Run again, they have them."
  }

  /// What is to be shown of it.
  var blocks: [PageBlock] { [note.map { .text($0) }, figure.map { .figure($0) }].compactMap { $0 } }

  /// The figure; nil where no replica came or went.
  var figure: Figure? {
    guard end > 0, told.contains(where: \.presence.isChanging) else { return nil }
    let lines = told.count > 1 ? comparedLines : ownLines
    if lines.isEmpty { return nil }
    let most = lines.map(\.most).max() ?? 1
    let marks = lines.compactMap { $0.band.map { Mark.band($0) } } + lines.map { Mark.line($0.line) } + points
    let chart = Chart(
      title: "Replicas that take requests",
      summary: lines.map { "\($0.name): at most \(Self.replicas($0.most))" }.joined(separator: ", ") + ".",
      x: Axis("time since the start", format: .time, domain: 0...end), y: Axis("replicas", format: .count, domain: 0...(most * 1.1 + 0.2)),
      marks: marks,
      aspect: 0.24)
    return Figure("over-time-replicas", chart, caption: caption, table: table)
  }

  // MARK: Lines

  private typealias Drawn = (name: String, line: Mark.Line, band: Mark.Band?, most: Double)

  private func drawn(_ name: String, _ runs: [StepLine], series: Int, label: String?) -> Drawn? {
    guard let first = runs.first else { return nil }
    if runs.count == 1 {
      let points = first.points(to: end)
      return (name, Mark.Line(points, label: label, series: series, isStepped: true), nil, points.map(\.y).max() ?? 0)
    }
    let width = end / Double(Self.stretches)
    let levels = (0..<Self.stretches).map { index in
      runs.map { $0.mean(from: Double(index) * width, to: Double(index + 1) * width) }
    }
    let places = levels.indices.map { (Double($0) + 0.5) * width }
    let points = zip(places, levels).map { Mark.Point($0, $1.reduce(0, +) / Double(runs.count)) }
    let band = Mark.Band(zip(places, levels).map { Mark.Band.Edge($0, $1.min() ?? 0, $1.max() ?? 0) }, series: series)
    return (name, Mark.Line(points, label: label, series: series), band, levels.flatMap { $0 }.max() ?? 0)
  }

  /// Of one scenario: each pool that changed, and of a single pool what is switched on as well.
  private var ownLines: [Drawn] {
    guard let presence = told.first?.presence else { return [] }
    let changing = presence.pools.filter { pool in pool.courses.contains { $0.serving.steps.count > 1 || $0.on.steps.count > 1 } }
    let shown = changing.isEmpty ? presence.pools : changing
    if shown.count == 1, let pool = shown.first {
      let own = presence.pools.count > 1 ? "\(pool.name), " : ""
      return [
        drawn("switched on", pool.courses.map(\.on), series: 5, label: "\(own)switched on"),
        drawn("take requests", pool.courses.map(\.serving), series: 0, label: "\(own)take requests"),
      ].compactMap { $0 }
    }
    return shown.enumerated().compactMap { drawn($1.name, $1.courses.map(\.serving), series: $0, label: $1.name) }
  }

  private var comparedLines: [Drawn] {
    told.enumerated().compactMap { index, side in
      let runs = (0..<side.presence.runs).map { side.presence.whole($0, \.serving) }
      return drawn(side.name ?? "", runs, series: index, label: side.name)
    }
  }

  // MARK: Marks

  private static let marked: [(kind: ReplicaChange.Kind, label: String, series: Int)] = [
    (.start, "starts up", 2), (.drain, "drains", 4), (.crash, "crashes", 3),
  ]

  /// Where replicas start, drain and die, in single runs: of one scenario by what happens, of several by whose they are.
  private var points: [Mark] { told.count > 1 ? told.enumerated().flatMap { comparedPoints($1, series: $0) } : ownPoints }

  private var ownPoints: [Mark] {
    guard let presence = told.first?.presence else { return [] }
    // Of several pools the height of a mark is that of its own line.
    return Self.marked.compactMap { kind, label, series in
      marks(presence.changes.filter { $0.kind == kind }, label: "a replica \(label)", series: series) { Double($0.serving) }
    }
  }

  /// Starts are filled, and what takes a replica away is hollow.
  private func comparedPoints(_ side: Side, series: Int) -> [Mark] {
    guard side.presence.runs == 1 else { return [] }
    let (whole, name) = (side.presence.whole(0, \.serving), side.name ?? "")
    func height(_ change: PresenceSource.Change) -> Double { whole.value(at: change.seconds) }
    return [
      marks(side.presence.changes.filter { $0.kind == .start }, label: "\(name): starts", series: series, height: height),
      marks(
        side.presence.changes.filter { [.drain, .crash].contains($0.kind) }, label: "\(name): drains or crashes", series: series,
        isHollow: true, height: height),
    ].compactMap { $0 }
  }

  private func marks(
    _ changes: [PresenceSource.Change], label: String, series: Int, isHollow: Bool = false, height: (PresenceSource.Change) -> Double
  ) -> Mark? {
    let shown = changes.filter { $0.seconds <= end }.prefix(Self.mostMarks)
    if shown.isEmpty { return nil }
    let points = shown.map { change in
      Mark.Point(
        change.seconds, height(change),
        note:
          "\(NumberText.time(seconds: change.seconds)): replica \(change.replica) \(change.kind.words), \(change.serving) take requests",
        isHollow: isHollow)
    }
    return .points(Mark.Points(points, label: label, series: series))
  }

  private var caption: String {
    let runs = told.map(\.presence.runs).max() ?? 1
    var text = told.count > 1 ? "All pools of a scenario together. " : ""
    text +=
      runs > 1
      ? "Of several seeds the mean, the shade between the least and the greatest. "
      : told.count > 1 ? "" : "What is switched on draws power and costs money, start-up and draining included. "
    let left = rows.count - Self.mostRows
    if left > 0 { text += "The table has the first \(NumberText.count(Self.mostRows)) rows; changes.csv of an export has all. " }
    return text.isEmpty ? "Replicas that a router can send requests to." : String(text.dropLast())
  }

  // MARK: Numbers

  private var isCompared: Bool { told.count > 1 }

  private var table: DataTable {
    let side = isCompared ? [DataTable.Column("side", key: "side", isNumber: false)] : []
    let columns = [
      DataTable.Column("pool", key: "pool", isNumber: false), DataTable.Column("s", key: "time_seconds"),
      DataTable.Column("replica", key: "replica", isNumber: false), DataTable.Column("what", key: "what", isNumber: false),
      DataTable.Column("take requests", key: "serving"),
    ]
    return DataTable(side + columns, Array(rows.prefix(Self.mostRows)))
  }

  /// Of single runs each change, and the state at the start; of several the means of the stretches.
  private var rows: [DataTable.Row] { told.flatMap { $0.presence.runs > 1 ? means($0) : changes($0) } }

  /// Replicas are whole where they are not a mean.
  private static func replicas(_ value: Double) -> String {
    value == value.rounded() ? NumberText.fixed(value, decimals: 0) : NumberText.figure(value)
  }

  private func row(_ side: Side, _ pool: String, _ seconds: Double, _ replica: String, _ what: String, _ serving: Double) -> DataTable.Row {
    DataTable.Row(
      (isCompared ? [DataTable.Cell(side.name ?? "")] : []) + [
        DataTable.Cell(pool), DataTable.Cell(seconds, NumberText.figure), DataTable.Cell(replica), DataTable.Cell(what),
        DataTable.Cell(serving, Self.replicas),
      ])
  }

  private func changes(_ side: Side) -> [DataTable.Row] {
    let start = side.presence.pools.map { pool in
      row(side, pool.name, 0, "", "at the start, of \(pool.replicas)", pool.courses.first?.serving.steps.first?.value ?? 0)
    }
    return start + side.presence.changes.map { row(side, $0.pool, $0.seconds, "\($0.replica)", $0.kind.words, Double($0.serving)) }
  }

  private func means(_ side: Side) -> [DataTable.Row] {
    let width = end / Double(Self.stretches)
    return side.presence.pools.flatMap { pool in
      (0..<Self.stretches).map { index in
        let (from, to) = (Double(index) * width, Double(index + 1) * width)
        let mean = pool.courses.reduce(0) { $0 + $1.serving.mean(from: from, to: to) } / Double(max(1, pool.courses.count))
        return row(side, pool.name, from, "", "mean of \(side.presence.runs) seeds", mean)
      }
    }
  }
}

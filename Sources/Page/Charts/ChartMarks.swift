import Kernel

/// The marks of a chart as they are drawn, and the texts beside them.
struct ChartMarks {
  private let drawing: ChartDrawing
  private var field: LabelField
  /// Texts, which lie above all else.
  private var texts: [Markup] = []

  init(_ drawing: ChartDrawing) {
    self.drawing = drawing
    field = LabelField(room: LabelField.Box(left: drawing.plot.left - 2, top: 0, right: drawing.width, bottom: drawing.plot.bottom))
  }

  private var plot: LabelField.Box { drawing.plot }

  /// Everything between the axes.
  mutating func markup() -> [Markup] {
    var shapes: [Markup] = []
    // Shades lie beneath all else, whatever their place in the list.
    let shades = drawing.chart.marks.filter { if case .span = $0 { true } else { false } }
    let others = drawing.chart.marks.filter { if case .span = $0 { false } else { true } }
    for mark in shades + others { shapes += draw(mark) }
    for mark in others { if case .rule(let rule) = mark, case .y = rule.place { label(rule) } }
    for mark in others { if case .points(let points) = mark { label(points) } }
    endLabels()
    return [.element("g", ["clip-path": "url(#\(drawing.id)-clip)"], shapes.filter { !$0.isEmpty })] + texts
  }

  private mutating func draw(_ mark: Mark) -> [Markup] {
    switch mark {
    case .line(let line): draw(line)
    case .band(let band): draw(band)
    case .points(let points): draw(points)
    case .bars(let bars): drawing.chart.y.names == nil ? standing(bars) : lying(bars)
    case .rule(let rule): draw(rule)
    case .span(let span): draw(span)
    case .cells(let cells): cells.flatMap { draw($0) }
    case .intervals(let intervals): intervals.flatMap { draw($0) }
    case .blocks(let blocks): blocks.map { draw($0) }
    }
  }

  private func place(_ point: Mark.Point) -> (x: Double, y: Double)? {
    guard let x = drawing.x.place(point.x), let y = drawing.y.place(point.y) else { return nil }
    return (x, y)
  }

  private func text(_ value: Double) -> String { ChartDrawing.text(value) }

  private static func colour(_ series: Int) -> Int { series.magnitudeModulo(Palette.series.count) }

  // MARK: Lines and areas

  private mutating func draw(_ line: Mark.Line) -> [Markup] {
    var data = ""
    var last: (x: Double, y: Double)?
    for point in line.points {
      guard let (x, y) = place(point) else { continue }
      if let last {
        data += line.isStepped ? "H\(text(x))V\(text(y))" : "L\(text(x)) \(text(y))"
        let corner = (x: x, y: line.isStepped ? last.y : y)
        field.cross(from: last, to: corner)
        if line.isStepped { field.cross(from: corner, to: (x, y)) }
      } else {
        data = "M\(text(x)) \(text(y))"
      }
      last = (x, y)
    }
    if data.isEmpty { return [] }
    var parts = [ChartDrawing.path("line k\(Self.colour(line.series))", data)]
    if line.hasDots { parts += dots(line.points, series: line.series) }
    return parts
  }

  private func draw(_ band: Mark.Band) -> [Markup] {
    let edges = band.edges.compactMap { edge -> (x: Double, low: Double, high: Double)? in
      guard let x = drawing.x.place(edge.x), let low = drawing.y.place(edge.low), let high = drawing.y.place(edge.high) else { return nil }
      return (x, low, high)
    }
    if edges.count < 2 { return [] }
    let upper = edges.map { "\(text($0.x)) \(text($0.high))" }
    let lower = edges.reversed().map { "\(text($0.x)) \(text($0.low))" }
    return [ChartDrawing.path("band f\(Self.colour(band.series))", "M" + (upper + lower).joined(separator: "L") + "Z")]
  }

  private mutating func draw(_ span: Mark.Span) -> [Markup] {
    guard let left = drawing.x.place(span.range.lowerBound), let right = drawing.x.place(span.range.upperBound) else { return [] }
    let from = max(plot.left, left)
    let to = min(plot.right, max(right, left + 1))
    if to <= from { return [] }
    if let label = span.label { topLabel(label, at: (from + to) / 2, "soft") }
    return [
      .element(
        "rect",
        [
          "class": "span f\(Self.colour(span.series))", "x": text(from), "y": text(plot.top), "width": text(to - from),
          "height": text(plot.bottom - plot.top),
        ], span.label.map { [Markup.element("title", [:], $0)] } ?? [])
    ]
  }

  private mutating func draw(_ rule: Mark.Rule) -> [Markup] {
    switch rule.place {
    case .x(let value):
      guard drawing.x.contains(value), let x = drawing.x.place(value) else { return [] }
      if let label = rule.label { topLabel(label, at: x, "rule-text") }
      field.cross(from: (x, plot.top), to: (x, plot.bottom))
      return [ChartDrawing.path("rule", "M\(text(x)) \(text(plot.top))V\(text(plot.bottom))")]
    case .y(let value):
      guard drawing.y.contains(value), let y = drawing.y.place(value) else { return [] }
      field.cross(from: (plot.left, y), to: (plot.right, y))
      return [ChartDrawing.path("rule", "M\(text(plot.left)) \(text(y))H\(text(plot.right))")]
    }
  }

  /// A text above the plot, as near to its place as there is room; the next row down where there is none.
  private mutating func topLabel(_ label: String, at x: Double, _ name: String) {
    let label = TextMetrics.cut(label.showingControls(), to: drawing.width / 2)
    let half = TextMetrics.width(label) / 2
    let middle = min(max(x, plot.left + half + 2), drawing.width - half - 4)
    let boxes = (0..<4).map { row in
      let bottom = plot.top - 3 + Double(row) * 15
      return LabelField.Box(left: middle - half - 3, top: bottom - 12, right: middle + half + 3, bottom: bottom)
    }
    guard let index = field.first(boxes) else { return }
    texts.append(ChartDrawing.label(label, "\(name) mid halo", middle, boxes[index].bottom - 2))
  }

  /// The text of a limit that lies, at one of its ends, above it or below.
  private mutating func label(_ rule: Mark.Rule) {
    guard case .y(let value) = rule.place, let text = rule.label, drawing.y.contains(value), let y = drawing.y.place(value) else { return }
    let label = TextMetrics.cut(text.showingControls(), to: (plot.right - plot.left) * 0.7)
    let width = TextMetrics.width(label)
    let boxes = [(plot.left + 4, y - 4), (plot.left + 4, y + 14), (plot.right - width - 4, y - 4), (plot.right - width - 4, y + 14)].map {
      LabelField.Box(left: $0.0, top: $0.1 - 11, right: $0.0 + width, bottom: $0.1 + 2)
    }
    let inside = boxes.filter { $0.top >= plot.top - 2 && $0.bottom <= plot.bottom + 2 }
    guard let index = field.first(inside) else { return }
    let box = inside[index]
    texts.append(ChartDrawing.label(label, "rule-text halo", box.left, box.bottom - 2))
  }

  /// Names at the ends of lines, apart from each other.
  private mutating func endLabels() {
    guard drawing.legend.endWidth > 0 else { return }
    let ends = drawing.chart.marks.compactMap { mark -> (label: String, series: Int, y: Double)? in
      guard case .line(let line) = mark, let label = line.label,
        let last = line.points.last(where: { place($0) != nil && drawing.x.contains($0.x) }), let (_, y) = place(last)
      else { return nil }
      return (label, line.series, min(max(y, plot.top), plot.bottom))
    }
    let places = LabelField.spread(ends.map(\.y), distance: 15, from: plot.top + 4, to: plot.bottom)
    for (end, y) in zip(ends, places) {
      let label = TextMetrics.cut(end.label.showingControls(), to: drawing.width - plot.right - 8)
      texts.append(ChartDrawing.label(label, "f\(Self.colour(end.series))", plot.right + 8, y + 4))
    }
  }

  // MARK: Points

  private mutating func draw(_ points: Mark.Points) -> [Markup] { dots(points.points, series: points.series) }

  private mutating func dots(_ points: [Mark.Point], series: Int) -> [Markup] {
    points.compactMap { point in
      guard let (x, y) = place(point) else { return nil }
      field.take(LabelField.Box(left: x - 6, top: y - 6, right: x + 6, bottom: y + 6))
      return ChartShape(series: Self.colour(series)).markup(x, y, isHollow: point.isHollow, note: point.note)
    }
  }

  private mutating func label(_ points: Mark.Points) {
    for point in points.points {
      guard let label = point.label?.showingControls(), let (x, y) = place(point) else { continue }
      let width = TextMetrics.width(label)
      let corners = [
        (x + 9, y + 4), (x - 9 - width, y + 4), (x - width / 2, y - 9), (x - width / 2, y + 19), (x + 7, y - 8), (x + 7, y + 16),
      ]
      let boxes = corners.map { LabelField.Box(left: $0.0, top: $0.1 - 11, right: $0.0 + width, bottom: $0.1 + 3) }
      guard let index = field.first(boxes) else { continue }
      texts.append(ChartDrawing.label(label, "halo", corners[index].0, corners[index].1))
    }
  }

  // MARK: Bars

  private func rectangle(_ name: String, _ box: LabelField.Box, note: String?) -> Markup {
    .element(
      "rect",
      [
        "class": name, "x": text(box.left), "y": text(box.top), "width": text(max(0, box.right - box.left)),
        "height": text(max(0, box.bottom - box.top)),
      ], note.map { [Markup.element("title", [:], $0)] } ?? [])
  }

  private mutating func lying(_ bars: Mark.Bars) -> [Markup] {
    var parts: [Markup] = []
    for (index, bar) in bars.bars.enumerated() {
      guard let middle = drawing.y.place(Double(index)) else { continue }
      var sum = 0.0
      for (series, part) in bar.parts.enumerated() where part.isFinite {
        guard let from = drawing.x.place(sum), let to = drawing.x.place(sum + part) else { continue }
        let box = LabelField.Box(left: min(from, to), top: middle - 8, right: max(from, to), bottom: middle + 8)
        parts.append(rectangle("f\(Self.colour(series))", box, note: bar.note))
        sum += part
      }
      guard let label = bar.label?.showingControls(), let end = drawing.x.place(sum) else { continue }
      texts.append(ChartDrawing.label(TextMetrics.cut(label, to: drawing.width - end - 6), "", end + 6, middle + 4))
    }
    return parts
  }

  private mutating func standing(_ bars: Mark.Bars) -> [Markup] {
    var parts: [Markup] = []
    let half = min(24, drawing.x.step * 0.35)
    for (index, bar) in bars.bars.enumerated() {
      guard let middle = drawing.x.place(Double(index)) else { continue }
      var sum = 0.0
      for (series, part) in bar.parts.enumerated() where part.isFinite {
        guard let from = drawing.y.place(sum), let to = drawing.y.place(sum + part) else { continue }
        let box = LabelField.Box(left: middle - half, top: min(from, to), right: middle + half, bottom: max(from, to))
        parts.append(rectangle("f\(Self.colour(series))", box, note: bar.note))
        sum += part
      }
      guard let label = bar.label?.showingControls(), let end = drawing.y.place(sum) else { continue }
      let width = TextMetrics.width(label)
      let box = LabelField.Box(left: middle - width / 2, top: end - 16, right: middle + width / 2, bottom: end - 4)
      if field.first([box]) != nil { texts.append(ChartDrawing.label(label, "mid", middle, end - 5)) }
    }
    return parts
  }

  // MARK: Cells and intervals

  private mutating func draw(_ cell: Mark.Cell) -> [Markup] {
    guard let x = drawing.x.place(Double(cell.column)), let y = drawing.y.place(Double(cell.row)) else { return [] }
    let (width, height) = (drawing.x.step, drawing.y.step)
    let strength = cell.strength.map { $0.isFinite ? min(max($0, 0), 1) : 0 }
    let note = cell.note.map { [Markup.element("title", [:], $0)] } ?? []
    let shape = Markup.element(
      "rect",
      [
        "class": strength == nil ? "none" : "f0", "x": text(x - width / 2 + 1), "y": text(y - height / 2 + 1),
        "width": text(max(1, width - 2)), "height": text(max(1, height - 2)),
        "fill-opacity": strength.map { FixedDecimal.text(0.06 + 0.94 * $0, digits: 2) },
      ], note)
    let label = cell.text.showingControls()
    if TextMetrics.width(label) <= width - 4 {
      texts.append(ChartDrawing.label(label, (strength ?? 0) > 0.6 ? "mid on" : "mid", x, y + 4))
    }
    return [shape]
  }

  private func draw(_ interval: Mark.Interval) -> [Markup] {
    guard let x = drawing.x.place(interval.middle), let y = drawing.y.place(Double(interval.row)) else { return [] }
    let series = Self.colour(interval.series)
    var parts: [Markup] = []
    if let ends = interval.ends, let left = drawing.x.place(ends.lowerBound), let right = drawing.x.place(ends.upperBound) {
      let data = "M\(text(left)) \(text(y))H\(text(right))M\(text(left)) \(text(y - 4))v8M\(text(right)) \(text(y - 4))v8"
      parts.append(.element("path", ["class": "line k\(series)", "d": data, "style": "stroke-dasharray:none"]))
    }
    return parts + [ChartShape(series: series).markup(x, y, isHollow: false, note: interval.note)]
  }

  private func draw(_ block: Mark.Block) -> Markup {
    guard let left = drawing.x.place(block.range.lowerBound), let right = drawing.x.place(block.range.upperBound),
      let y = drawing.y.place(Double(block.row))
    else { return .empty }
    // The shortest are still to be seen, and a gap is between two of them where there is room for one.
    let box = LabelField.Box(left: left, top: y - 8, right: max(right - 0.4, left + 0.6), bottom: y + 8)
    return rectangle((block.isFaint ? "band " : "") + "f\(Self.colour(block.series))", box, note: block.note)
  }
}

extension Int {
  /// The rest of a division by a positive number, never below zero.
  fileprivate func magnitudeModulo(_ divisor: Int) -> Int { ((self % divisor) + divisor) % divisor }
}

import Kernel

/// A chart as it is drawn: axes laid out, marks placed, and texts where none is over another.
struct ChartDrawing {
  let chart: Chart
  let width: Double
  let height: Double
  let id: String
  let isStandalone: Bool
  /// The area between the axes.
  let plot: LabelField.Box
  let x: AxisScale
  let y: AxisScale
  /// Names of series: in a row above, or at the ends of their lines.
  let legend: ChartLegend
  /// The title's lines, in a file of its own.
  let titleLines: [String]

  private static let titleLine = 18.0
  private static let line = 16.0
  /// About how far ticks of the vertical axis are apart.
  private static let rise = 38.0
  /// The height of a category's row.
  private static let row = 24.0

  init(_ chart: Chart, width: Double, id: String, isStandalone: Bool) {
    (self.chart, self.width, self.id, self.isStandalone) = (chart, width, id, isStandalone)
    titleLines = isStandalone ? TextMetrics.lines(chart.title.showingControls(), width: width - 16, size: 15) : []
    let values = ChartValues(chart.marks)
    legend = ChartLegend(chart, width: width)
    var top = 8 + Double(titleLines.count) * Self.titleLine + Double(legend.rows.count) * Self.line
    top += chart.y.label.isEmpty ? 4 : Self.line + 6 + Self.gap(legend)
    if values.hasTopLabels { top += Self.line }
    let names = chart.y.names
    let body = names.map { Double(max(1, $0.count)) * Self.row } ?? Self.body(chart, width: width)
    let left = Self.leftMargin(chart, values, width: width, body: body)
    let right = width - max(14, min(legend.endWidth, width * 0.34) + (legend.endWidth > 0 ? 12 : 0), values.hasBarLabels ? 64 : 0)
    let tilt = Self.isTilted(chart, width: right - left)
    let below = (tilt ? Self.tiltedHeight(chart) : Self.line + 4) + (chart.x.label.isEmpty ? 4 : Self.line + 4)
    plot = LabelField.Box(left: left, top: top, right: right, bottom: top + body)
    height = (top + body + below).rounded()
    x = AxisScale(chart.x, values: values.x, start: left, end: right)
    y = AxisScale(
      chart.y, values: values.y, start: names == nil ? plot.bottom : plot.top, end: names == nil ? plot.top : plot.bottom)
  }

  /// Between names of series and that of the vertical axis, which is none of them.
  private static func gap(_ legend: ChartLegend) -> Double { legend.rows.isEmpty ? 0 : 6 }

  /// The height of the area between the axes.
  private static func body(_ chart: Chart, width: Double) -> Double {
    if case .categories = chart.x.scale, chart.marks.contains(where: { if case .cells = $0 { true } else { false } }) { return 180 }
    let aspect = chart.aspect ?? 0.42
    return (width < 500 ? width * max(0.62, aspect) : width * aspect).rounded()
  }

  /// Room for the ticks of the vertical axis.
  private static func leftMargin(_ chart: Chart, _ values: ChartValues, width: Double, body: Double) -> Double {
    let scale = AxisScale(chart.y, values: values.y, start: body, end: 0)
    let texts = chart.y.names ?? scale.ticks(every: rise).map(\.text)
    let widest = texts.map { TextMetrics.width($0.showingControls()) }.max() ?? 0
    return min(widest, width * 0.42) + 14
  }

  /// Whether the names under the chart are too long to be side by side.
  private static func isTilted(_ chart: Chart, width: Double) -> Bool {
    guard let names = chart.x.names, !names.isEmpty else { return false }
    return names.contains { TextMetrics.width($0.showingControls()) + 8 > width / Double(names.count) }
  }

  private static func tiltedHeight(_ chart: Chart) -> Double {
    let widest = (chart.x.names ?? []).map { TextMetrics.width($0.showingControls()) }.max() ?? 0
    return min(130, widest * 0.6 + 18)
  }

  // MARK: Markup

  /// The whole drawing.
  var markup: Markup {
    var parts: [Markup] = [
      .element("title", ["id": "\(id)-title"], chart.title), .element("desc", ["id": "\(id)-desc"], chart.summary),
    ]
    if isStandalone {
      parts.append(.style(Palette.standalone))
      parts.append(.element("rect", ["class": "ground", "width": Self.text(width), "height": Self.text(height)]))
      for (index, line) in titleLines.enumerated() {
        parts.append(
          .element(
            "text", ["class": "bold", "x": "8", "y": Self.text(20 + Double(index) * Self.titleLine), "style": "font-size:15px"], line))
      }
    }
    parts.append(
      .element(
        "clipPath", ["id": "\(id)-clip"],
        [
          .element(
            "rect",
            [
              "x": Self.text(plot.left), "y": Self.text(plot.top), "width": Self.text(plot.right - plot.left),
              "height": Self.text(plot.bottom - plot.top),
            ])
        ]))
    parts.append(legend.markup(top: 8 + Double(titleLines.count) * Self.titleLine))
    parts += axes
    var marks = ChartMarks(self)
    parts += marks.markup()
    return .element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "chart", "viewBox": "0 0 \(Self.text(width)) \(Self.text(height))",
        "width": isStandalone ? Self.text(width) : nil, "height": isStandalone ? Self.text(height) : nil, "role": "img",
        "aria-labelledby": "\(id)-title \(id)-desc",
      ], parts)
  }

  // MARK: Axes

  private var axes: [Markup] {
    horizontal + vertical + [
      .element("path", ["class": "base", "d": "M\(Self.text(plot.left)) \(Self.text(plot.bottom))H\(Self.text(plot.right))"])
    ]
  }

  private var horizontal: [Markup] {
    var parts: [Markup] = []
    if let names = chart.x.names {
      parts += categories(names)
    } else {
      var end = -Double.infinity
      for tick in x.ticks(every: 62) {
        guard let place = x.place(tick.value) else { continue }
        if hasVerticalGrid { parts.append(Self.path("grid", "M\(Self.text(place)) \(Self.text(plot.top))V\(Self.text(plot.bottom))")) }
        let half = TextMetrics.width(tick.text) / 2
        let middle = min(max(place, half), width - half)
        if middle - half < end + 8 { continue }
        end = middle + half
        parts.append(Self.label(tick.text, "soft mid", middle, plot.bottom + 17))
      }
    }
    if !chart.x.label.isEmpty {
      parts.append(Self.label(TextMetrics.cut(chart.x.label, to: width - 8), "mid", (plot.left + plot.right) / 2, height - 6))
    }
    return parts
  }

  /// Whether the horizontal axis is the one that values are read off.
  private var hasVerticalGrid: Bool { chart.y.names != nil || chart.x.scale == .logarithmic }

  private func categories(_ names: [String]) -> [Markup] {
    let tilted = Self.isTilted(chart, width: plot.right - plot.left)
    // Tilted names take a line's height each.
    let every = tilted ? max(1, Int((15 / x.step).rounded(.up))) : 1
    return names.enumerated().compactMap { index, name in
      guard index % every == 0, let place = x.place(Double(index)) else { return nil }
      let name = name.showingControls()
      if !tilted { return Self.label(name, "soft mid", place, plot.bottom + 17) }
      let text = TextMetrics.cut(name, to: min(180, (place - 4) / 0.8))
      return .element(
        "text",
        [
          "class": "soft end", "transform": "translate(\(Self.text(place + 4)) \(Self.text(plot.bottom + 14))) rotate(-35)",
        ], text)
    }
  }

  private var vertical: [Markup] {
    var parts: [Markup] = []
    var last = Double.infinity
    for tick in y.ticks(every: chart.y.names == nil ? Self.rise : 1) {
      guard let place = y.place(tick.value) else { continue }
      if chart.y.names == nil { parts.append(Self.path("grid", "M\(Self.text(plot.left)) \(Self.text(place))H\(Self.text(plot.right))")) }
      if chart.y.names == nil, place > last - 14 { continue }
      last = place
      let text = TextMetrics.cut(tick.text.showingControls(), to: plot.left - 12)
      parts.append(Self.label(text, chart.y.names == nil ? "soft end" : "end", plot.left - 8, place + 4))
    }
    if !chart.y.label.isEmpty {
      let top = 8 + Double(titleLines.count) * Self.titleLine + Double(legend.rows.count) * Self.line + Self.gap(legend)
      parts.append(Self.label(TextMetrics.cut(chart.y.label, to: width - 8), "", 2, top + 10))
    }
    return parts
  }

  // MARK: Pieces

  /// A coordinate, to a tenth.
  static func text(_ value: Double) -> String {
    let text = FixedDecimal.text(value, digits: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A text at a place.
  static func label(_ text: String, _ name: String, _ x: Double, _ y: Double) -> Markup {
    .element("text", ["class": name.isEmpty ? nil : name, "x": Self.text(x), "y": Self.text(y)], text)
  }

  /// A path.
  static func path(_ name: String, _ data: String) -> Markup { .element("path", ["class": name, "d": data]) }
}

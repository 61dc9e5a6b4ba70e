/// The values that marks have on each axis, for axes to be laid out by.
struct ChartValues {
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []
  /// Whether texts are above the plot: those of lines that stand in it, and of shaded stretches.
  private(set) var hasTopLabels = false
  /// Whether bars that lie have texts at their ends.
  private(set) var hasBarLabels = false

  init(_ marks: [Mark]) { for mark in marks { add(mark) } }

  private mutating func add(_ mark: Mark) {
    switch mark {
    case .line(let line): add(line.points)
    case .points(let points): add(points.points)
    case .band(let band):
      x += band.edges.map(\.x)
      y += band.edges.flatMap { [$0.low, $0.high] }
    case .rule(let rule):
      switch rule.place {
      case .x(let value):
        x.append(value)
        if rule.label != nil { hasTopLabels = true }
      case .y(let value): y.append(value)
      }
    case .span(let span):
      if span.label != nil { hasTopLabels = true }
      x += [span.range.lowerBound, span.range.upperBound]
    case .bars(let bars):
      // Whichever axis has the categories takes no notice of values.
      let ends = bars.bars.map { $0.parts.reduce(0, +) } + [0]
      x += ends
      y += ends
      if bars.bars.contains(where: { $0.label != nil }) { hasBarLabels = true }
    case .cells: break
    case .intervals(let intervals):
      x += intervals.flatMap { [$0.middle] + ($0.ends.map { [$0.lowerBound, $0.upperBound] } ?? []) }
    case .blocks(let blocks): x += blocks.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
    }
  }

  private mutating func add(_ points: [Mark.Point]) {
    x += points.map(\.x)
    y += points.map(\.y)
  }
}

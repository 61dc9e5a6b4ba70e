import Kernel

/// The names of series: at the ends of their lines where they are few and there is room, or in rows above the chart.
struct ChartLegend {
  /// What a name stands beside.
  enum Key: Hashable {
    case line, dot, hollow, area
  }

  /// A name.
  struct Entry: Hashable {
    let label: String
    let series: Int
    let key: Key
  }

  /// The rows above the chart, each name with its place.
  private(set) var rows: [[(entry: Entry, x: Double)]] = []
  /// How much room names at the ends of lines take; 0 where they are in rows.
  private(set) var endWidth = 0.0

  private static let keyWidth = 24.0
  /// Names that are no longer hard to tell apart beside a chart.
  private static let mostAtEnds = 8

  init(_ chart: Chart, width: Double) {
    var entries: [Entry] = []
    for mark in chart.marks {
      for entry in Self.entries(mark) where !entries.contains(entry) { entries.append(entry) }
    }
    let isLines = entries.allSatisfy { $0.key == .line } && width >= 500 && entries.count <= Self.mostAtEnds
    let widest = entries.map { TextMetrics.width($0.label.showingControls()) }.max() ?? 0
    if isLines && widest <= width * 0.3 {
      endWidth = widest
    } else {
      rows = Self.rows(entries, width: width)
    }
  }

  private static func entries(_ mark: Mark) -> [Entry] {
    switch mark {
    case .line(let line): line.label.map { [Entry(label: $0, series: line.series, key: .line)] } ?? []
    case .points(let points):
      // A name without points, such as that of a colour, stands beside a full mark.
      points.label.map {
        let isHollow = !points.points.isEmpty && points.points.allSatisfy(\.isHollow)
        return [Entry(label: $0, series: points.series, key: isHollow ? .hollow : .dot)]
      } ?? []
    case .bars(let bars): bars.names.enumerated().map { Entry(label: $1, series: $0, key: .area) }
    case .band, .rule, .span, .cells, .intervals, .blocks: []
    }
  }

  private static func rows(_ entries: [Entry], width: Double) -> [[(entry: Entry, x: Double)]] {
    var rows: [[(entry: Entry, x: Double)]] = []
    var x = width
    for entry in entries {
      let room = keyWidth + TextMetrics.width(entry.label.showingControls()) + 14
      if x + room > width {
        rows.append([])
        x = 2
      }
      rows[rows.count - 1].append((entry, x))
      x += room
    }
    return rows
  }

  /// The rows, from `top` on.
  func markup(top: Double) -> Markup {
    Markup(
      rows.enumerated().flatMap { index, row in
        row.flatMap { entry, x in
          let middle = top + 7 + Double(index) * 16
          let most = TextMetrics.cut(entry.label.showingControls(), to: 300)
          return [Self.key(entry, x, middle), ChartDrawing.label(most, "", x + Self.keyWidth - 4, middle + 4)]
        }
      })
  }

  private static func key(_ entry: Entry, _ x: Double, _ y: Double) -> Markup {
    let series = entry.series % Palette.series.count
    switch entry.key {
    case .line: return ChartDrawing.path("line k\(series)", "M\(ChartDrawing.text(x)) \(ChartDrawing.text(y))h16")
    case .dot, .hollow: return ChartShape(series: series).markup(x + 8, y, isHollow: entry.key == .hollow, note: nil)
    case .area:
      return .element(
        "rect", ["class": "f\(series)", "x": ChartDrawing.text(x + 3), "y": ChartDrawing.text(y - 5), "width": "11", "height": "11"])
    }
  }
}

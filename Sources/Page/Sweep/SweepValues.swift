import Kernel
import Metrics
import Report
import Study
import Workload

/// The cells of a sweep for the page's script, which draws other measures over other keys from them.
struct SweepValues {
  private let page: SweepPage

  init(_ page: SweepPage) { self.page = page }

  /// Cells and measures that go along: more would make the page heavy.
  static let mostCells = 1200
  private static let mostMeasures = 8

  /// The measures that can be chosen.
  static func measures(_ page: SweepPage) -> [Measure] { Array(page.measures.prefix(mostMeasures)) }

  /// An object with `keys` (title, values), `measures` (title, whether less is better, whether it is a latency), `cells` (places, values,
  /// share rejected, whether the objective was met) and the axes that are shown first.
  var json: String {
    let measures = Self.measures(page)
    let keys = page.keys.map { key in
      "{\"title\":\(JSONText.quoted(key.title)),\"values\":[\(key.values.map(JSONText.quoted).joined(separator: ","))]}"
    }
    let told = measures.map { measure in
      let isLower = measure.definition.direction == .lowerIsBetter
      return
        "{\"title\":\(JSONText.quoted(MeasureText.title(measure))),\"lower\":\(isLower),\"latency\":\(MetricID.latencies.contains(measure.metric))}"
    }
    let cells = page.ranking.ranked.prefix(Self.mostCells).compactMap { cell($0, measures) }
    let axes = SweepMaps.axes(page.keys)
    return
      "{\"keys\":[\(keys.joined(separator: ","))],\"measures\":[\(told.joined(separator: ","))],\"x\":\(axes?.x ?? 0),\"y\":\(axes?.y ?? 0),"
      + "\"most\":\(SweepMaps.mostValues),\"cells\":[\n\(cells.joined(separator: ",\n"))]}"
  }

  private func cell(_ row: SweepRow, _ measures: [Measure]) -> String? {
    guard let results = row.results else { return nil }
    let places = page.keys.map { key in key.place(of: row.cell).map { "\($0)" } ?? "null" }
    let values = measures.map { measure in
      results.mean(of: measure).map { Self.short(measure.definition.unit == "share" ? $0 * 100 : $0) } ?? "null"
    }
    let met = results.objectiveIsMet.map { $0 ? "1" : "0" } ?? "null"
    return "[[\(places.joined(separator: ","))],[\(values.joined(separator: ","))],\(Self.short(results.rejectedShare)),\(met)]"
  }

  /// A number with the digits that a picture can show.
  private static func short(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    let magnitude = value.magnitude
    let digits = magnitude >= 10_000 ? 0 : magnitude >= 100 ? 1 : magnitude >= 1 ? 3 : 5
    let text = FixedDecimal.text(value, digits: digits)
    return text.contains(".") ? String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()) : text
  }
}

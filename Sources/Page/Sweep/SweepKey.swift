import Report
import Scenario

/// One of the things that vary in a sweep, with its values in order.
struct SweepKey: Hashable {
  /// The dotted path, or the name of a file with whole settings.
  let path: String
  /// As many of its last words as tell it from the others.
  let title: String
  /// Its values: rising where they are numbers of one unit, else as they come.
  let values: [String]
  /// The same as numbers; nil where they are none, or of several units.
  let numbers: [Double]?
  /// The unit of the numbers; empty where they have none.
  let unit: String

  /// The keys of cells, of which each has several values; all of them where none has.
  static func keys(of cells: [SweepCell]) -> [SweepKey] {
    var paths: [String] = []
    for path in cells.flatMap({ $0.values.map(\.path) }) where !paths.contains(path) { paths.append(path) }
    let columns = SweepColumns(paths, of: cells)
    let telling = paths.filter { columns.values(of: $0).count > 1 }
    let shown = telling.isEmpty ? paths : telling
    return zip(shown, PathTitles.titles(of: shown)).map { SweepKey(path: $0, title: $1, values: columns.values(of: $0)) }
  }

  private init(path: String, title: String, values: [String]) {
    (self.path, self.title) = (path, title)
    let parsed = values.map(Self.number)
    let units = Set(parsed.map { $0?.unit })
    if units.count == 1, let unit = units.first, let unit {
      let ordered = zip(values, parsed.compactMap { $0?.value }).sorted { $0.1 < $1.1 }
      (self.values, numbers, self.unit) = (ordered.map(\.0), ordered.map(\.1), unit)
    } else {
      (self.values, numbers, unit) = (values, nil, "")
    }
  }

  /// A value such as `12 req/s` in its number and its unit; nil where it does not begin with a number.
  private static func number(_ text: String) -> (value: Double, unit: String)? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || ".-+eE".contains($0)) }
    var number = String(digits)
    // The e of a unit is none of the number's.
    while let last = number.last, "eE+-.".contains(last) { number.removeLast() }
    guard let value = Double(number), value.isFinite else { return nil }
    return (value, text.dropFirst(number.count).drop { $0 == " " }.description)
  }

  /// The place of a cell among the values; nil where it has none.
  func place(of cell: SweepCell) -> Int? { cell.value(of: path).flatMap { values.firstIndex(of: $0) } }

  /// Whether it says how much is asked of the cluster.
  var isLoad: Bool {
    guard numbers != nil else { return false }
    let last = path.split(separator: ".").last.map(String.init) ?? path
    return ["rate", "rate_scale", "concurrency"].contains(last)
  }

  /// What an axis of its numbers is called.
  var axisLabel: String { unit.isEmpty ? title : "\(title), \(unit)" }
}

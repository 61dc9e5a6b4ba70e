import Foundation
import Kernel

/// A CSV table of an operator bundle: known columns of counts and positive times, and labels in a first column where the
/// table has one. Anything else is refused with file and line.
struct BundleTable {
  /// A row.
  struct Row {
    /// The first column, where it holds a name.
    var label: Substring
    /// The numbers, in the order of the columns asked for.
    var values: [Double]
    /// The line in the file, from 1.
    var line: Int
  }

  /// The file as it was named.
  let path: String
  /// The rows in the file's order.
  let rows: [Row]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - label: the first column to hold names, nil where all are numbers.
  ///   - counts: columns of whole numbers from 0.
  ///   - times: columns of positive times.
  ///   - others: columns of finite numbers.
  ///   - names: what labels may be; empty where any may.
  /// - Throws: ``InputError`` for a missing file or column, a row of another length, and a value that cannot be.
  init(
    path: String, label: String? = nil, counts: [String], times: [String], others: [String] = [], names: Set<String> = []
  ) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("cannot be read", file: path, remedy: "every bundle has this table; is the folder complete?")
    }
    guard data.count < 256 << 20 else { throw InputError("is larger than 256 MiB", file: path, remedy: "a table of operator times") }
    let text = String(decoding: data, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let header = (lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let columns = counts + times + others
    var places: [Int] = []
    for column in columns {
      guard let place = header.firstIndex(of: column) else {
        throw InputError(
          "the column '\(column)' is missing", file: path, line: 1, remedy: "the first line names \(columns.joined(separator: ", "))")
      }
      places.append(place)
    }
    if let label, header.first != label {
      throw InputError("the first column is not '\(label)'", file: path, line: 1, remedy: "an operator's name stands first")
    }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == header.count else {
        throw InputError("\(fields.count) fields where the header has \(header.count)", file: path, line: index + 1)
      }
      var values: [Double] = []
      for (column, place) in zip(columns, places) {
        values.append(try Self.value(fields[place], column, isCount: counts.contains(column), isTime: times.contains(column), path, index + 1))
      }
      if label != nil, !names.isEmpty, !names.contains(String(fields[0])) {
        throw InputError("unknown operator '\(fields[0])'", file: path, line: index + 1, remedy: Self.hint(String(fields[0]), names))
      }
      rows.append(Row(label: label == nil ? "" : fields[0], values: values, line: index + 1))
    }
    guard !rows.isEmpty else { throw InputError("holds no row", file: path, remedy: "a row for each measurement") }
    self.rows = rows
  }

  private static func hint(_ name: String, _ names: Set<String>) -> String {
    let sorted = names.sorted()
    return Nearest.match(name, among: sorted).map { "did you mean '\($0)'?" } ?? "one of \(sorted.joined(separator: ", "))"
  }

  private static func value(
    _ field: Substring, _ column: String, isCount: Bool, isTime: Bool, _ path: String, _ line: Int
  ) throws -> Double {
    func fault(_ remedy: String) -> InputError {
      InputError("'\(column)' is '\(field)'", file: path, line: line, remedy: remedy)
    }
    guard let value = Double(field), value.isFinite else { throw fault("a number") }
    if isTime && !(value > 0 && value < 1e12) { throw fault("a time in microseconds above 0") }
    if isCount && !(value >= 0 && value < 1e9 && value == value.rounded()) { throw fault("a whole number from 0") }
    return value
  }
}

import Foundation
import Kernel

/// A CSV table of operator times: a header, then one measurement a line. Columns are asked for by name; a missing one, a
/// line of another length, and a value that cannot be are refused with file and line.
struct TimingTable {
  private let table: CSVTable

  private static let maximumBytes = 256 << 20

  /// Reads a table.
  init(path: String) throws(InputError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("cannot be read", file: path, remedy: "a CSV table of operator times")
    }
    guard data.count <= Self.maximumBytes else {
      throw InputError("\(data.count) bytes are no table of operator times", file: path, remedy: "at most \(Self.maximumBytes) bytes")
    }
    try self.init(path: path, text: String(decoding: data, as: UTF8.self))
  }

  /// Reads a table from its text.
  init(path: String, text: String) throws(InputError) {
    table = try CSVTable(text, file: path)
    guard table.count > 0 else { throw InputError("holds no measurement", file: path, remedy: "a header and a line for each measurement") }
  }

  /// The file.
  var file: String { table.file }

  /// Lines of measurements.
  var count: Int { table.count }

  /// Whether there is a column of that name.
  func has(_ column: String) -> Bool { table.columns.contains(column) }

  /// A column as it stands.
  func texts(_ column: String) throws(InputError) -> [String] {
    guard let place = table.columns.firstIndex(of: column) else {
      throw InputError(
        "the column '\(column)' is missing", file: table.file, line: 1,
        remedy: "columns found: \(table.columns.joined(separator: ", "))")
    }
    return (0..<count).map { table.field($0, place).trimmingBlanks }
  }

  /// A column of counts, whole and not negative.
  func counts(_ column: String, least: Double = 1) throws(InputError) -> [Double] {
    try numbers(column) { $0 == $0.rounded() && $0 >= least && $0 < 1e15 ? nil : "a whole number from \(Int(least))" }
  }

  /// A column of times, positive and finite, in units of `unit` seconds.
  func seconds(_ column: String, unit: Double) throws(InputError) -> [Double] {
    try numbers(column) { $0 > 0 && $0 * unit < 86_400 ? nil : "a positive time" }.map { $0 * unit }
  }

  /// A column of times that stands empty in lines which measure something else.
  func optionalSeconds(_ column: String, unit: Double) throws(InputError) -> [Double?] {
    let texts = try texts(column)
    var seconds: [Double?] = []
    for (index, text) in texts.enumerated() {
      if text.isEmpty {
        seconds.append(nil)
      } else {
        guard let value = Double(text), value > 0, value * unit < 86_400 else {
          throw fault(index, column, text, "a positive time, or nothing")
        }
        seconds.append(value * unit)
      }
    }
    return seconds
  }

  private func numbers(_ column: String, wrong: (Double) -> String?) throws(InputError) -> [Double] {
    let texts = try texts(column)
    var numbers: [Double] = []
    numbers.reserveCapacity(texts.count)
    for (index, text) in texts.enumerated() {
      guard let value = Double(text) else { throw fault(index, column, text, wrong(.nan) ?? "a number") }
      if let wanted = wrong(value) { throw fault(index, column, text, wanted) }
      numbers.append(value)
    }
    return numbers
  }

  /// An error at a line of measurements.
  func fault(_ row: Int, _ column: String, _ found: String, _ wanted: String) -> InputError {
    InputError("'\(column)' is '\(found.prefix(40))'", file: table.file, line: table.line(of: row), remedy: wanted)
  }
}

import Kernel

/// Which columns of a CSV file, or keys of JSON lines, say what, as a user gives it: `time=ts,prompt=in,output=out`. A key within
/// an object is written with a dot: `output=usage.completion_tokens`.
public struct TraceColumns: Hashable, Sendable, CustomStringConvertible {
  private var names: [TraceField: String] = [:]

  /// Reads what a user wrote.
  ///
  /// - Throws: ``InputError`` for an unknown field, one that stands twice, and where prompt or output is missing.
  public init(parsing text: String) throws(InputError) {
    let form =
      "write time=NAME,prompt=NAME,output=NAME, and where they are there blocks=NAME, images=NAME, session=NAME, delay=NAME and adapter=NAME"
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map { String($0).trimmingBlanks }
      guard sides.count == 2, !sides[1].isEmpty else { throw InputError("'\(part.prefix(60))' names no column", remedy: form) }
      guard let field = TraceField(rawValue: sides[0]), TraceField.chosen.contains(field) else {
        let hint = Nearest.hint(sides[0], among: TraceField.chosen.map(\.rawValue))
        throw InputError("'\(sides[0].prefix(60))' is nothing that a column can be read as", remedy: hint ?? form)
      }
      guard names[field] == nil else { throw InputError("the column for '\(field.rawValue)' is named twice", remedy: "keep one") }
      names[field] = sides[1]
    }
    for field in [TraceField.prompt, .output] where names[field] == nil {
      throw InputError("no column is named for '\(field.rawValue)'", remedy: form)
    }
  }

  /// The column's name; nil where none is given.
  subscript(field: TraceField) -> String? { names[field] }

  /// As a user writes it.
  public var description: String {
    TraceField.chosen.compactMap { field in names[field].map { "\(field.rawValue)=\($0)" } }.joined(separator: ",")
  }
}

import Kernel

/// A price list as a table with commas, as a spreadsheet writes it: what holds for all of it stands above the header in lines such as
/// `# date: 2026-03-17`, and the columns are the keys of an accelerator. A number without a unit is in dollars an hour, dollars, or
/// kilograms.
enum PriceTable {
  /// The list as the YAML of one would have it, every value at its line.
  ///
  /// - Throws: ``InputError`` with the line, for a column that is none and a row of another length than the header.
  static func node(_ bytes: [UInt8], file: String) throws(InputError) -> YAMLNode {
    let text = try YAMLTextCheck.text(of: bytes, file: file)
    let whole = Vocabulary.prices
    let columns: [Key] = whole.flatMap { key -> [Key] in if case .list(let keys) = key.kind { keys } else { [] } }
    var (entries, items): ([YAMLNode.Entry], [YAMLNode]) = ([], [])
    var header: [Key]?
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let (line, place) = (String(line).trimmingBlanks, Place(file: file, line: index + 1, column: 1))
      if line.isEmpty { continue }
      if line.hasPrefix("#") {
        if header == nil, let entry = entry(ofComment: line, whole, place) { entries.append(entry) }
        continue
      }
      let fields = CSVTable.fields(of: line[...]).map(\.trimmingBlanks)
      guard let keys = header else {
        header = try keys(fields, among: columns, at: place)
        continue
      }
      guard fields.count == keys.count else {
        throw place.error("\(fields.count) fields where the header has \(keys.count)", remedy: "leave a price that there is none of empty")
      }
      let cells = zip(keys, fields).filter { !$1.isEmpty }.map { entry($0, $1, place) }
      items.append(YAMLNode(.mapping(cells), at: place))
    }
    let place = Place(file: file, line: 1, column: 1)
    if header == nil {
      throw place.error(
        "no header", remedy: "lines such as '# date: 2026-03-17' and '# source: ...', then 'accelerator,on_demand,spot' and a row each")
    }
    if !items.isEmpty { entries.append(YAMLNode.Entry(key: "accelerators", keyPlace: place, value: YAMLNode(.list(items), at: place))) }
    return YAMLNode(.mapping(entries), at: place)
  }

  /// A key that holds for the whole list; nil of a comment of another sort.
  private static func entry(ofComment line: String, _ keys: [Key], _ place: Place) -> YAMLNode.Entry? {
    let parts = line.drop { $0 == "#" }.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let key = keys.first(where: { $0.name == String(parts[0]).trimmingBlanks }) else { return nil }
    return entry(key, String(parts[1]).trimmingBlanks, place)
  }

  private static func entry(_ key: Key, _ text: String, _ place: Place) -> YAMLNode.Entry {
    var text = text
    if case .quantity(let dimension, _) = key.kind, Double(text) != nil, let unit = dimension.units.first { text += " " + unit.symbol }
    // A name may look like a number or a word of YAML.
    let isQuoted = if case .text = key.kind { true } else { false }
    return YAMLNode.Entry(key: key.name, keyPlace: place, value: YAMLNode(.scalar(text, isQuoted: isQuoted), at: place))
  }

  private static func keys(_ names: [String], among columns: [Key], at place: Place) throws(InputError) -> [Key] {
    var keys: [Key] = []
    for name in names {
      guard let key = columns.first(where: { $0.name == name }) else {
        let known = columns.map(\.name)
        throw place.error(
          "no price list has a column '\(name.shortened)'",
          remedy: (Nearest.hint(name, among: known).map { $0 + " " } ?? "") + "there are \(known.joined(separator: ", "))")
      }
      if keys.contains(where: { $0.name == name }) { throw place.error("the column '\(name)' stands twice", remedy: "keep one of them") }
      keys.append(key)
    }
    return keys
  }
}

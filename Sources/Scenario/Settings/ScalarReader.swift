import Kernel

/// Reads one scalar as the kind that its key asks for.
enum ScalarReader {
  /// Replications beyond this are a slip of the pen.
  static let mostSeeds = 10_000

  /// The value.
  ///
  /// - Throws: ``InputError`` at `place`.
  static func value(_ node: YAMLNode?, kind: ValueKind, path: String, at place: Place) throws(InputError) -> Setting.Value {
    guard let node, case .scalar(let text, let isQuoted) = node.content, !node.isNull else {
      throw place.error(
        "'\(path)' is \(node?.kindInWords ?? "nothing") where \(kind.expectation) is needed", remedy: "write '\(kind.example)'")
    }
    do throws(Quantity.Fault) {
      if isQuoted, kind.isPlainOnly {
        throw Quantity.Fault(
          message: "the text \"\(text.shortened)\" is in quotes where \(kind.expectation) is needed", remedy: "remove the quotes")
      }
      return try read(text, isQuoted: isQuoted, kind: kind)
    } catch {
      throw place.error("'\(path)': \(error.message.visible)", remedy: error.remedy)
    }
  }

  private static func read(_ text: String, isQuoted: Bool, kind: ValueKind) throws(Quantity.Fault) -> Setting.Value {
    switch kind {
    case .text: return .text(try self.text(text, isQuoted: isQuoted))
    case .flag:
      if text == "true" || text == "false" { return .flag(text == "true") }
      throw Quantity.Fault(message: "'\(text.shortened)' is neither true nor false", remedy: "write true or false")
    case .count(let bounds, let unit):
      return .count(
        try within(bounds, try Quantity.count(text, unit: unit), text, "\(bounds.lowerBound) to \(bounds.upperBound)"), unit: unit)
    case .number(let bounds): return .number(try within(bounds, try Quantity.number(text), text, spell(bounds)))
    case .fraction(let bounds): return .number(try fraction(text, bounds))
    case .time(let bounds): return .time(try within(bounds, try Quantity.duration(text), text, spell(bounds)))
    case .timeOrCount(let times, let counts, let unit):
      if text.hasSuffix(" " + unit) {
        return .count(
          try within(counts, try Quantity.count(text, unit: unit), text, "\(counts.lowerBound) to \(counts.upperBound)"), unit: unit)
      }
      return .time(try within(times, try Quantity.duration(text), text, spell(times)))
    case .quantity(let dimension, let bounds):
      let limits = "\(Quantity.text(bounds.lowerBound, in: dimension)) to \(Quantity.text(bounds.upperBound, in: dimension))"
      return .quantity(try within(bounds, try Quantity.value(text, in: dimension), text, limits), dimension)
    case .date: return .text(try date(text))
    case .word(let words): return .word(try word(text, among: words))
    case .name(let catalog): return .word(try name(text, in: catalog))
    case .seeds: return .seeds((1...UInt64(try within(1...mostSeeds, try Quantity.count(text), text, "1 to \(mostSeeds)"))).map { $0 })
    case .values, .variation, .nameOrFile, .file, .section, .variant, .union, .list: preconditionFailure("no scalar is asked for")
    }
  }

  /// A share within its bounds; a number that can only have been meant in per cent is told so.
  private static func fraction(_ text: String, _ bounds: ClosedRange<Double>) throws(Quantity.Fault) -> Double {
    let value = try Quantity.fraction(text)
    if value >= 2, !bounds.contains(value), !text.hasSuffix("%"), bounds.contains(value / 100) {
      throw Quantity.Fault(
        message: "'\(text.shortened)' is more than all", remedy: "write '\(text.shortened) %' or \(Quantity.text(value / 100))")
    }
    return try within(bounds, value, text, spell(bounds))
  }

  private static func within<Value>(_ bounds: ClosedRange<Value>, _ value: Value, _ text: String, _ limits: String) throws(Quantity.Fault)
    -> Value
  {
    if bounds.contains(value) { return value }
    throw Quantity.Fault(message: "'\(text.shortened)' is out of range", remedy: "from \(limits)")
  }

  private static func spell(_ bounds: ClosedRange<Double>) -> String {
    "\(Quantity.text(bounds.lowerBound)) to \(Quantity.text(bounds.upperBound))"
  }

  private static func spell(_ bounds: ClosedRange<Duration>) -> String {
    "\(Quantity.text(bounds.lowerBound)) to " + (bounds.upperBound == .longest ? "106 days" : Quantity.text(bounds.upperBound))
  }

  private static func text(_ text: String, isQuoted: Bool) throws(Quantity.Fault) -> String {
    if !isQuoted && TextLook.isMistakable(text) {
      throw Quantity.Fault(
        message: "'\(text.shortened)' can be read as something other than text", remedy: "put it in quotes: \"\(text.shortened)\"")
    }
    if text.isEmpty { throw Quantity.Fault(message: "the text is empty", remedy: "leave the key out") }
    if text.utf8.count > 4096 { throw Quantity.Fault(message: "the text is longer than 4096 bytes", remedy: "say it in fewer words") }
    return text
  }

  /// A day of the calendar, as ISO 8601 writes it.
  private static func date(_ text: String) throws(Quantity.Fault) -> String {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isDigits =
      text.utf8.count == 10 && parts.map(\.utf8.count) == [4, 2, 2] && parts.allSatisfy { $0.utf8.allSatisfy { 48...57 ~= $0 } }
    let numbers = isDigits ? parts.compactMap { Int($0) } : []
    if numbers.count == 3, (1...12).contains(numbers[1]) {
      let isLeap = numbers[0] % 4 == 0 && (numbers[0] % 100 != 0 || numbers[0] % 400 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      if (1...days[numbers[1] - 1]).contains(numbers[2]) { return text }
    }
    throw Quantity.Fault(message: "'\(text.shortened)' is no day of the calendar", remedy: "year, month and day, such as 2026-03-17")
  }

  private static func word(_ text: String, among words: [Word]) throws(Quantity.Fault) -> String {
    if words.contains(where: { $0.word == text }) { return text }
    let names = words.map(\.word)
    let hint = Nearest.hint(text, among: names).map { $0 + " " } ?? ""
    throw Quantity.Fault(
      message: "'\(text.shortened)' is not one of the words known here", remedy: hint + "there are \(names.joined(separator: ", "))")
  }

  private static func name(_ text: String, in catalog: NameCatalog) throws(Quantity.Fault) -> String {
    do { return try catalog.canonicalName(text) } catch {
      throw Quantity.Fault(message: error.message, remedy: error.remedy ?? "one of \(catalog.names().joined(separator: ", "))")
    }
  }
}

extension ValueKind {
  /// Whether quotes would make the value something else: numbers and words of logic are never text.
  fileprivate var isPlainOnly: Bool {
    switch self {
    case .flag, .count, .number, .fraction, .seeds: true
    default: false
    }
  }
}

extension String {
  /// With control characters made visible, for messages that quote what a user wrote.
  var visible: String {
    if unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) && utf8.count < 400 { return self }
    return String(unicodeScalars.prefix(300).map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
  }

  /// Without the full stop at the end.
  var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }

  /// With a small letter at the front, as within a sentence; an abbreviation such as `KV` keeps its capitals.
  var withoutCapital: String {
    dropFirst().first?.isUppercase == true ? self : prefix(1).lowercased() + dropFirst()
  }
}

import Kernel

/// Options of an engine that were read, by name. An option that is given twice has its last value, as engines take it.
struct LaunchArguments: Hashable, Sendable {
  private var values: [String: String?] = [:]
  /// The options that are neither in the engine's table nor about where a server stands.
  private(set) var unknown: [String] = []

  /// No options.
  init() {}

  /// Takes note of an option; nil for one without a value.
  mutating func add(_ name: String, _ value: String?) { values[name] = value }

  /// Takes note of an option that nothing knows.
  mutating func addUnknown(_ name: String) {
    if !unknown.contains(name) { unknown.append(name) }
  }

  /// These options without some.
  func without(_ names: Set<String>) -> LaunchArguments {
    var others = self
    others.values = values.filter { !names.contains($0.key) }
    return others
  }

  /// Whether an option is there.
  func contains(_ name: String) -> Bool { values.keys.contains(name) }

  /// The value of an option; nil where it is not there or has none.
  func text(_ name: String) -> String? { values[name] ?? nil }

  /// The whole number of an option; nil where it is not there.
  ///
  /// - Throws: ``InputError`` for anything else.
  func count(_ name: String, atLeast least: Int = 0) throws(InputError) -> Int? {
    guard contains(name) else { return nil }
    guard let text = text(name), let count = Int(text), (least...1_000_000_000).contains(count) else {
      throw InputError("'\(name)' is '\((text(name) ?? "").shortened)'", remedy: "a whole number from \(least) to 1000000000")
    }
    return count
  }

  /// The number of an option; nil where it is not there.
  ///
  /// - Throws: ``InputError`` for anything else.
  func number(_ name: String) throws(InputError) -> Double? {
    guard contains(name) else { return nil }
    guard let text = text(name), let number = Double(text), number >= 0, number < 1e15 else {
      throw InputError("'\(name)' is '\((text(name) ?? "").shortened)'", remedy: "a number")
    }
    return number
  }

  /// Whether an option of an options file is true; nil where it is not there.
  ///
  /// - Throws: ``InputError`` for anything but true and false.
  func flag(_ name: String) throws(InputError) -> Bool? {
    guard contains(name) else { return nil }
    switch text(name)?.lowercased() {
    case "true": return true
    case "false": return false
    default: throw InputError("'\(name)' is '\((text(name) ?? "").shortened)'", remedy: "true or false")
    }
  }
}

/// Entries that users call by name: schedulers, models, links, formats. It finds one by any of its names, and says what was
/// meant where there is none.
public struct Catalog<Entry>: Sendable where Entry: Sendable {
  /// What an entry is, as errors call it: `scheduler`.
  public let noun: String
  /// The entries in the order in which they are listed.
  public let entries: [Entry]
  /// Whether capitals do not count.
  private let ignoresCase: Bool
  /// What errors say where no name is near; nil for the list of all.
  private let otherwise: String?
  private let namesOf: @Sendable (Entry) -> [String]

  /// A catalog. `names` gives an entry's name and, behind it, other names that find it.
  public init(
    of noun: String, _ entries: [Entry], ignoresCase: Bool = false, otherwise: String? = nil,
    names: @escaping @Sendable (Entry) -> [String]
  ) {
    self.noun = noun
    self.entries = entries
    self.ignoresCase = ignoresCase
    self.otherwise = otherwise
    namesOf = names
  }

  /// The name of every entry, without its other names.
  public var names: [String] { entries.compactMap { namesOf($0).first } }

  /// The entry of that name; nil where there is none.
  public func entry(named name: String) -> Entry? {
    let wanted = normalised(name)
    return entries.first { namesOf($0).contains { normalised($0) == wanted } }
  }

  /// The entry of that name.
  ///
  /// - Throws: ``InputError`` with the nearest name, or with all that there are; `message` says it in other words than
  ///   `unknown scheduler 'x'`.
  public func required(_ name: String, message: String? = nil) throws(InputError) -> Entry {
    if let found = entry(named: name) { return found }
    let firsts = names
    // Names come before other names, so that of two that are as near the name itself is suggested.
    let hint = Nearest.hint(normalised(name), among: firsts + entries.flatMap { namesOf($0).dropFirst() })
    throw InputError(
      message ?? "unknown \(noun) '\(name)'", remedy: hint ?? otherwise ?? "one of \(firsts.joined(separator: ", "))")
  }

  private func normalised(_ name: String) -> String { ignoresCase ? name.lowercased() : name }
}

import Kernel

/// The sorts of a mapping that its tag tells apart.
struct Variant: Sendable {
  /// One sort.
  struct Case: Sendable {
    let name: String
    let meaning: String
    let keys: [Key]
    /// What to write in place of keys that only other sorts have, where something else does what they are for.
    let instead: [String: String]

    init(_ name: String, _ meaning: String, _ keys: [Key] = [], instead: [String: String] = [:]) {
      self.name = name
      self.meaning = meaning
      self.keys = keys
      self.instead = instead
    }
  }

  /// The key that names the sort.
  let tag: String
  /// What a sort is called in messages, such as `scheduler`.
  let noun: String
  /// All sorts.
  let cases: @Sendable () -> [Case]
  /// Other names that a catalog understands; nil where there are none.
  var canonicalName: (@Sendable (String) throws(InputError) -> String)?
  /// A value that is no sort's name is read as this key of this sort.
  var shorthand: (caseName: String, key: String)?
  /// The sort of a mapping that names none; nil where it must.
  var defaultCase: String?
  /// Whether all sorts have the same keys, so that a change of sort keeps what is given of them.
  var keepsKeys = false

  /// The sort with this name.
  func named(_ name: String) -> Case? { cases().first { $0.name == name } }
}

extension Variant {
  /// The names of all sorts, for messages.
  var names: String { cases().map(\.name).joined(separator: ", ") }

  /// What to do about a key that `sort` does not have and other sorts do; nil where none does.
  func remedy(forKey key: String, of sort: Case, path: String) -> String? {
    let owners = cases().filter { owner in owner.keys.contains { $0.name == key } }.map(\.name)
    guard let first = owners.first else { return nil }
    let others = owners.dropFirst()
    let which = others.isEmpty ? "which has it" : "or \(others.joined(separator: ", ")), which have it"
    let other = "'\(path).\(tag): \(first)'" + (others.isEmpty ? ", " : " ") + which
    return "\(sort.name) has none: write " + (sort.instead[key].map { $0 + ", or " } ?? "") + other
  }
}

import Kernel

/// Finding keys by name and by path.
enum VocabularySearch {
  /// Every key with its dotted path, sections before what is in them, in the order of the vocabulary.
  static let all: [(path: String, key: Key)] =
    Vocabulary.scenario.flatMap { flatten($0, path: "") } + Vocabulary.whatIf.map { ($0.name, $0) }

  /// A key and those below it, with their dotted paths.
  static func flatten(_ key: Key, path: String) -> [(path: String, key: Key)] {
    let name = path.isEmpty ? key.name : path + "." + key.name
    // A pool has the keys of a scenario: they are listed once.
    let inner = name == "pools" ? [] : key.kind.keys
    return [(name, key)] + inner.flatMap { flatten($0, path: name) }
  }

  /// The error for a key that is not known where it stands: `otherwise` where the reader knows what to do, the key that was meant, or
  /// the place where it belongs.
  static func unknownKey(
    _ name: String, at place: Place, path: String, siblings: [String], of owner: String? = nil, otherwise remedy: String? = nil
  ) -> InputError {
    let setting = owner.map { " of \($0)" } ?? (path.isEmpty ? "" : " in '\(path)'")
    let message = "unknown key '\(name.shortened)'\(setting)"
    if name == "<<" {
      return place.error(
        message, remedy: "merge keys are not used; put what is shared into a scenario of its own and refer to it by 'from'")
    }
    if name.contains(".") { return place.error(message, remedy: "dotted paths stand under 'change' and 'vary' only; nest the keys here") }
    if let remedy { return place.error(message, remedy: remedy) }
    let near = Nearest.match(name, among: siblings)
    // Where it stands already it does not belong.
    let elsewhere = all.filter { $0.key.name == name && $0.path.contains(".") && $0.path != "\(path).\(name)" }.map(\.path)
    if let home = elsewhere.first, near == nil || elsewhere.count == 1 { return place.error(message, remedy: "it belongs at '\(home)'") }
    if let near { return place.error(message, remedy: "did you mean '\(near)'?") }
    // Of two short words that differ in half of their letters neither was meant for the other.
    if name.count > 4, let deep = Nearest.match(name, among: all.map(\.key.name)), let home = all.first(where: { $0.key.name == deep }) {
      return place.error(message, remedy: "did you mean '\(home.path)'?")
    }
    return place.error(message, remedy: siblings.isEmpty ? "it takes no keys" : "keys here: \(siblings.joined(separator: ", "))")
  }
}

import Foundation
import Kernel

extension ValueKind {
  /// What may be written, in words: "a time such as 500 ms".
  var expectation: String {
    switch self {
    case .text: "text"
    case .flag: "true or false"
    case .count(let bounds, let unit): "a whole number\(unit.map { " of \($0)" } ?? "") from \(bounds.lowerBound) to \(bounds.upperBound)"
    case .number(let bounds): "a number from \(Quantity.text(bounds.lowerBound)) to \(Quantity.text(bounds.upperBound))"
    case .fraction: "a share such as 0.9 or 90 %"
    case .time: "a time such as \(Dimension.time.example)"
    case .timeOrCount(_, _, let unit): "a time such as 60 s, or a number such as 500 \(unit)"
    case .quantity(let dimension, _): "\(dimension.rawValue.withArticle) such as \(dimension.example)"
    case .date: "a day such as 2026-03-17"
    case .word(let words): "one of " + words.map(\.word).joined(separator: ", ")
    case .values(let example): "a value or several with commas between, such as \(example)"
    case .variation(let example): "keys with the values to try, such as \(example)"
    case .name(let catalog): "the name of \(catalog.noun.withArticle)"
    case .nameOrFile(let catalog, let ending): "the name of \(catalog.noun.withArticle) or the path of a \(ending) file"
    case .file: "the path of a file"
    case .seeds: "a number of seeds, or a list such as [3, 7]"
    case .section: "a mapping"
    case .variant(let variant): variant.noun.withArticle
    case .union(let union): "a mapping with one of " + union.alternatives.map(\.mark).joined(separator: ", ")
    case .list: "a list of mappings"
    }
  }

  /// A value as it could be written.
  var example: String {
    switch self {
    case .text: "some text"
    case .flag: "true"
    case .count(let bounds, let unit): "\(min(max(64, bounds.lowerBound), bounds.upperBound))" + (unit.map { " \($0)" } ?? "")
    case .number(let bounds): bounds.contains(1) ? "1" : Quantity.text(bounds.lowerBound)
    case .fraction: "0.9"
    case .time: Dimension.time.example
    case .timeOrCount: "60 s"
    case .quantity(let dimension, _): dimension.example
    case .date: "2026-03-17"
    case .word(let words): words.first?.word ?? "none"
    case .values(let example): "\"\(example)\""
    case .variation(let example): example
    case .name(let catalog), .nameOrFile(let catalog, _): catalog.names().first ?? catalog.noun
    case .file: "../traces/trace.csv"
    case .seeds: "10"
    case .section(let keys): "{" + (keys.first.map { "\($0.name): \($0.kind.example)" } ?? "") + "}"
    case .variant(let variant):
      variant.shorthand.flatMap { short in variant.named(short.caseName)?.keys.first { $0.name == short.key }?.kind.example }
        ?? variant.cases().first.map { first in
          let required = first.keys.first(where: \.isRequired).map { ", \($0.name): \($0.kind.example)" }
          return required.map { "{\(variant.tag): \(first.name)\($0)}" } ?? first.name
        } ?? variant.noun
    case .union(let union): union.alternatives[0].keys[0].kind.example
    case .list(let keys): "[" + ValueKind.section(keys).example + "]"
    }
  }
}

extension ValueKind {
  /// The values that go by a name.
  fileprivate var choices: [String] {
    switch self {
    case .flag: ["true", "false"]
    case .word(let words): words.map(\.word)
    case .name(let catalog), .nameOrFile(let catalog, _): catalog.names()
    case .variant(let variant): variant.cases().map(\.name)
    case .union(let union): union.alternatives.flatMap(\.keys).first { $0.name == union.shorthand }?.kind.choices ?? []
    default: []
    }
  }

  /// Whether a key's word is the word in quotes too. Of texts and paths quotes make one that happens to read like it.
  var hasWordsInQuotes: Bool {
    switch self {
    case .text, .file, .values: false
    default: true
    }
  }
}

extension Key {
  /// What may be written, its words included.
  var expectation: String { words.isEmpty ? kind.expectation : kind.expectation + ", or " + words.map(\.word).joined(separator: ", ") }

  /// The values that go by a name: those of its kind, and its words.
  var choices: [String] { kind.choices + words.map(\.word) }

  /// The error for a scalar that is neither of the kind nor one of the words, which says the words too.
  func addingWords(to error: InputError, written node: YAMLNode) -> InputError {
    guard !words.isEmpty, case .scalar(let text, _) = node.content, error.line == node.place.line, error.column == node.place.column,
      text.unicodeScalars.first?.properties.isAlphabetic == true
    else { return error }
    if case .text = kind { return error }
    // A union's shorthand has words of its own.
    if case .union = kind { return error }
    var changed = error
    if error.remedy?.hasPrefix("did you mean") == true { return error }
    let names = words.map(\.word)
    let meant = Nearest.match(text, among: names) ?? names.first { $0.commonPrefix(with: text).count >= 4 }
    changed.remedy = (meant.map { "did you mean '\($0)'? " } ?? "") + "write \(expectation)"
    return changed
  }
}

extension String {
  /// With `a` or `an` before it.
  var withArticle: String { ("aeiou".contains(first ?? " ") ? "an " : "a ") + self }
}

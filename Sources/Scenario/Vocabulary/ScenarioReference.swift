import Kernel

/// The documentation of every key of a scenario, made from the vocabulary that the reader goes by.
public enum ScenarioReference {
  /// A key as `windtunnel list keys` shows it.
  public struct Entry: Hashable, Sendable {
    /// The dotted path.
    public let path: String
    /// What may be written, in words.
    public let value: String
    /// What holds where nothing is written; nil for a key that must be given, and for a mapping of keys.
    public let defaultValue: String?
    /// Whether it must be given, where the mapping around it is.
    public let isRequired: Bool
    /// What it is for.
    public let meaning: String
    /// The values that go by a name.
    public let choices: [String]
  }

  /// Every key, sections before what is in them. A pool's keys are those that describe a scenario's replicas.
  public static let entries: [Entry] = VocabularySearch.all.map { path, key in
    Entry(
      path: path, value: key.expectation, defaultValue: key.defaultText, isRequired: key.isRequired, meaning: key.meaning,
      choices: key.choices)
  }

  /// The whole reference, as `windtunnel explain scenario` prints it.
  public static let text: String = {
    var lines = [
      "A scenario is a YAML file. What stands here is all that may stand there: an unknown key is an error, a number with a",
      "dimension needs its unit, and a path is relative to the folder of the file that it stands in.",
      "",
    ]
    for (path, key) in VocabularySearch.all { lines += block(path, key, indent: path.count { $0 == "." } * 2) }
    lines += units
    return lines.joined(separator: "\n") + "\n"
  }()

  /// The reference of the file of a published result, as `windtunnel explain published` prints it.
  public static let publishedText: String = {
    var lines = [
      "A published result is a folder with a file 'published.yaml' and the scenarios that it asks. An unknown key is an error.",
      "Beside 'scenario' a quantity may have 'change', with keys of a scenario as in a what-if.",
      "",
    ]
    for (path, key) in Vocabulary.published.flatMap({ VocabularySearch.flatten($0, path: "") }) {
      lines += block(path, key, indent: path.count { $0 == "." } * 2)
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  /// The reference of the file of a price list, as `windtunnel explain price-list` prints it.
  public static let priceListText: String = {
    var lines = [
      "A price list is a YAML file for 'windtunnel plan --prices': what one accelerator costs, with the day of the prices and their",
      "source. An unknown key is an error, and a number with a dimension needs its unit.", "",
      "A table with commas, a .csv file, does as well: above its header stand lines such as '# name: a cloud', '# date: 2026-03-17' and",
      "'# source: its price page', which it may not lack; its columns are keys of an accelerator, of which there may be some, as in",
      "'accelerator,on_demand,spot'; numbers are in $/h, $ and kg where they have no unit; what is empty is no price.", "",
    ]
    for (path, key) in Vocabulary.prices.flatMap({ VocabularySearch.flatten($0, path: "") }) {
      lines += block(path, key, indent: path.count { $0 == "." } * 2)
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  /// The documentation of the keys that `word` names: a dotted path, or a key's own name wherever it stands.
  ///
  /// - Throws: ``InputError`` with the nearest key.
  public static func explanation(of word: String) throws(InputError) -> String {
    let exact = VocabularySearch.all.filter { $0.path == word }
    let found = exact.isEmpty ? VocabularySearch.all.filter { $0.key.name == word } : exact
    if found.isEmpty {
      let near = Nearest.match(word, among: VocabularySearch.all.flatMap { [$0.path, $0.key.name] })
      throw InputError(
        "no key of a scenario is called '\(word.shortened)'",
        remedy: near.map { "did you mean '\($0)'?" } ?? "see 'windtunnel explain scenario'")
    }
    return found.flatMap { path, key in
      block(path, key, indent: 0)
        + VocabularySearch.all.filter { $0.path.hasPrefix(path + ".") }.flatMap { block($0.path, $0.key, indent: 2) }
    }.joined(separator: "\n") + "\n"
  }

  /// Keys beyond this a word tells nothing of.
  private static let mostKeysOfAWord = 8

  /// The documentation of the keys that take `word` as a value, such as `fp8`; nil where none does, or very many do.
  public static func explanation(ofValue word: String) -> String? {
    let found = VocabularySearch.all.filter { _, key in
      guard case .word(let words) = key.kind else { return false }
      return words.contains { $0.word == word }
    }
    if found.isEmpty || found.count > mostKeysOfAWord { return nil }
    return "A value of \(found.map(\.path).joined(separator: ", "))\n"
      + found.flatMap { path, key in block(path, key, indent: 2) }.joined(separator: "\n") + "\n"
  }

  private static func block(_ path: String, _ key: Key, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let standing = key.isRequired ? " (must be given)" : key.defaultText.map { " (default: \($0))" } ?? ""
    var lines = ["\(margin)\(path)\(standing)", "\(margin)    \(key.meaning)"]
    if let form = form(of: key) { lines.append("\(margin)    \(form)") }
    lines += key.words.filter { !$0.meaning.isEmpty }.map { "\(margin)      \($0.word): \($0.meaning)" }
    switch key.kind {
    case .word(let words): lines += words.filter { !$0.meaning.isEmpty }.map { "\(margin)      \($0.word): \($0.meaning)" }
    case .variant(let variant): lines += sorts(of: variant).map { margin + "      " + $0 }
    case .union(let union):
      lines += union.alternatives.map {
        "\(margin)      \($0.mark): \($0.meaning); with \(($0.keys.dropFirst().map(\.name)).joined(separator: ", "))"
      }
    default: break
    }
    return lines
  }

  /// The sorts of a variant, a line each; keys that every one of several sorts has are told once.
  private static func sorts(of variant: Variant) -> [String] {
    let cases = variant.cases()
    let keys = cases.map { $0.keys.map(\.name).joined(separator: ", ") }
    if let shared = keys.first, !shared.isEmpty, cases.count > 1, Set(keys).count == 1 {
      return cases.map { "\($0.name): \($0.meaning)" } + ["each with \(shared)"]
    }
    return zip(cases, keys).map { "\($0.name): \($0.meaning)" + ($1.isEmpty ? "" : "; with \($1)") }
  }

  /// What may be written, where a list of sorts or keys does not say it already.
  private static func form(of key: Key) -> String? {
    switch key.kind {
    case .section where key.words.isEmpty: nil
    case .variant, .union: nil
    default: key.expectation.asSentence
    }
  }

  /// The units by dimension.
  private static let units: [String] =
    ["", "Units, with or without a space before them:"]
    + Dimension.allCases.map { "  \($0.rawValue): \($0.units.map(\.symbol).joined(separator: ", "))" }
    + ["  share: a number from 0 to 1, or per cent such as 90 %"]
}

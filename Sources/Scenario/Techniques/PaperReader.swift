import Kernel

/// Reads a list of papers, as strictly as a scenario.
enum PaperReader {
  /// The keys of an entry. One of `techniques`, `missing` and `nothing` says what stands for the paper.
  private static let keys: [Key] = [
    .required("name", .text, "What the field calls it."),
    .required("paper", .text, "Authors, title, place and year."),
    .required("claim", .text, "What it says to have gained, in a few words."),
    optional("mechanism", .text, "What it does to serving, with the keys of a scenario that it goes by."),
    optional("techniques", .values(example: "eagle,eagle3"), "The techniques that stand for it, the one with its state first."),
    optional("results", .values(example: "eagle"), "Published results beside it that none of its techniques names."),
    optional("headlines", .values(example: "gain"), "Figures of its published results that it is known for."),
    optional("missing", .text, "What cannot be simulated yet."),
    optional("nothing", .text, "Why serving has nothing to show of it."),
    optional("lends", .text, "What is taken from it all the same."),
  ]

  private static func optional(_ name: String, _ kind: ValueKind, _ meaning: String) -> Key {
    Key(name, kind, default: Vocabulary.none, words: [Word(Vocabulary.none, "there is none")], meaning)
  }

  /// The papers in `bytes`.
  ///
  /// - Throws: ``InputError`` with file and line for what is missing, unknown or contradicts itself.
  static func papers(bytes: [UInt8], file: String) throws(InputError) -> [Paper] {
    let root = try StrictYAML.mapping(from: bytes, file: file)
    guard case .list(let items) = root["papers"]?.content else {
      throw root.place.error("a list of papers is needed", remedy: "write 'papers:', and begin each with '- name:'")
    }
    var papers: [Paper] = []
    for item in items { papers.append(try paper(item, file: file)) }
    return papers
  }

  private static func paper(_ node: YAMLNode, file: String) throws(InputError) -> Paper {
    var entries: [YAMLNode.Entry] = []
    var headlines: [String] = []
    for entry in node.entries ?? [] {
      // Names of figures have commas in them, which a list of values would be cut at.
      if entry.key == "headlines", case .list(let items) = entry.value.content {
        headlines = items.compactMap(\.scalarText)
      } else {
        entries.append(entry)
      }
    }
    var reader = SettingReader(files: FileLookup(folder: RelativePath.folder(of: file), offsets: [:]))
    try reader.refuseUnknownKeys(node, known: keys.map(\.name), path: "")
    let described = YAMLNode(.mapping(entries), at: node.place)
    let setting = Setting(value: .section(try reader.members(described, keys: keys, path: "", at: node.place)), place: node.place)
    func text(_ key: String) -> String { setting[key].required(setting[key].text) }
    func given(_ key: String) -> String? { setting[key].text }
    func values(_ key: String) -> [String] { (given(key) ?? "").split(separator: ",").map { String($0.filter { $0 != " " }) } }
    let techniques = try techniques(values("techniques"), at: setting["techniques"].place)
    let standings = [
      techniques.isEmpty ? nil : Paper.Standing.techniques(techniques), given("missing").map { .missing($0) },
      given("nothing").map { .nothing($0) },
    ].compactMap(\.self)
    guard let standing = standings.first, standings.count == 1 else {
      throw node.place.error(
        "of '\(text("name").shortened)' \(standings.isEmpty ? "nothing is said" : "two things are said") of what stands for it",
        remedy: "give one of 'techniques', 'missing' and 'nothing'")
    }
    let results = techniques.flatMap(\.results) + values("results")
    return Paper(
      name: text("name"), citation: text("paper"), claim: text("claim"), mechanism: given("mechanism"), standing: standing,
      lends: given("lends"), results: results.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }, headlines: headlines)
  }

  private static func techniques(_ names: [String], at place: Place) throws(InputError) -> [Technique] {
    var techniques: [Technique] = []
    for name in names {
      do { techniques.append(try TechniqueCatalog.technique(named: name)) } catch { throw place.error(error.message, remedy: error.remedy) }
    }
    return techniques
  }
}

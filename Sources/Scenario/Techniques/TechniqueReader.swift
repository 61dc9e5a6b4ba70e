import Kernel

/// Reads the file of a technique, as strictly as a scenario.
enum TechniqueReader {
  /// The keys of the file; `settings` are those of a scenario.
  private static let keys: [Key] = [
    .required("name", .text, "What scenarios call it, which is also the name of the file."),
    .required("summary", .text, "What it does, in one sentence."),
    .required("paper", .text, "Authors, title, place and year."),
    .required("quality", .text, "What it costs in the quality of the answers."),
    Key(
      "parameters",
      .list([
        .required("key", .text, "The dotted path of a key that the scenario has to give."),
        .required("meaning", .text, "What is to be given."), .required("example", .text, "A value as it could be written."),
      ]), default: Vocabulary.none, words: [Word(Vocabulary.none, "nothing is left to the scenario")],
      "Keys that the technique leaves to the scenario."),
    .required("scenario", .text, "The scenario that shows what it gains and costs, such as techniques/drafts."),
    Key(
      "state", .word(states), default: Technique.State.runs.rawValue, "How far it was held against what is published of it."),
    Key(
      "results", .values(example: "eagle,magicdec"), default: Vocabulary.none, words: [Word(Vocabulary.none, "no published result")],
      "The published results that it is laid beside, in the folder of these."),
  ]

  private static let states = [
    Word(Technique.State.reproduced.rawValue, "published or measured figures come out of the simulation"),
    Word(Technique.State.refuted.rawValue, "they do not, and the result says why"),
    Word(Technique.State.runs.rawValue, "it can be simulated, and nothing published was laid beside it"),
    Word(Technique.State.bookkeeping.rawValue, "its ratio is put in"),
  ]

  /// Keys of a workload that a technique may have: what requests are made into, and where a load is published what they are like. Where
  /// requests come from and when is the scenario's to say.
  private static let ofWorkload = ["transform", "shared_prefixes", "prompt", "output", "images"]

  /// Keys of a scenario that a technique must not have: they say what is asked, and not how it is served.
  private static let refused = ["name", "because", "model", "objective", "plan", "from", "change", "vary", "technique"]

  /// The technique in `bytes`.
  ///
  /// - Throws: ``InputError`` with its place.
  static func technique(bytes: [UInt8], file: String) throws(InputError) -> Technique {
    let node = try StrictYAML.mapping(from: bytes, file: file)
    var reader = SettingReader(files: FileLookup(folder: RelativePath.folder(of: file), offsets: [:]))
    try reader.refuseUnknownKeys(node, known: keys.map(\.name) + ["settings"], path: "")
    let described = YAMLNode(.mapping((node.entries ?? []).filter { $0.key != "settings" }), at: node.place)
    let setting = Setting(value: .section(try reader.members(described, keys: keys, path: "", at: node.place)), place: node.place)
    func text(_ setting: Setting, _ key: String) -> String { setting[key].required(setting[key].text) }
    let name = text(setting, "name")
    if name != RelativePath.stem(of: file) {
      throw setting["name"].place.error(
        "the technique '\(name.shortened)' stands in the file of another", remedy: "call the file '\(name.shortened).yaml'")
    }
    let parameters = setting["parameters"].items.map {
      Technique.Parameter(path: text($0, "key"), meaning: text($0, "meaning"), example: text($0, "example"))
    }
    // One that leaves all to the scenario has parameters and no settings.
    let settings = node["settings"] ?? YAMLNode(.mapping([]), at: node.place)
    guard let entries = settings.entries, !entries.isEmpty || node["settings"] == nil && !parameters.isEmpty else {
      throw (node["settings"]?.place ?? node.place).error(
        "the technique '\(name.shortened)' sets nothing", remedy: "write 'settings:' with keys of a scenario")
    }
    let workload = settings["workload"]
    let known = Vocabulary.scenario.map(\.name).filter { !refused.contains($0) && ($0 != "workload" || workload?.entries != nil) }
    try reader.refuseUnknownKeys(settings, known: known, path: "settings")
    if let workload { try reader.refuseUnknownKeys(workload, known: ofWorkload, path: "settings.workload") }
    let state = setting["state"].word.flatMap(Technique.State.init(rawValue:)) ?? .runs
    let results = setting["results"].text.map { $0.split(separator: ",").map { String($0.filter { $0 != " " }) } } ?? []
    if (state == .reproduced || state == .refuted) == results.isEmpty {
      throw setting["state"].place.error(
        "the technique '\(name.shortened)' is called \(state.rawValue) and names \(results.isEmpty ? "no" : "a") published result",
        remedy: "'results' of what is reproduced or refuted, and of nothing else")
    }
    return Technique(
      name: name, summary: text(setting, "summary"), paper: text(setting, "paper"), quality: text(setting, "quality"),
      parameters: parameters, state: state, results: results, scenario: text(setting, "scenario"),
      settings: settings)
  }
}

import Hardware
import Kernel

/// A pool of a scenario as servers are started for it: every setting as text, and which of them are not the preset's own.
struct LaunchPool: Sendable {
  /// What the scenario calls it; nil for the one pool of a scenario without `pools`.
  let name: String?
  /// How many replicas there are.
  let replicas: Int
  let model: LaunchModel
  /// All settings, those that were left to the engine as the figures that were simulated.
  let values: LaunchValues
  /// The paths that differ from a scenario with nothing but model, accelerator and engine, in the order of the vocabulary.
  let changed: [String]
  /// Settings that no line can hold, such as lists of measured times.
  let lists: [String]

  /// The preset that was simulated.
  var preset: String { values["engine.preset"] ?? EngineCatalog.defaultName }
  /// The accelerator's id in the catalog.
  var accelerator: String { values["accelerator.name"] ?? "" }
  /// What files and objects are called after it, whatever the scenario calls it.
  var title: String { name ?? "main" }

  /// A pool of `scenario`, whose settings are figures already.
  ///
  /// - Throws: ``InputError`` where the model is in no catalog.
  init(_ pool: PoolSettings, of scenario: Scenario, isNamed: Bool) throws(InputError) {
    name = isNamed ? pool.name : nil
    replicas = pool.replicas
    model = if let file = pool.setting["model"].file { LaunchModel(file: file.written) } else { try LaunchModel(id: pool.model) }
    let leaves = Self.leaves(of: pool.setting)
    let preset = leaves.first { $0.path == "engine.preset" }?.text ?? EngineCatalog.defaultName
    let plain = try Self.plain(model: pool.setting["model"], accelerator: pool.accelerator, preset: preset, beside: scenario.file)
    values = LaunchValues(Dictionary(leaves.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first }))
    let told: Set = ["model", "replicas"]
    let different = leaves.filter { plain[$0.path] != $0.text && !told.contains($0.path) }.map(\.path)
    let isInList = { (path: String) in path.split(separator: ".").contains { Int($0) != nil } }
    changed = different.filter { !isInList($0) }
    lists = different.filter(isInList).map { String($0.prefix { $0 != "." }) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The settings that describe a pool, with their texts.
  private static func leaves(of setting: Setting) -> [(path: String, text: String)] {
    let keys = Vocabulary.pool.map(\.name)
    let members = setting.members.filter { keys.contains($0.key) }
    return SettingWriter.leaves(Setting(value: .section(members), place: setting.place), path: "").map { leaf in
      guard let digest = leaf.digest else { return (leaf.path, leaf.text) }
      return (leaf.path, SettingWriter.quotedWhereNeeded(String(leaf.text.dropLast(digest.count + 3))))
    }
  }

  /// The settings of a scenario that says nothing but the model, the accelerator and the engine.
  ///
  /// - Throws: ``InputError`` as reading a scenario does.
  private static func plain(model: Setting, accelerator: String, preset: String, beside file: String) throws(InputError) -> [String: String]
  {
    let model = model.file.map { SettingWriter.quotedWhereNeeded($0.written) } ?? model.word ?? ""
    let text = """
      model: \(model)
      accelerator: \(accelerator)
      engine: \(preset)
      workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}
      """
    let plain = try Scenario.read(text, file: file)
    return Dictionary(leaves(of: plain.pools[0].setting).map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a preset says where a scenario says nothing, for this model and accelerator.
  ///
  /// - Throws: ``InputError`` as reading a scenario does.
  func defaults(preset: String, beside file: String) throws(InputError) -> LaunchValues {
    let text = """
      model: llama-3.1-8b
      accelerator: \(accelerator)
      engine: \(preset)
      workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}
      """
    let plain = try Scenario.read(text, file: file)
    return LaunchValues(
      Dictionary(Self.leaves(of: plain.pools[0].setting).map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first }))
  }
}

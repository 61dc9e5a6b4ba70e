import Kernel

/// Reads a draft against the vocabulary as a whole: names, pools and what they take from the keys above them.
struct ScenarioReader {
  private let draft: ScenarioDraft
  private var reader: SettingReader

  /// - Throws: ``InputError`` where the techniques that the draft names cannot be laid under it.
  init(_ draft: ScenarioDraft) throws(InputError) {
    var draft = draft
    draft.root = try TechniqueLayer.applied(to: draft.root)
    self.draft = draft
    reader = SettingReader(files: FileLookup(folder: RelativePath.folder(of: draft.file), offsets: draft.offsets))
  }

  /// The settings in the order of the vocabulary. With pools, what describes a pool stands in each of them and not above.
  ///
  /// - Throws: ``InputError``.
  mutating func settings(label: String?) throws(InputError) -> [Setting.Member] {
    let root = draft.root
    try reader.refuseUnknownKeys(root, known: (Vocabulary.scenario + Vocabulary.whatIf).map(\.name), path: "")
    let poolNames = Vocabulary.pool.map(\.name)
    let hasPools = root["pools"].map { !($0.scalarText == Vocabulary.none) } ?? false
    var members: [Setting.Member] = []
    for key in Vocabulary.scenario {
      if hasPools && poolNames.contains(key.name) { continue }
      let setting: Setting
      if hasPools && key.name == "pools", let pools = root["pools"] {
        setting = try self.pools(pools, key: key)
      } else {
        setting = try reader.setting(root[key.name], key: key, path: "", at: root.place)
      }
      members.append(.init(key: key.name, setting: setting))
    }
    nameIt(&members, label: label)
    for index in members.indices where members[index].key == "pools" {
      guard case .list(var items) = members[index].setting.value else { continue }
      for item in items.indices { items[item].value = .section(calibrated(items[item].members)) }
      members[index].setting.value = .list(items)
    }
    return calibrated(members)
  }

  /// The settings of a pool with the profile that `auto` stands for: the resolved text names the very figures.
  private func calibrated(_ members: [Setting.Member]) -> [Setting.Member] {
    var members = members
    guard let index = members.firstIndex(where: { $0.key == "calibration" }), members[index].setting.word == Vocabulary.auto,
      let accelerator = members.first(where: { $0.key == "accelerator" })?.setting["name"].word
    else { return members }
    members[index].setting.value = .word(ShippedProfiles.automaticName(accelerator: accelerator) ?? Vocabulary.roofline)
    return members
  }

  /// The list of pools, each with what it takes from the keys above.
  private mutating func pools(_ node: YAMLNode, key: Key) throws(InputError) -> Setting {
    guard case .list(let items) = node.content else { return try reader.setting(node, key: key, path: "", at: node.place) }
    let inherited = (draft.root.entries ?? []).filter { entry in Vocabulary.pool.contains { $0.name == entry.key } }
    if let replicas = inherited.first(where: { $0.key == "replicas" }) {
      throw replicas.keyPlace.error("'replicas' beside 'pools'", remedy: "give 'replicas' in each pool")
    }
    try checkInherited(inherited)
    var complete: [YAMLNode] = []
    var seen: [String: Place] = [:]
    for (index, item) in items.enumerated() {
      guard let entries = item.entries else {
        throw item.place.error("'pools.\(index + 1)' is \(item.kindInWords) where a mapping is needed", remedy: "write '- name: ...'")
      }
      let base = YAMLNode(.mapping(inherited), at: item.place)
      complete.append(try Change.apply(entries, to: base, kind: .section(Vocabulary.pool), path: "pools.\(index + 1)"))
      guard let name = item["name"], let text = name.scalarText else { continue }
      if text.contains(".") {
        throw name.place.error("the pool '\(text.shortened)' has a point in its name", remedy: "points stand between the parts of paths")
      }
      if let first = seen[text] {
        throw name.place.error(
          "two pools are called '\(text.shortened)'\(first.line.map { ", the first in line \($0)" } ?? "")",
          remedy: "give each its own name")
      }
      seen[text] = name.place
    }
    return try reader.setting(YAMLNode(.list(complete), at: node.place), key: key, path: "", at: node.place)
  }

  /// Checks the keys above the pools even where every pool has its own: nothing that is written goes unread.
  private mutating func checkInherited(_ entries: [YAMLNode.Entry]) throws(InputError) {
    for entry in entries {
      guard let key = Vocabulary.pool.first(where: { $0.name == entry.key }) else { continue }
      _ = try reader.setting(entry.value, key: key, path: "", at: entry.keyPlace)
    }
  }

  /// Fills in the name: what the file is called, and the label that tells a variant from its siblings.
  private func nameIt(_ members: inout [Setting.Member], label: String?) {
    guard let index = members.firstIndex(where: { $0.key == "name" }) else { return }
    var name = members[index].setting.text ?? RelativePath.stem(of: draft.file)
    if let label { name += ": " + label }
    members[index].setting.value = .text(name)
  }
}

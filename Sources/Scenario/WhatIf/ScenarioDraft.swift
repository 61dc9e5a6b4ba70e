import Kernel

/// A scenario with its what-ifs laid over it, not yet checked against the vocabulary.
struct ScenarioDraft: Sendable {
  /// Scenarios that may lie below one another.
  static let mostLayers = 16

  /// The keys of the scenario; every piece knows the file that it comes from.
  var root: YAMLNode
  /// What the file named on the command line varies.
  var variation: Variation?
  /// Whether this is one of the scenarios that a file with `vary` stands for.
  var isVariant = false
  /// The file named on the command line.
  let file: String
  /// For each file read, its folder as seen from that of `file`.
  var offsets: [String: String]

  /// Reads the file at `path` and all that it is made from.
  ///
  /// - Throws: ``InputError`` in the file that is at fault.
  init(path: String) throws(InputError) {
    let bytes: [UInt8]
    do { bytes = try RegularFile.bytes(of: path, limit: YAMLLimits.bytes) } catch {
      throw InputError(error.message, file: path, remedy: error.remedy?.hasPrefix("looked") == true ? "check the path" : error.remedy)
    }
    try self.init(bytes: bytes, file: path)
  }

  /// Reads a scenario from bytes as if they stood in `file`.
  init(bytes: [UInt8], file: String) throws(InputError) {
    self.file = file
    var reading = Reading(folder: RelativePath.folder(of: file))
    let node = try StrictYAML.mapping(from: bytes, file: file)
    root = try reading.resolved(node, file: file, offset: "", above: [])
    offsets = reading.offsets
    variation = try node["vary"].map { node throws(InputError) in try Variation(node) }
  }

  /// This draft with a change laid over it.
  func changed(by entries: [YAMLNode.Entry]) throws(InputError) -> ScenarioDraft {
    try changed(byOpened: try DottedPath.opened(entries))
  }

  /// This draft with a change laid over it whose paths are opened already.
  func changed(byOpened entries: [YAMLNode.Entry]) throws(InputError) -> ScenarioDraft {
    var changed = self
    changed.root = try Self.laid(entries, over: root)
    return changed
  }

  /// A change over a scenario. Where techniques lie below, they may have chosen the sort of a value that the scenario
  /// leaves open.
  private static func laid(_ change: [YAMLNode.Entry], over base: YAMLNode) throws(InputError) -> YAMLNode {
    let hasTechniques = base[TechniqueLayer.key] != nil || change.contains { $0.key == TechniqueLayer.key }
    return try Change.apply(
      change, to: base, kind: .section(Vocabulary.scenario), path: "", Change.Manner(opensDefaults: !hasTechniques))
  }

  /// The chain of files that are laid over one another.
  private struct Reading {
    let folder: String
    var offsets: [String: String] = [:]

    /// The keys of `node` with those of the scenario that it is made from below them.
    mutating func resolved(_ node: YAMLNode, file: String, offset: String, above: [String]) throws(InputError) -> YAMLNode {
      offsets[file] = offset
      guard let from = node["from"] else {
        if let change = node.entries?.first(where: { $0.key == "change" }) {
          throw change.keyPlace.error(
            "'change' without 'from' changes nothing", remedy: "name the scenario to change: 'from: chat-8b.yaml'")
        }
        return Self.without(["vary"], node)
      }
      let allowed = ["name", "because", "from", "change", "vary"]
      for entry in node.entries ?? [] where !allowed.contains(entry.key) {
        if entry.key == TechniqueLayer.key || Vocabulary.scenario.contains(where: { $0.name == entry.key }) {
          throw entry.keyPlace.error("'\(entry.key)' beside 'from'", remedy: "write what is different under 'change'")
        }
        throw VocabularySearch.unknownKey(entry.key, at: entry.keyPlace, path: "", siblings: allowed)
      }
      let base = try self.base(from, offset: offset, above: above + [RelativePath.normalised(file)])
      return try Self.laid(node, over: Self.without(["name", "because"], base))
    }

    /// The scenario that `from` names.
    private mutating func base(_ from: YAMLNode, offset: String, above: [String]) throws(InputError) -> YAMLNode {
      guard case .text(let written) = try ScalarReader.value(from, kind: .text, path: "from", at: from.place) else {
        preconditionFailure("text is text")
      }
      let relative = RelativePath.join(offset, written)
      let path = RelativePath.join(folder, relative)
      if above.contains(path) {
        throw from.place.error("'\(written)' is made from this scenario itself", remedy: "break the circle of 'from'")
      }
      if above.count > ScenarioDraft.mostLayers {
        throw from.place.error(
          "more than \(ScenarioDraft.mostLayers) scenarios lie below one another", remedy: "start from a scenario further down")
      }
      let bytes: [UInt8]
      do { bytes = try RegularFile.bytes(of: path, limit: YAMLLimits.bytes) } catch {
        let isWhereWritten = error.remedy?.hasPrefix("looked") == true && path == RelativePath.normalised(written)
        throw from.place.error("'\(written.shortened)': \(error.message)", remedy: isWhereWritten ? "check the path" : error.remedy)
      }
      let node = try StrictYAML.mapping(from: bytes, file: path)
      return try resolved(node, file: path, offset: RelativePath.folder(of: relative), above: above)
    }

    /// What a what-if says, over the scenario that it starts from.
    private static func laid(_ node: YAMLNode, over base: YAMLNode) throws(InputError) -> YAMLNode {
      var root = base
      if let change = node["change"] {
        guard let entries = change.entries, !entries.isEmpty else {
          throw change.place.error(
            "'change' is \(change.entries == nil ? change.kindInWords : "empty") where a mapping is needed",
            remedy: "write 'change: {replicas: 2}', or leave it out")
        }
        let opened = try DottedPath.opened(entries)
        if let entry = opened.first(where: { ["name", "because", "from", "vary", "change"].contains($0.key) }) {
          throw entry.keyPlace.error("'\(entry.key)' cannot be changed", remedy: "write it beside 'from'")
        }
        root = try ScenarioDraft.laid(opened, over: base)
      }
      let own = (node.entries ?? []).filter { $0.key == "name" || $0.key == "because" }
      return YAMLNode(.mapping(own + (root.entries ?? [])), at: node.place)
    }

    private static func without(_ keys: [String], _ node: YAMLNode) -> YAMLNode {
      YAMLNode(.mapping((node.entries ?? []).filter { !keys.contains($0.key) }), at: node.place)
    }
  }
}

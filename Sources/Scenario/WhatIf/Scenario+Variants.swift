import Kernel

extension Scenario {
  /// One of the scenarios that a file with `vary` stands for.
  public struct Variant: Sendable {
    /// What tells it from the others, such as `replicas=2, scheduler=fcfs`; empty where nothing is varied.
    public let label: String
    /// The same, path by path.
    public let values: [VariedValue]
    /// The scenario.
    public let scenario: Scenario
  }

  /// Whether the file has a `vary`, so that it stands for several scenarios.
  public var isVaried: Bool { draft.variation != nil }

  /// Every scenario that the file stands for: each combination of the values under `vary`, the last path running fastest,
  /// or the scenario itself where nothing is varied.
  ///
  /// - Throws: ``InputError`` at a value that cannot be.
  public func variants() throws(InputError) -> [Variant] {
    guard let variation = draft.variation else { return [Variant(label: "", values: [], scenario: self)] }
    if !checkedVariants.isEmpty { return checkedVariants }
    var variants: [Variant] = []
    for combination in variation.combinations() {
      let scenario = try Scenario(try draft.asVariant.changed(by: combination.entries), label: combination.label)
      variants.append(Variant(label: combination.label, values: combination.values, scenario: scenario))
    }
    return variants
  }

  /// Refuses values under `vary` that cannot be, each tried alone: their sum and not their product. Where one path varies, the
  /// scenarios that are tried are the variants, and are kept.
  func checkingVariation() throws(InputError) -> Scenario {
    guard let variation = draft.variation else { return self }
    if variation.axes.count == 1 {
      var checked = self
      checked.checkedVariants = try variants()
      return checked
    }
    for axis in variation.axes {
      for value in axis.values {
        _ = try Scenario(try draft.changed(by: axis.change(value)))
      }
    }
    return self
  }

  /// The scenario with one more change laid over it, such as `replicas=4`, as a search makes them.
  ///
  /// - Throws: ``InputError`` where path or value cannot be.
  public func changing(_ assignments: [String]) throws(InputError) -> Scenario { try Scenario(try draft.asVariant.assigned(assignments)) }

  /// Whether it is one of several that a file with `vary` stands for.
  public var isVariant: Bool { draft.isVariant }

  /// This cluster under the workload and the seeds of another scenario of the same folder, with assignments laid over it.
  ///
  /// - Throws: ``InputError`` where the two lie in different folders, so that their paths do not mean the same files.
  public func serving(workloadOf other: Scenario, assignments: [String] = []) throws(InputError) -> Scenario {
    guard RelativePath.folder(of: file) == RelativePath.folder(of: other.file) else {
      throw InputError("'\(file)' and '\(other.file)' lie in different folders", remedy: "put them side by side")
    }
    var draft = draft.asVariant
    draft.offsets.merge(other.draft.offsets) { own, _ in own }
    let taken = (other.draft.root.entries ?? []).filter { $0.key == "workload" || $0.key == "run" }
    let kept = (draft.root.entries ?? []).filter { $0.key != "workload" && $0.key != "run" }
    draft.root = YAMLNode(.mapping(kept + taken), at: draft.root.place)
    return try Scenario(try draft.assigned(assignments))
  }
}

extension ScenarioDraft {
  /// This draft without what its file varies.
  var asVariant: ScenarioDraft {
    if variation == nil { return self }
    var draft = self
    (draft.variation, draft.isVariant) = (nil, true)
    return draft
  }

  /// This draft with assignments such as `replicas=4` laid over it, those of `vary` first.
  ///
  /// - Throws: ``InputError`` at one that cannot be, and at one of a key that varies: each variant would take it back.
  func assigned(_ assignments: [String]) throws(InputError) -> ScenarioDraft {
    var draft = self
    func varies(_ assignment: String) -> Bool {
      let path = assignment.prefix { $0 != "=" }.trimmingSpaces
      return path == "vary" || path.hasPrefix("vary.")
    }
    for assignment in assignments.filter(varies) + assignments.filter({ !varies($0) }) {
      let origin = "'\(assignment.shortened)'"
      guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
        throw InputError("\(origin) is no assignment", remedy: "write a path, '=' and a value, such as 'replicas=4'")
      }
      let value = try StrictYAML.value(from: String(assignment[assignment.index(after: equals)...]), origin: origin)
      let place = Place(file: origin)
      let path = String(assignment[..<equals]).trimmingSpaces
      if varies(assignment) {
        draft = try draft.varied(String(path.dropFirst("vary.".count)), value, at: place)
        continue
      }
      if let (axis, varied) = draft.variation?.overlap(of: value.leaves(below: String(path)).map(\.path)) {
        let choice =
          axis.isNamed ? "take '\(axis.path)' away with 'vary.\(axis.path)=null'" : "choose its values with 'vary.\(axis.path)=[...]'"
        throw place.error(
          "'\(varied)' varies in \(draft.file), so that every variant would take this back",
          remedy: "\(choice), or let nothing vary with 'vary=null'")
      }
      // Who types a path means it as seen from where they stand, wherever the scenario lies.
      draft.offsets[origin] = RelativePath.workingFolder(from: RelativePath.folder(of: draft.file))
      draft = try draft.changed(by: [.init(key: String(path), keyPlace: place, value: value)])
    }
    return draft
  }
}

extension ScenarioDraft {
  /// This draft with other values of a path that varies, or with all that varies given anew where `path` is empty; null takes
  /// away, and a value that is no list is the only one.
  private func varied(_ path: String, _ value: YAMLNode, at place: Place) throws(InputError) -> ScenarioDraft {
    if path.isEmpty && value.isNull { return asVariant }
    var draft = self
    if path.isEmpty {
      draft.variation = try Variation(value)
      return draft
    }
    var entries = (variation?.axes ?? []).map(\.entry)
    let known = entries.firstIndex { $0.key == path }
    if value.isNull {
      guard let known else {
        throw place.error(
          "'vary.\(path.shortened)' is not set: there is nothing to take away",
          remedy: Nearest.hint(path, among: entries.map(\.key)) ?? "leave it out")
      }
      entries.remove(at: known)
      if entries.isEmpty { return asVariant }
    } else {
      var list = value
      switch value.content {
      case .list: break
      // Of a path one value alone, of a name its settings.
      case .mapping where !Vocabulary.scenario.contains { $0.name == path } && !path.contains("."): break
      default: list.content = .list([value])
      }
      let entry = YAMLNode.Entry(key: path, keyPlace: place, value: list)
      if let known { entries[known] = entry } else { entries.append(entry) }
    }
    draft.variation = try Variation(YAMLNode(.mapping(entries), at: place))
    return draft
  }
}

extension String {
  /// Without spaces at either end.
  var trimmingSpaces: Substring { self[...].trimmingSpaces }
}

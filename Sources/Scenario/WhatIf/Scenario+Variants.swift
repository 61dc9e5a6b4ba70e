import Kernel

extension Scenario {
  /// One of the scenarios that a file with `vary` stands for.
  public struct Variant: Sendable {
    /// What tells it from the others, such as `replicas=2, scheduler=fcfs`; empty where nothing is varied.
    public let label: String
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
    guard let variation = draft.variation else { return [Variant(label: "", scenario: self)] }
    if !checkedVariants.isEmpty { return checkedVariants }
    var variants: [Variant] = []
    for combination in variation.combinations() {
      let scenario = try Scenario(try draft.changed(by: combination.entries), label: combination.label)
      variants.append(Variant(label: combination.label, scenario: scenario))
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
        _ = try Scenario(try draft.changed(by: [.init(key: axis.path, keyPlace: axis.pathPlace, value: value.node)]))
      }
    }
    return self
  }

  /// The scenario with one more change laid over it, such as `replicas=4`, as a search makes them.
  ///
  /// - Throws: ``InputError`` where path or value cannot be.
  public func changing(_ assignments: [String]) throws(InputError) -> Scenario { try Scenario(try draft.assigned(assignments)) }

  /// This cluster under the workload and the seeds of another scenario of the same folder, with assignments laid over it.
  ///
  /// - Throws: ``InputError`` where the two lie in different folders, so that their paths do not mean the same files.
  public func serving(workloadOf other: Scenario, assignments: [String] = []) throws(InputError) -> Scenario {
    guard RelativePath.folder(of: file) == RelativePath.folder(of: other.file) else {
      throw InputError("'\(file)' and '\(other.file)' lie in different folders", remedy: "put them side by side")
    }
    var draft = draft
    draft.offsets.merge(other.draft.offsets) { own, _ in own }
    let taken = (other.draft.root.entries ?? []).filter { $0.key == "workload" || $0.key == "run" }
    let kept = (draft.root.entries ?? []).filter { $0.key != "workload" && $0.key != "run" }
    draft.root = YAMLNode(.mapping(kept + taken), at: draft.root.place)
    return try Scenario(try draft.assigned(assignments))
  }
}

extension ScenarioDraft {
  /// This draft with assignments such as `replicas=4` laid over it.
  func assigned(_ assignments: [String]) throws(InputError) -> ScenarioDraft {
    var draft = self
    for assignment in assignments {
      let origin = "'\(assignment.shortened)'"
      guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
        throw InputError("\(origin) is no assignment", remedy: "write a path, '=' and a value, such as 'replicas=4'")
      }
      let value = try StrictYAML.value(from: String(assignment[assignment.index(after: equals)...]), origin: origin)
      let place = Place(file: origin)
      let path = String(assignment[..<equals]).trimmingSpaces
      // Who types a path means it as seen from where they stand, wherever the scenario lies.
      draft.offsets[origin] = RelativePath.workingFolder(from: RelativePath.folder(of: draft.file))
      draft = try draft.changed(by: [.init(key: String(path), keyPlace: place, value: value)])
    }
    return draft
  }
}

extension String {
  /// Without spaces at either end.
  var trimmingSpaces: Substring { self[...].trimmingSpaces }
}

import Kernel

/// A scenario with all that a sweep varies of it: every combination of the values is a cell.
///
/// The scenario's own `vary` comes first and what is asked for behind it, the last axis running fastest. A path that both name takes the
/// values that are asked for. Changes are laid one axis after the other, so that a scheduler may vary and, behind it, a parameter that
/// not every scheduler has: a cell that cannot be is a cell all the same, with its reason.
public struct SweepGrid: Sendable {
  /// Cells that a sweep may have.
  public static let mostCells = 10_000

  /// The scenario that everything is changed from.
  public let base: Scenario
  /// What varies, as it is shown: paths, and names of files with whole settings.
  public let columns: [String]
  /// The cells that are tried, in the order of the grid.
  public let cells: [SweepCell]
  /// Which of all cells these are.
  public let design: SweepDesign
  private let axes: [SweepAxis]
  private let draft: ScenarioDraft

  /// Reads the scenario at `path` with `assignments` laid over it, and what is to vary: texts such as `replicas=1,2,4`. Where the design
  /// draws some of the cells, `designSeed` decides which.
  ///
  /// - Throws: ``InputError`` where the scenario or an axis cannot be read, where nothing varies, and where an axis would take back
  ///   what one before it changes. Single cells are not looked at.
  public static func load(
    path: String, assignments: [String] = [], varying: [String], design: SweepDesign = .full, designSeed: UInt64 = 1
  ) throws(InputError) -> SweepGrid {
    try SweepGrid(try ScenarioDraft(path: path), assignments, varying, design, designSeed)
  }

  /// Reads the scenario in `text` as if it stood in `file`.
  ///
  /// - Throws: ``InputError`` as ``load(path:assignments:varying:)``.
  public static func read(
    _ text: String, file: String, assignments: [String] = [], varying: [String], design: SweepDesign = .full, designSeed: UInt64 = 1
  ) throws(InputError) -> SweepGrid {
    try SweepGrid(try ScenarioDraft(bytes: Array(text.utf8), file: file), assignments, varying, design, designSeed)
  }

  private init(
    _ file: ScenarioDraft, _ assignments: [String], _ varying: [String], _ design: SweepDesign, _ designSeed: UInt64
  ) throws(InputError) {
    let assigned = try file.assigned(assignments)
    var draft = assigned.asVariant
    let working = RelativePath.workingFolder(from: RelativePath.folder(of: draft.file))
    var asked: [SweepAxis] = []
    for text in varying {
      asked.append(try SweepAxis(text))
      // Paths of files are meant as seen from where they are typed, and in a file of settings as seen from that file.
      if text.hasPrefix("@") {
        let file = String(text.dropFirst())
        draft.offsets[file] = RelativePath.join(working, RelativePath.folder(of: file))
      } else {
        draft.offsets["'--vary \(text.shortened)'"] = working
      }
    }
    var axes: [SweepAxis] = []
    for axis in assigned.variation?.axes ?? [] where !asked.contains(where: { $0.paths.contains(axis.path) || $0.columns == [axis.path] }) {
      axes.append(try SweepAxis(axis))
    }
    axes += asked
    if axes.isEmpty {
      throw InputError("nothing varies", file: draft.file, remedy: "add --vary replicas=1,2,4, or a 'vary' to the scenario")
    }
    try Self.refuseTakenBack(assignments, by: axes)
    try Self.refuseSeeds(axes)
    try Self.refuseOverlaps(axes)
    self.draft = draft
    self.axes = axes
    base = try Scenario(draft)
    columns = axes.flatMap(\.columns)
    self.design = design
    let places = try design.places(on: axes.map(\.points.count), seed: designSeed)
    cells = places.enumerated().map { index, places in
      SweepCell(index: index, places: places, points: zip(axes, places).map { $0.points[$1] })
    }
  }

  /// How many values each axis has, with what it is called: `2 scheduler x 5 engine.max_batched_tokens`.
  public var extent: [(columns: [String], count: Int)] { axes.map { ($0.columns, $0.points.count) } }

  /// The scenario of a cell.
  ///
  /// - Throws: ``InputError`` where its values do not go together, or one of them cannot be.
  public func scenario(of cell: SweepCell) throws(InputError) -> Scenario {
    var draft = draft
    for change in cell.changes { draft = try draft.changed(byOpened: change) }
    return try Scenario(draft, label: cell.label)
  }

  /// The slip of the pen among faults of reading: a value with which no cell at all can be read. `faults` has one entry a cell.
  ///
  /// A value that goes with others is no slip where it does not go with some, and such cells are rows of the table.
  public func slip(among faults: [InputError?]) -> InputError? {
    for (axis, points) in axes.map(\.points).enumerated() {
      for point in points.indices {
        let own = cells.filter { $0.places[axis] == point }.map { faults[$0.index] }
        if let first = own.first, let fault = first, own.allSatisfy({ $0 != nil }) { return fault }
      }
    }
    return nil
  }

  /// What is laid over the scenario and then varied would be lost without a word.
  private static func refuseTakenBack(_ assignments: [String], by axes: [SweepAxis]) throws(InputError) {
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else { continue }
      let origin = "'\(assignment.shortened)'"
      let value = try StrictYAML.value(from: String(assignment[assignment.index(after: equals)...]), origin: origin)
      for leaf in value.leaves(below: String(assignment[..<equals].trimmingSpaces)) {
        if let path = axes.flatMap(\.paths).first(where: { leaf.path == $0 || leaf.path.hasPrefix($0 + ".") }) {
          throw Place(file: origin).error(
            "'\(path)' varies, so that every cell would take this back", remedy: "leave it out, or let '\(path)' not vary")
        }
      }
    }
  }

  /// Seeds are replications of every cell and make no cells of their own.
  private static func refuseSeeds(_ axes: [SweepAxis]) throws(InputError) {
    for entry in axes.flatMap(\.points).flatMap(\.change) {
      if entry.value.leaves(below: entry.key).contains(where: { $0.path == "run.seeds" || $0.path.hasPrefix("run.seeds.") }) {
        throw entry.keyPlace.error("'run.seeds' cannot be varied: every cell is run with every seed", remedy: "--seeds 10, or --seed 7")
      }
    }
  }

  /// An axis may refine what one before it has set, and may not take it back: cells would be equal that are called different.
  static func refuseOverlaps(_ axes: [SweepAxis]) throws(InputError) {
    for (index, axis) in axes.enumerated() {
      for path in axis.paths {
        for earlier in axes[..<index].flatMap(\.paths) where earlier == path || earlier.hasPrefix(path + ".") {
          throw InputError(
            earlier == path ? "'\(path)' varies twice" : "'\(path)' would take back what '\(earlier)' has set",
            remedy: earlier == path ? "give its values in one place" : "vary '\(path)' before '\(earlier)'")
        }
      }
    }
  }
}

import Kernel

/// What a plan varies of the scenario beside its layouts, read as a sweep reads it: every combination is a setting that each layout is tried
/// with.
public struct PlanVariation: Sendable {
  /// Settings that a plan may try.
  public static let mostSettings = 1000

  /// What varies: paths, and names of files with whole settings.
  public let columns: [String]
  /// The combinations, the last key running fastest.
  public let settings: [PlanSetting]

  /// What the plan finds itself, and what belongs to its question, with what to do instead.
  private static let reserved: [(paths: [String], remedy: String)] = [
    (["accelerator"], "--accelerators, or 'plan.accelerators'"),
    (["parallel.tensor", "parallel.pipeline", "parallel.data", "parallel.expert"], "--tensor, --pipeline, --data and --expert"),
    (["formats.weights"], "--formats, or 'plan.formats'"),
    (["replicas", "pools", "scaling", "failures"], "leave it out: a plan finds how many replicas there are, and lets them die"),
    (["workload", "objective", "run"], "leave it out: all layouts are held against one load and one objective"),
    (["engine.kv_blocks", "step_times"], "leave it out: it belongs to one layout"),
  ]

  /// Reads what varies: texts such as `engine.max_batched_tokens=512,2048`, each with the place that it stands in.
  ///
  /// - Throws: ``InputError`` for a text that is no key with values, a key that a plan finds itself, one that varies twice, and a value
  ///   with which `scenario` cannot be read whatever the others are.
  init(_ texts: [(text: String, place: Place)], of scenario: Scenario) throws(InputError) {
    var axes: [SweepAxis] = []
    for (text, place) in texts {
      let axis = try SweepAxis(text, at: place)
      for path in axis.paths { try Self.refuseReserved(path, at: place) }
      axes.append(axis)
    }
    try SweepGrid.refuseOverlaps(axes)
    let count = axes.reduce(1) { $0.multipliedReportingOverflow(by: $1.points.count).overflow ? .max : $0 * $1.points.count }
    if count > Self.mostSettings, let last = texts.last {
      throw last.place.error(
        "the plan would try more than \(Self.mostSettings) settings: \(axes.map { "\($0.points.count)" }.joined(separator: " x "))",
        remedy: "vary fewer values at once")
    }
    columns = axes.flatMap(\.columns)
    let cells = try SweepDesign.full.places(on: axes.map(\.points.count), seed: 1).enumerated().map { index, places in
      SweepCell(index: index, places: places, points: zip(axes, places).map { $0.points[$1] })
    }
    settings = cells.map { PlanSetting(values: $0.values, assignments: $0.assignments) }
    try Self.refuseSlips(axes, cells, scenario)
  }

  private static func refuseReserved(_ path: String, at place: Place) throws(InputError) {
    for (paths, remedy) in reserved {
      if paths.contains(where: { path == $0 || path.hasPrefix($0 + ".") || $0.hasPrefix(path + ".") }) {
        throw place.error("'\(path)' is not for a plan to vary", remedy: remedy)
      }
    }
  }

  /// Why the scenario cannot be read with a setting; nil where it can.
  private static func fault(of cell: SweepCell, _ scenario: Scenario) -> InputError? {
    do throws(InputError) { _ = try scenario.changing(cell.assignments) } catch { return error }
    return nil
  }

  /// A value that goes with others is no slip where it does not go with some: such layouts are passed over with the reason.
  private static func refuseSlips(_ axes: [SweepAxis], _ cells: [SweepCell], _ scenario: Scenario) throws(InputError) {
    let faults = cells.map { fault(of: $0, scenario) }
    for (axis, points) in axes.map(\.points).enumerated() {
      for point in points.indices {
        let own = cells.filter { $0.places[axis] == point }.map { faults[$0.index] }
        if let first = own.first, let fault = first, own.allSatisfy({ $0 != nil }) { throw fault }
      }
    }
  }
}

extension PlanSettings {
  /// What varies of `scenario`, whose section this is, beside layouts; nil where nothing does.
  ///
  /// - Throws: ``InputError`` as ``PlanVariation``.
  public func variation(of scenario: Scenario) throws(InputError) -> PlanVariation? {
    let texts = varied
    return texts.isEmpty ? nil : try PlanVariation(texts, of: scenario)
  }
}

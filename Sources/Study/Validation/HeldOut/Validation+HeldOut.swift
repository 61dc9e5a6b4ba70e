import Foundation
import Kernel
import Scenario

extension Validation {
  /// Validates as ``report(against:options:backend:)-([String],_,_)`` does, and tries a figure of the simulator at several values: a table
  /// of the best value and of how far off it is for each model, and each version of the engine, that is left out of its choice.
  ///
  /// - Throws: as that one; ``InputError`` too where values do not leave the same rows to compare, or change none of them.
  public static func report(
    against paths: [String], options: ValidationOptions, backend: String = defaultBackend, varying figure: VariedFigure
  ) throws -> ValidationReport {
    var report = try report(against: paths, options: options, backend: backend)
    var trial = options
    trial.store = nil
    let trials = try figure.assignments.enumerated().map { index, assignment in
      options.say("\(assignment), \(index + 1) of \(figure.assignments.count)")
      trial.assignments = options.assignments + [assignment]
      return try self.report(against: paths, options: trial, backend: backend)
    }
    let own = report.groups.filter(\.isCounted)
    guard let index = trials.firstIndex(where: { $0.groups.filter(\.isCounted).map(\.name) != own.map(\.name) }) else {
      let (table, note) = try heldOut(figure, own, trials.map { $0.groups.filter(\.isCounted) })
      report.tables.append(table)
      report.notes.append(note)
      return report
    }
    let reason = trials[index].leftOut.texts.first { !report.leftOut.texts.contains($0) }
    throw InputError(
      "with \(figure.assignments[index]) other rows can be simulated than without it\(reason.map { ": " + $0 } ?? "")", file: paths.first,
      remedy: "values with which all of them can be")
  }

  /// The figure of the report that the varied one moves most: by the mean change of its errors from the least value to the greatest.
  private static func mostMoved(_ trials: [[ValidationReport.Group]]) -> String? {
    guard let first = trials.first, let last = trials.last else { return nil }
    var moves: [(name: String, sum: Double, count: Double)] = []
    for (one, other) in zip(first, last) {
      for (low, high) in zip(one.figures, other.figures) where low.error.isFinite && high.error.isFinite {
        let index = moves.firstIndex { $0.name == low.name } ?? moves.count
        if index == moves.count { moves.append((low.name, 0, 0)) }
        moves[index].sum += (high.error - low.error).magnitude
        moves[index].count += 1
      }
    }
    return moves.filter { $0.sum > 0 }.max { $0.sum / $0.count < $1.sum / $1.count }?.name
  }

  private static func heldOut(_ figure: VariedFigure, _ own: [ValidationReport.Group], _ trials: [[ValidationReport.Group]])
    throws(InputError)
    -> (table: ValidationReport.Table, note: String)
  {
    guard let name = mostMoved(trials) else {
      throw InputError("\(figure.path) changes none of the figures compared", remedy: "a figure that these servers depend on")
    }
    func error(_ group: ValidationReport.Group) -> Double? {
      group.figures.first { $0.name == name }.flatMap { $0.error.isFinite ? $0.error : nil }
    }
    let points = own.indices.compactMap { index -> HeldOutFigure.Point? in
      let errors = trials.compactMap { error($0[index]) }
      guard let shipped = error(own[index]), errors.count == trials.count else { return nil }
      return HeldOutFigure.Point(family: own[index].family, engine: own[index].subject?.server.engine, errors: errors, shipped: shipped)
    }
    // Others would only say how far off everything else is.
    let moved = points.filter { $0.errors.min() != $0.errors.max() }
    let heldOut = HeldOutFigure(values: figure.values, points: moved)
    return (table(figure, name, heldOut), note(figure, name, heldOut, unmoved: points.count - moved.count))
  }

  private static func table(_ figure: VariedFigure, _ name: String, _ heldOut: HeldOutFigure) -> ValidationReport.Table {
    let rows = ([heldOut.all()] + heldOut.folds()).map { fold in
      [fold.name, text(fold.value, digits(figure)), "\(fold.points)", percent(fold.error), percent(fold.shipped)]
    }
    let unit = figure.unit.isEmpty ? "value" : figure.unit
    return ValidationReport.Table(
      title: "\(figure.path) by \(name)", columns: ["left out of its choice", unit, "points", "off %", "as shipped %"], rows: rows)
  }

  /// Whether one value serves all, in a sentence or two.
  private static func note(_ figure: VariedFigure, _ name: String, _ heldOut: HeldOutFigure, unmoved: Int) -> String {
    let unit = figure.unit.isEmpty ? "" : " " + figure.unit
    func said(_ value: Double?) -> String { text(value, digits(figure)) }
    let value = heldOut.all().value
    let isAtEdge = value == figure.values.first || value == figure.values.last
    var best = "\(figure.path) by \(name): best at \(said(value))\(unit)\(isAtEdge ? ", the last that was tried" : "")"
    let others = unmoved == 0 ? "" : " Points that do not depend on it: \(unmoved)."
    guard let interval = heldOut.interval() else { return best + ", of too few points for an interval." + others }
    best += ", 95 % interval \(said(interval.lowerBound)) to \(said(interval.upperBound))"
    let outside = heldOut.folds().filter { fold in fold.value.map { !interval.contains($0) } ?? false }
    if outside.isEmpty { return best + "; every fold lies within it." + others }
    let names = outside.map { "\(said($0.value))\(unit) without \($0.name)" }.joined(separator: ", ")
    return best + "; outside of it \(names): one figure does not serve them all." + others
  }

  /// Digits behind the point that tell values apart: those of a sixteenth of the way from one to the next.
  private static func digits(_ figure: VariedFigure) -> Int {
    let steps = zip(figure.values, figure.values.dropFirst()).map { $1 - $0 }
    return min(6, max(0, Int((-log10((steps.min() ?? 1) / 16)).rounded(.up))))
  }

  private static func text(_ value: Double?, _ digits: Int) -> String {
    value.map { FixedDecimal.text($0, digits: digits) } ?? "-"
  }

  private static func percent(_ error: Double?) -> String { text(error.map { $0 * 100 }, 1) }
}

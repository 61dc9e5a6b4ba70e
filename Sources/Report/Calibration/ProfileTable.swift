import Hardware

/// The table of profiles with the errors of their operators.
package enum ProfileTable {
  /// What the columns and marks mean.
  private static let legend = [
    ("errors", "of rows held out; a span is that of fits to one shape each"),
    ("w", "whole shapes were held out, none at the end of a range; else single rows"),
    ("*", "further off than 5 % in the median or 15 % at one row in ten"),
    ("~", "so too, and the table's own rows are as far off between neighbours"),
  ]

  /// The table within so many columns: a line for each operator, or for each fit; where `namesLeftOut` with the columns for which there was
  /// no room.
  package static func text(
    _ profiles: [CalibrationProfile], width: Int, namesProfiles: Bool = true, everyFit: Bool = false, namesLeftOut: Bool = false
  ) -> String {
    var table = TextTable([
      .init(namesProfiles ? "profile" : "operator", isNumber: false), .init("fits"), .init("rows", weight: 2), .init("held out", weight: 3),
      .init("median %"), .init("p90 %"), .init("", isNumber: false), .init("worst %", weight: 0),
    ])
    for profile in profiles {
      if namesProfiles { table.add(["\(profile.id) (\(profile.accelerator))"] + Array(repeating: "", count: 7)) }
      for line in everyFit ? fits(profile) : operators(profile) { table.add(cells(line, indented: namesProfiles)) }
    }
    let marks = legend.map { TextLayout.paragraph($0.0, $0.1, margin: 8, width: width) }
    return ([table.list(width: width, namesLeftOut: namesLeftOut), ""] + marks).joined(separator: "\n")
  }

  /// Where each of the profiles comes from: tables, software, licence, machine.
  package static func origins(of profiles: [CalibrationProfile], width: Int) -> String {
    profiles.map { profile in
      let rows = [
        ("accelerator", profile.accelerator), ("source", profile.origin.source), ("software", profile.origin.software),
        ("licence", profile.origin.licence), ("library", profile.library), ("machine", profile.machine), ("fitted", profile.date),
        ("digest", profile.digest.hexadecimal),
      ]
      return ([profile.id] + rows.map { TextLayout.paragraph("  " + $0.0, $0.1, margin: 15, width: width) }).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// A line: what it is of, how many fits it takes together, and their residuals, one or several.
  private typealias Line = (name: String, fits: Int, residuals: [FitResiduals])

  private static func fits(_ profile: CalibrationProfile) -> [Line] {
    profile.operators.map { fit in
      let accuracy = OperatorAccuracy(kind: fit.kind, variant: fit.variant, format: fit.format, residuals: fit.residuals)
      let shape = fit.pins.map { "\(Int($0.value))" }.joined(separator: "x")
      return ([name(accuracy), shape].filter { !$0.isEmpty }.joined(separator: " "), 1, [fit.residuals])
    }
  }

  /// A line for each operator, in the order of the profile. Where a profile says how far all fits of an operator are off
  /// together that is shown, else the span of its fits; a fit for shapes that have none of their own has its own line.
  private static func operators(_ profile: CalibrationProfile) -> [Line] {
    guard profile.accuracy.isEmpty else {
      return profile.accuracy.map { one in
        let fits = profile.operators.filter { ($0.kind, $0.format) == (one.kind, one.format) && $0.variant == one.variant }
        return (name(one), fits.count, [one.residuals])
      }
    }
    var lines: [Line] = []
    for one in profile.accuracyTable {
      let operatorName = Self.name(one)
      let servesOthers = one.pins.isEmpty && lines.contains { $0.name == operatorName }
      let label = servesOthers ? operatorName + ", other shapes" : operatorName
      if let place = lines.firstIndex(where: { $0.name == label }) {
        lines[place].fits += 1
        lines[place].residuals.append(one.residuals)
      } else {
        lines.append((label, 1, [one.residuals]))
      }
    }
    return lines
  }

  private static func cells(_ line: Line, indented: Bool) -> [String] {
    func sum(_ count: (FitResiduals) -> Int) -> Int { line.residuals.reduce(0) { $0 + count($1) } }
    return [
      (indented ? "  " : "") + line.name, "\(line.fits)", NumberText.count(sum(\.rows)),
      NumberText.count(sum(\.heldOutRows)) + (sum(\.heldOutShapes) > 0 ? " w" : "  "), span(line.residuals.map(\.medianError)),
      span(line.residuals.map(\.p90Error)), mark(line.residuals), span(line.residuals.map(\.worstError)),
    ]
  }

  /// The least and the greatest of errors in per cent, or one where they read alike.
  private static func span(_ errors: [Double]) -> String {
    let ends = [errors.min() ?? 0, errors.max() ?? 0].map { NumberText.fixed($0 * 100, decimals: 1) }
    return ends[0] == ends[1] ? ends[0] : ends.joined(separator: "-")
  }

  private static func name(_ one: OperatorAccuracy) -> String {
    let name =
      switch one.kind {
      case .elementwise, .sampler, .collective: one.variant ?? one.kind.rawValue
      default: [one.kind.rawValue, one.variant].compactMap(\.self).joined(separator: ", ")
      }
    return [name, one.format?.rawValue].compactMap(\.self).joined(separator: " ")
  }

  private static func mark(_ residuals: [FitResiduals]) -> String {
    let missing = residuals.filter(\.missesTarget)
    guard !missing.isEmpty else { return "" }
    return missing.allSatisfy(\.tableMissesTarget) ? "~" : "*"
  }
}

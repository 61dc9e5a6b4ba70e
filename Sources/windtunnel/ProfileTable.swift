import Hardware

/// The table of profiles with the errors of their operators.
enum ProfileTable {
  /// What the marks in the table mean.
  private static let legend = [
    ("*", "further off than 5 % in the median or 15 % at one row in ten"),
    ("~", "so too, and the table's own rows are as far off between their neighbours"),
    ("w", "whole shapes were held out, none at the end of a range; elsewhere single rows"),
    ("shapes", "outputs x inputs; heads/key-value heads; width; none where one fit serves all"),
  ]

  /// The table within so many columns.
  static func text(_ profiles: [CalibrationProfile], width: Int, namesProfiles: Bool = true) -> String {
    let first = namesProfiles ? [TextTable.Column("profile", isNumber: false), .init("accelerator", isNumber: false, weight: 1)] : []
    var table = TextTable(
      first + [
        .init("operator", isNumber: false), .init("format", isNumber: false), .init("rows", weight: 2), .init("held out", weight: 3),
        .init("median %"), .init("p90 %"), .init("", isNumber: false), .init("worst %", weight: 0),
      ])
    for profile in profiles {
      for one in profile.accuracyTable {
        let errors = CalibrationText.errors(one.residuals)
        let cells = [
          name(one), one.format?.rawValue ?? "", NumberText.count(one.residuals.rows),
          NumberText.count(one.residuals.heldOutRows) + (one.residuals.heldOutShapes > 0 ? " w" : "  "), errors[0], errors[1],
          mark(one.residuals), errors[2],
        ]
        table.add((namesProfiles ? [profile.id, profile.accelerator] : []) + cells)
      }
    }
    let marks = legend.map { TextLayout.paragraph($0.0, $0.1, margin: 8, width: width) }
    return ([table.text(width: width), ""] + marks).joined(separator: "\n")
  }

  /// The operator, or the pass or collective by its own name, and the shape that tells fits of one operator apart.
  private static func name(_ one: OperatorAccuracy) -> String {
    let name =
      switch one.kind {
      case .elementwise, .collective: one.variant ?? one.kind.rawValue
      default: [one.kind.rawValue, one.variant].compactMap(\.self).joined(separator: ", ")
      }
    func pinned(_ quantity: OperatorQuantity) -> String? {
      one.pins.first { $0.quantity == quantity }.map { "\(Int($0.value))" }
    }
    if let outputs = pinned(.outputs), let inputs = pinned(.inputs) { return "\(name) \(outputs)x\(inputs)" }
    if let heads = pinned(.heads), let keyValueHeads = pinned(.keyValueHeads) { return "\(name) \(heads)/\(keyValueHeads)" }
    return [name, pinned(.width)].compactMap(\.self).joined(separator: " ")
  }

  private static func mark(_ residuals: FitResiduals) -> String {
    guard residuals.missesTarget else { return "" }
    return residuals.tableMissesTarget ? "~" : "*"
  }
}

import Hardware

/// The table of profiles with the errors of their operators.
enum ProfileTable {
  /// The table within so many columns.
  static func text(_ profiles: [CalibrationProfile], width: Int, namesProfiles: Bool = true) -> String {
    let first = namesProfiles ? [TextTable.Column("profile", isNumber: false), .init("accelerator", isNumber: false, weight: 1)] : []
    var table = TextTable(
      first + [
        .init("operator", isNumber: false), .init("format", isNumber: false), .init("rows", weight: 2), .init("held out", weight: 3),
        .init("median %"), .init("p90 %"), .init("worst %", weight: 0),
      ])
    for profile in profiles {
      for one in profile.accuracyTable {
        let name = one.variant.map { "\(one.kind.rawValue), \($0)" } ?? one.kind.rawValue
        let cells = [
          name, one.format?.rawValue ?? "", NumberText.count(one.residuals.rows), NumberText.count(one.residuals.heldOutRows),
        ]
        table.add((namesProfiles ? [profile.id, profile.accelerator] : []) + cells + CalibrationText.errors(one.residuals))
      }
    }
    return table.text(width: width)
  }
}

import Hardware

/// Calibration profiles as members of JSON objects; errors are parts of one.
enum ProfileItems {
  static func profile(_ profile: CalibrationProfile) -> JSONMembers {
    [
      ("profile", .text(profile.id)), ("accelerator", .text(profile.accelerator)), ("source", .text(profile.origin.source)),
      ("software", .text(profile.origin.software)), ("licence", .text(profile.origin.licence)), ("library", .text(profile.library)),
      ("machine", .text(profile.machine)), ("date", .text(profile.date)), ("digest", .text(profile.digest.hexadecimal)),
      ("fits", .of(whole: profile.operators.count)), ("operators", .list(profile.accuracyTable.map { .object(accuracy($0)) })),
    ]
  }

  private static func accuracy(_ one: OperatorAccuracy) -> JSONMembers {
    [
      ("operator", .text(one.kind.rawValue)), ("variant", .of(text: one.variant)), ("format", .of(text: one.format?.rawValue)),
    ] + residuals(one.residuals)
  }

  static func residuals(_ residuals: FitResiduals) -> JSONMembers {
    [
      ("rows", .of(whole: residuals.rows)), ("heldOutRows", .of(whole: residuals.heldOutRows)),
      ("heldOutShapes", .of(whole: residuals.heldOutShapes)), ("medianError", .number(residuals.medianError)),
      ("p90Error", .number(residuals.p90Error)), ("worstError", .number(residuals.worstError)),
    ]
  }
}

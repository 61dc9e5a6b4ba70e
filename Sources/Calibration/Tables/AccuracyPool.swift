import Hardware

/// The errors of an operator's fits, which differ in head size or in model, taken together.
struct AccuracyPool {
  private let first: OperatorFit
  private var rows: Int
  private var shapes: Int
  private var errors: [Double]
  private var steps: [Double]

  /// A pool that begins with one fit, its errors on rows kept aside, and those of its table's rows between their neighbours.
  init(_ fit: OperatorFit, _ errors: [Double], _ steps: [Double]) {
    first = fit
    rows = fit.residuals.rows
    shapes = fit.residuals.heldOutShapes
    self.errors = errors
    self.steps = steps
  }

  /// Whether a fit is of the same operator, format and variant.
  func isOf(_ fit: OperatorFit) -> Bool { (fit.kind, fit.format) == (first.kind, first.format) && fit.variant == first.variant }

  /// Takes another fit in.
  mutating func add(_ fit: OperatorFit, _ others: [Double], _ otherSteps: [Double]) {
    rows += fit.residuals.rows
    shapes += fit.residuals.heldOutShapes
    errors += others
    steps += otherSteps
  }

  /// The errors of all.
  var accuracy: OperatorAccuracy {
    OperatorAccuracy(
      kind: first.kind, variant: first.variant, format: first.format,
      residuals: FitResiduals(rows: rows, shapes: shapes, errors: errors, steps: steps))
  }
}

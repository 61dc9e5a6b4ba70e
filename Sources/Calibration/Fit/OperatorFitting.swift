import Foundation
import Hardware
import Model

/// Fits one operator: keeps shapes aside, fits the others, sees how far off that is, and fits all.
public struct OperatorFitting: Sendable {
  /// The operator.
  public var kind: OperatorKind
  /// Which code ran, where the kind has several.
  public var variant: String?
  /// The format of weights or of the KV cache.
  public var format: NumberFormat?
  /// Quantities with one value in all measurements.
  public var pins: [OperatorFit.Pin]
  /// The quantities that make a shape: whole shapes are kept aside.
  public var shape: [OperatorQuantity]
  /// The quantities whose ranges the fit states, so that extrapolation is noticed.
  public var ranged: [OperatorQuantity]

  /// A fitting of one operator.
  public init(
    _ kind: OperatorKind, variant: String? = nil, format: NumberFormat? = nil, pins: [OperatorFit.Pin] = [],
    shape: [OperatorQuantity], ranged: [OperatorQuantity]
  ) {
    self.kind = kind
    self.variant = variant
    self.format = format
    self.pins = pins
    self.shape = shape
    self.ranged = ranged
  }

  /// The fit to the measurements, with the residuals of a fit that saw four fifths of them.
  ///
  /// - Precondition: there is a measurement.
  public func fit(_ calls: [TimedCall], _ recipe: SurfaceRecipe) -> OperatorFit { fitAndErrors(calls, recipe).fit }

  /// The fit, and the relative errors of the measurements kept aside, so that several fits can be judged together.
  public func fitAndErrors(_ calls: [TimedCall], _ recipe: SurfaceRecipe) -> (fit: OperatorFit, errors: [Double]) {
    precondition(!calls.isEmpty, "a fit to nothing")
    let parted = ShapeHoldOut(calls, shape: shape, row: batchQuantities)
    let surfaceFit = SmoothSurfaceFit(recipe)
    let trial = parted.seen.isEmpty ? nil : operatorFit(calls, surfaceFit.surface(parted.seen))
    let errors = trial.map { relativeErrors(of: $0, on: parted.kept) } ?? []
    var fit = operatorFit(calls, surfaceFit.surface(calls))
    fit.residuals = FitResiduals(rows: calls.count, shapes: parted.keptShapes, errors: errors)
    return (fit, errors)
  }

  /// Relative errors of a fit as a cost model reads it, through the monotone tables of the shapes.
  public func relativeErrors(of fit: OperatorFit, on calls: [TimedCall]) -> [Double] {
    let (first, second) = OperatorFit.growing(kind)
    var grids: [OperatorQuantities: MonotoneGrid] = [:]
    return calls.map { measured in
      var call = OperatorCall(kind, [], format: format, variant: variant)
      call.quantities = measured.quantities
      call.quantities[first] = 1
      if let second { call.quantities[second] = 1 }
      let grid = grids[call.quantities] ?? fit.grid(for: call)
      grids[call.quantities] = grid
      let seconds = grid.seconds(measured.quantities[first], second.map { measured.quantities[$0] } ?? 1)
      return abs(seconds / measured.seconds - 1)
    }
  }

  private var batchQuantities: [OperatorQuantity] {
    let (first, second) = OperatorFit.growing(kind)
    return [first] + (second.map { [$0] } ?? []) + ([.prefillAttention, .latentPrefill].contains(kind) ? [.sequences] : [])
  }

  private func operatorFit(_ calls: [TimedCall], _ surface: ResponseSurface) -> OperatorFit {
    let ranges = ranged.map { quantity in
      let values = calls.map { $0.quantities[quantity] }
      return OperatorFit.Range(quantity, values.min() ?? 0, values.max() ?? 0)
    }
    let none = FitResiduals(rows: 0, shapes: 0, errors: [])
    return OperatorFit(
      kind: kind, variant: variant, format: format, pins: pins, ranges: ranges, surface: surface, residuals: none)
  }

}

import Foundation
import Model

/// The fitted times of one operator: for one number format, one kernel variant, and where a table pins a part of the shape,
/// for that part.
public struct OperatorFit: Hashable, Sendable {
  /// The operator.
  public var kind: OperatorKind
  /// Which code ran, where the kind has several: a ``CollectiveKind``, an ``ElementwiseKind``, a ``SamplerPass`` or an ``ExpertRouting``.
  public var variant: String?
  /// The format of weights, or of the KV cache for attention.
  public var format: NumberFormat?
  /// Quantities that had one value in all measurements of this fit.
  public var pins: [Pin]
  /// Ranges of the quantities that the fit saw.
  public var ranges: [Range]
  /// The curve.
  public var surface: ResponseSurface
  /// How far off it is.
  public var residuals: FitResiduals

  /// A quantity of one value.
  public struct Pin: Hashable, Sendable {
    /// The quantity.
    public var quantity: OperatorQuantity
    /// Its value.
    public var value: Double

    /// A pin.
    public init(_ quantity: OperatorQuantity, _ value: Double) {
      self.quantity = quantity
      self.value = value
    }
  }

  /// What a quantity spanned.
  public struct Range: Hashable, Sendable {
    /// The quantity.
    public var quantity: OperatorQuantity
    /// The least measured.
    public var least: Double
    /// The greatest measured.
    public var greatest: Double

    /// A range.
    public init(_ quantity: OperatorQuantity, _ least: Double, _ greatest: Double) {
      self.quantity = quantity
      self.least = least
      self.greatest = greatest
    }
  }

  /// A fit; pins and ranges are kept in the order of their quantities' names.
  public init(
    kind: OperatorKind, variant: String? = nil, format: NumberFormat? = nil, pins: [Pin] = [], ranges: [Range],
    surface: ResponseSurface, residuals: FitResiduals
  ) {
    self.kind = kind
    self.variant = variant
    self.format = format
    self.pins = pins.sorted { $0.quantity.rawValue < $1.quantity.rawValue }
    self.ranges = ranges.sorted { $0.quantity.rawValue < $1.quantity.rawValue }
    self.surface = surface
    self.residuals = residuals
  }

  /// Whether the fit is about such calls at all; the shape may still lie outside what was measured.
  func covers(_ call: OperatorCall) -> Bool {
    kind == call.kind && variant == call.variant && format?.arithmeticWidth == call.format?.arithmeticWidth
  }

  /// How far the call's shape is from the pinned one, in factors of e; zero where it is the same.
  func distance(to call: OperatorCall) -> Double {
    pins.reduce(0) { $0 + abs((call.quantities[$1.quantity] / $1.value).naturalLogarithm) }
  }

  /// Whether the call lies outside of what the fit saw.
  func extrapolates(_ call: OperatorCall) -> Bool {
    distance(to: call) > 1e-9 || ranges.contains { !($0.least...$0.greatest).contains(call.quantities[$0.quantity]) }
  }
}

extension NumberFormat {
  /// Formats that the same kernels serve at the same speed: both 16-bit floats are one.
  fileprivate var arithmeticWidth: NumberFormat { self == .fp16 ? .bf16 : self }
}

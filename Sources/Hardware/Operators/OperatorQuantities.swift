/// The quantities of one operator call.
public struct OperatorQuantities: Hashable, Sendable {
  private var values: SIMD32<Double>

  /// No quantity but ones everywhere, so that what an operator does not use has no effect.
  public init() { values = SIMD32(repeating: 1) }

  /// The given quantities; ones elsewhere.
  public init(_ given: [(OperatorQuantity, Double)]) {
    self.init()
    for (quantity, value) in given { self[quantity] = value }
  }

  /// A quantity; derived ones are computed when read and cannot be set.
  public subscript(quantity: OperatorQuantity) -> Double {
    get {
      switch quantity {
      case .headsPerKeyValueHead: self[.heads] / self[.keyValueHeads]
      case .expertWidthHere: self[.expertIntermediateSize] / self[.tensorParallel]
      case .expertsHere: self[.experts] / self[.expertParallel]
      case .spanTokens: self[.tokens] + self[.contextTokens]
      case .headStreams: self[.sequences] * self[.heads]
      case .keyValueStreams: self[.sequences] * self[.keyValueHeads]
      default: values[quantity.index]
      }
    }
    set {
      precondition(!quantity.isDerived, "a derived quantity was set")
      values[quantity.index] = newValue
    }
  }
}

extension OperatorQuantity {
  /// Whether the quantity follows from others.
  var isDerived: Bool {
    switch self {
    case .headsPerKeyValueHead, .expertWidthHere, .expertsHere, .spanTokens, .headStreams, .keyValueStreams: true
    default: false
    }
  }

  /// The place of a quantity that is given.
  fileprivate var index: Int {
    switch self {
    case .rows: 0
    case .outputs: 1
    case .inputs: 2
    case .tokens: 3
    case .contextTokens: 4
    case .sequences: 5
    case .heads: 6
    case .keyValueHeads: 7
    case .headSize: 8
    case .hiddenSize: 9
    case .expertIntermediateSize: 10
    case .expertsPerToken: 11
    case .experts: 12
    case .tensorParallel: 13
    case .expertParallel: 14
    case .bytes: 15
    case .members: 16
    case .width: 17
    default: preconditionFailure("a derived quantity has no place")
    }
  }
}

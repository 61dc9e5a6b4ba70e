/// Monotone tables out of a fit.
extension OperatorFit {
  /// The two quantities of a kind that a batch changes, and that time never falls with.
  static func growing(_ kind: OperatorKind) -> (first: OperatorQuantity, second: OperatorQuantity?) {
    switch kind {
    case .matrixProduct, .elementwise: (.rows, nil)
    case .prefillAttention: (.tokens, .contextTokens)
    case .decodeAttention, .mixedDecodeAttention: (.sequences, .contextTokens)
    case .mixture: (.tokens, nil)
    case .collective: (.bytes, nil)
    }
  }

  /// The fit at the shape of `call`, over all that a batch changes.
  func grid(for call: OperatorCall) -> MonotoneGrid {
    let (first, second) = Self.growing(kind)
    let rungs = ladder(for: first, ratio: second == nil ? 1.19 : 1.42)
    guard let second else {
      return MonotoneGrid(first: rungs) { x, _ in
        var quantities = call.quantities
        quantities[first] = x
        return surface.seconds(at: quantities)
      }
    }
    var others = ladder(for: second, ratio: 1.42)
    if kind == .prefillAttention { others.insert(0, at: 0) }
    return MonotoneGrid(first: rungs, second: others) { x, y in
      var quantities = call.quantities
      quantities[first] = x
      quantities[second] = y
      return surface.seconds(at: quantities)
    }
  }

  /// Rungs up to the greatest that was measured; contexts of chunks, which tables leave at zero, as far as prompts.
  private func ladder(for quantity: OperatorQuantity, ratio: Double) -> [Double] {
    let measured = ranges.first { $0.quantity == quantity }?.greatest ?? 1
    return MonotoneGrid.ladder(to: quantity == .contextTokens ? max(measured, 131_072) : measured, ratio: ratio)
  }
}

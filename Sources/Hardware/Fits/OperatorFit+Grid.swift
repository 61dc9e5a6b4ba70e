/// Monotone tables out of a fit.
extension OperatorFit {
  /// The two quantities of a kind that a batch changes, and that time never falls with.
  package static func growing(_ kind: OperatorKind) -> (first: OperatorQuantity, second: OperatorQuantity?) {
    switch kind {
    case .matrixProduct, .elementwise, .sampler: (.rows, nil)
    case .prefillAttention, .latentPrefill: (.tokens, .contextTokens)
    case .decodeAttention, .mixedDecodeAttention, .latentDecode: (.sequences, .contextTokens)
    case .linearPrefill: (.tokens, .sequences)
    case .linearDecode: (.sequences, nil)
    case .mixture: (.tokens, nil)
    case .collective: (.bytes, nil)
    }
  }

  /// The fit at the shape of `call`, over all that a batch changes.
  package func grid(for call: OperatorCall) -> MonotoneGrid {
    let (first, second) = Self.growing(kind)
    let rungs = ladder(for: first, steps: second == nil ? 4 : 2)
    guard let second else {
      return MonotoneGrid(first: rungs) { x, _ in
        var quantities = call.quantities
        quantities[first] = x
        return surface.seconds(at: quantities)
      }
    }
    var others = ladder(for: second, steps: 2)
    if kind == .prefillAttention || kind == .latentPrefill { others.insert(0, at: 0) }
    return MonotoneGrid(first: rungs, second: others) { x, y in
      var quantities = call.quantities
      quantities[first] = x
      quantities[second] = y
      return surface.seconds(at: quantities)
    }
  }

  /// Rungs up to the greatest that was measured, so many for each doubling, and those of the surface's own knots, which
  /// stand where kernels switch. Contexts of chunks, which many tables leave at zero, go as far as prompts do.
  private func ladder(for quantity: OperatorQuantity, steps: Int) -> [Double] {
    let measured = ranges.first { $0.quantity == quantity }?.greatest ?? 1
    let limit = quantity == .contextTokens ? max(measured, 131_072) : measured
    let knots = surface.axes.first { $0.quantity == quantity }?.knots ?? []
    return MonotoneGrid.ladder(to: limit, steps: steps, and: knots)
  }
}

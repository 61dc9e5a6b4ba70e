import Hardware

extension FitResiduals {
  /// The residuals of measurements kept aside, from their relative errors; zeros where none was; `steps` are the errors of
  /// rows between their neighbours.
  public init(rows: Int, shapes: Int, errors: [Double], steps: [Double] = []) {
    let ascending = errors.sorted()
    let noise = steps.sorted()
    self.init(
      rows: rows, heldOutRows: errors.count, heldOutShapes: shapes, medianError: Self.quantile(0.5, ascending),
      p90Error: Self.quantile(0.9, ascending), worstError: Self.quantile(1, ascending),
      noise: noise.isEmpty ? nil : TableNoise(medianError: Self.quantile(0.5, noise), p90Error: Self.quantile(0.9, noise)))
  }

  /// A quantile of ascending values by linear interpolation, to five decimals; zero of none.
  private static func quantile(_ share: Double, _ ascending: [Double]) -> Double {
    guard let last = ascending.indices.last else { return 0 }
    let place = share * Double(last)
    let low = Int(place)
    let value = ascending[low] + (place - Double(low)) * (ascending[min(low + 1, last)] - ascending[low])
    return (value * 1e5).rounded() / 1e5
  }
}

/// Profiles of an installation that differs from the measured one by a factor for a class of operators.
extension CalibrationProfile {
  /// The profile with every operator of each class taking `factor` times as long.
  ///
  /// The reference times are scaled and not the surfaces' factors, which are kept to a quarter of a percent only.
  /// - Precondition: factors are positive and finite.
  public func scaled(_ factor: (OperatorClass) -> Double) -> CalibrationProfile {
    var scaled = self
    for one in OperatorClass.allCases {
      let times = factor(one)
      precondition(times > 0 && times.isFinite, "no factor of a time")
      if times == 1 { continue }
      for index in scaled.operators.indices where one.kinds.contains(scaled.operators[index].kind) {
        scaled.operators[index].surface = scaled.operators[index].surface.scaled(by: times)
      }
    }
    return scaled
  }

  /// The classes of which the profile holds an operator.
  public var classes: [OperatorClass] {
    OperatorClass.allCases.filter { one in operators.contains { one.kinds.contains($0.kind) } }
  }
}

extension ResponseSurface {
  /// The surface with every time so many times as long.
  fileprivate func scaled(by times: Double) -> ResponseSurface {
    var slower = reference
    slower.launchSeconds *= times
    slower.bytesPerSecond /= times
    slower.flopsPerSecond = reference.flopsPerSecond.map { $0 / times }
    slower.cache = reference.cache.map { .init(bytes: $0.bytes, bytesPerSecond: $0.bytesPerSecond / times) }
    return ResponseSurface(reference: slower, axes: axes, factors: factors)
  }
}

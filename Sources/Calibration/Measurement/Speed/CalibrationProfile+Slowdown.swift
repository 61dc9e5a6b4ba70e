import Hardware

extension CalibrationProfile {
  /// The profile of the same machine at another speed: all operators take `slowdown` times as long.
  public func slowed(by slowdown: Double) -> CalibrationProfile {
    var profile = self
    for index in profile.operators.indices {
      let surface = profile.operators[index].surface
      var reference = surface.reference
      reference.launchSeconds *= slowdown
      reference.flopsPerSecond = reference.flopsPerSecond.map { $0 / slowdown }
      reference.bytesPerSecond /= slowdown
      profile.operators[index].surface = ResponseSurface(reference: reference, axes: surface.axes, factors: surface.factors)
    }
    return profile
  }
}

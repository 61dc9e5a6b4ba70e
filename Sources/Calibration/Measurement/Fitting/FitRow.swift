import Hardware

/// One measurement of one operator, in one layer.
package struct FitRow {
  /// The shape.
  package let quantities: OperatorQuantities
  /// Median seconds.
  package let seconds: Double
  /// How much it counts: the inverse square of its relative error, in units of 1 %.
  package let weight: Double
  /// The point that it comes from; what is kept aside is kept aside by points.
  package let point: Int

  package init(quantities: OperatorQuantities, seconds: Double, weight: Double, point: Int) {
    self.quantities = quantities
    self.seconds = seconds
    self.weight = weight
    self.point = point
  }
}

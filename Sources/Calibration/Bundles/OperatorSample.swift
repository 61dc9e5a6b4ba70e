import Hardware

/// A measured call.
struct OperatorSample {
  /// The call.
  var call: OperatorCall
  /// Seconds that it took.
  var seconds: Double
  /// How much an error counts, 1 for most: the square of the sample's share of the time that it is a part of.
  var weight = 1.0
  /// Seconds of all that was timed together, where the sample is a part of it.
  var wholeSeconds: Double

  /// The sample as a fit takes it.
  var timed: TimedCall { TimedCall(call.quantities, seconds: seconds, weight: weight) }

  /// A call timed by itself.
  init(_ call: OperatorCall, seconds: Double) {
    self.call = call
    self.seconds = seconds
    wholeSeconds = seconds
  }

  /// A part of something timed as a whole.
  init(_ call: OperatorCall, seconds: Double, of whole: Double) {
    self.call = call
    self.seconds = seconds
    wholeSeconds = whole
    weight = (seconds / whole) * (seconds / whole)
  }
}

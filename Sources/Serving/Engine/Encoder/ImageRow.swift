/// The images that a request shows; in a column of its own, which is empty where no request shows any.
struct ImageRow: FeatureRow {
  /// How many there are, at the front of its prompt.
  var count: Int32 = 0
  /// Visual tokens of each in the prompt.
  var tokens: Int32 = 0
  /// How many of them have been encoded, or found encoded, since it was admitted last.
  var encoded: Int32 = 0
}

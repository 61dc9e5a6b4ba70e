import Kernel

/// The adapter that a request asks for; in a column of its own, which is empty where no request asks for any.
struct AdapterRow: FeatureRow {
  /// Its number; negative for none.
  var number: Int32 = -1
}

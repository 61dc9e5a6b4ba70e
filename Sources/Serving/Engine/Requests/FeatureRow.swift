/// What a feature keeps of a request in a ``RequestColumn``.
protocol FeatureRow: BitwiseCopyable {
  /// What is read of a request of which nothing was written.
  init()
}

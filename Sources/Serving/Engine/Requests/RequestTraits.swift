import Kernel

/// What few loads tell of a request. It is in a column of its own beside the requests, which is empty where nothing is told.
struct RequestTraits: FeatureRow {
  /// Its class, by position in ``SimulationOptions/classes``.
  var classIndex: Int32 = 0
  /// What its class has for ``RequestClass/priority``.
  var priority: Int32 = 0
  /// When its first token is due by its class; never where none is.
  var deadline = Instant.never
}

/// Predicted nanoseconds of work that a router still counts for a request.
struct PredictedWork: FeatureRow {
  var prefill: Int64 = 0
  var decode: Int64 = 0
}

/// The replicas at which a cluster with a mixed pool counts a request's prompt and its tokens as work; negative where it does not.
struct PhasePlaces: FeatureRow {
  var prompt: Int32 = -1
  var decode: Int32 = -1
}

import Kernel

/// How the drafts of a request are accepted: in a column of its own, written when it comes to decode on an engine that speculates.
struct SpeculationRow: FeatureRow {
  /// Its class, and by how many tokens its place in the cycle is ahead of its context: a whole number of blocks.
  var classIndex: Int32 = 0
  var offset: Int32 = 0
  /// Tokens of what it has produced that took no KV slot of their own; its place in the cycle goes by tokens, its context by slots.
  var spared: Int32 = 0
  /// The boundary at which it joined the decode set.
  var boundary = 0
  /// The decode step that brings its last token.
  var finishStep = 0
}

/// One row as its format tells it, before times are made relative and policies apply.
struct TraceRow {
  var time = TraceTime.zero
  var promptTokens = 0
  var outputTokens = 0
  /// Identities of prompt blocks, a partial last one included where the format gives it.
  var blocks: [UInt64] = []
  /// The number of the adapter that it asks for; negative for none.
  var adapter: Int32 = -1
  /// Images that it tells.
  var images = 0
  /// What it tells of its session, where turns wait for each other.
  var turn: RowTurn?
}

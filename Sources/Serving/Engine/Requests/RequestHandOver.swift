/// Where the KV of a request is handed over from and to; kept of those requests only whose KV may be handed over.
struct RequestHandOver: FeatureRow {
  /// The engine that its KV is handed over to, as soon as one is chosen; negative before, and for those that stay.
  var decodeEngine: Int32 = -1
  /// The engine that computed its prompt, once its KV has been handed over.
  var prefillEngine: Int32 = -1
  /// Its hand-over, by number, from when the KV first asks for room until it has arrived.
  var number: Int32 = -1
}

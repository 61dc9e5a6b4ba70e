import Hardware
import Kernel

/// A link that a scenario names or gives the figures of.
enum LinkReader {
  /// The link; nil where the scenario leaves it to the accelerator. `own` is that one's id, whose other figures are kept.
  ///
  /// - Throws: ``InputError`` for a link that the catalog does not have.
  static func link(_ setting: Setting, own: String) throws(InputError) -> Link? {
    func named(_ word: String?) throws(InputError) -> Link? {
      guard let word, word != Vocabulary.auto else { return nil }
      return try LinkCatalog.link(named: word)
    }
    guard case .section = setting.value else { return try named(setting.word) }
    let base = try named(setting.member("name")?.word)
    // Bandwidths of scenarios are in gigabytes a second.
    let bandwidth = setting["bandwidth"].number.map { $0 * 1e9 }
    let latency = setting["latency"].time?.seconds
    if bandwidth == nil && latency == nil { return base }
    let origin: Link
    if let base { origin = base } else { origin = try LinkCatalog.link(named: own) }
    return Link(
      origin, bandwidthBytesPerSecond: bandwidth, latencySeconds: latency, source: "given by the scenario")
  }
}

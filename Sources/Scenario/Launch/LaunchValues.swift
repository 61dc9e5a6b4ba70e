/// The settings of a pool as texts by dotted path, as ``SettingWriter`` writes them: what stands between a scenario and the flags of an
/// engine.
struct LaunchValues: Hashable, Sendable {
  /// The texts.
  private(set) var texts: [String: String]

  /// Values with these texts.
  init(_ texts: [String: String] = [:]) { self.texts = texts }

  /// The text of a setting; nil where nothing is known of it.
  subscript(key: String) -> String? {
    get { texts[key] }
    set { texts[key] = newValue }
  }

  /// A whole number without its unit; nil for a word.
  func count(_ key: String) -> Int? { texts[key].flatMap { $0.split(separator: " ").first }.flatMap { Int($0) } }

  /// A number without its unit; nil for a word.
  func number(_ key: String) -> Double? { texts[key].flatMap { $0.split(separator: " ").first }.flatMap { Double($0) } }

  /// Tensor groups of a stage, each of which is an engine of its own to servers.
  var groups: Int { count("parallel.data") ?? 1 }

  /// Accelerators of a stage.
  var stage: Int { (count("parallel.tensor") ?? 1) * groups }

  /// Accelerators of a replica.
  var accelerators: Int {
    let workers = (count("parallel.feed_forward.groups") ?? 0) * (count("parallel.feed_forward.tensor") ?? 1)
    return stage * (count("parallel.pipeline") ?? 1) * (count("parallel.context") ?? 1) + workers
  }

  /// Whether the replica does prompts only, or tokens only.
  var role: String { texts["role"] ?? "both" }
}

import Scenario

/// What a serving engine's log, or the command that started it, tells of a server.
public struct ServerLog: Hashable, Sendable {
  /// A figure with the line where it stands.
  struct Figure: Hashable {
    let value: Int
    let line: Int
  }

  /// An option with its value as Python or a shell writes it.
  struct Option: Hashable {
    let name: String
    let value: String
  }

  /// The file.
  let file: String
  /// The engine.
  let engine: LaunchEngine
  /// Its version; nil where the log does not tell.
  var version: String?
  /// The model as the server was told; nil where the log does not tell.
  var model: String?
  /// Tokens that the KV cache holds; the least of several ranks.
  var tokens: Figure?
  /// Blocks of the KV cache; the least of several ranks.
  var blocks: Figure?
  /// Tokens in a block; nil for the engine's default.
  var blockTokens: Int?
  /// The options that the engine printed, or those of its command; nil where there are none.
  var options: [Option]?
  /// The line where they stand.
  var optionsLine: Int?
  /// Limits that the engine worked out and printed, by the scenario's keys.
  var limits: [Option] = []
}

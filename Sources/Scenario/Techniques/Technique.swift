/// A published technique as settings: what a scenario gets that names it under `technique`.
///
/// A technique has no code of its own. It is a fragment of a scenario, laid under the keys that the scenario gives itself.
public struct Technique: Sendable {
  /// A key that the technique leaves to the scenario.
  public struct Parameter: Hashable, Sendable {
    /// The dotted path of the key.
    public let path: String
    /// What is to be given, in a few words.
    public let meaning: String
    /// A value as it could be written.
    public let example: String
  }

  /// How far a technique was held against what is published of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Published or measured figures come out of the simulation; ``results`` names where.
    case reproduced
    /// They do not, and the result says why.
    case refuted
    /// It can be simulated, and nothing published was laid beside it.
    case runs
    /// Its ratio is put in: what comes out of it is arithmetic.
    case bookkeeping
  }

  /// A key with its value, for display.
  public struct Line: Hashable, Sendable {
    /// The dotted path of the key; items of a list go by their name.
    public let path: String
    /// The value as it is written.
    public let value: String
  }

  /// The name, as scenarios write it.
  public let name: String
  /// What it does, in one sentence.
  public let summary: String
  /// Authors, title, place and year.
  public let paper: String
  /// What it costs in the quality of the answers, which no simulation shows.
  public let quality: String
  /// What the scenario has to give itself.
  public let parameters: [Parameter]
  /// How far it was held against what is published.
  public let state: State
  /// The published results that it is laid beside (`windtunnel reproduce NAME`).
  public let results: [String]

  /// The scenario that ships to show what it gains and what it costs, as a path below the folder of scenarios.
  public let scenario: String

  /// The keys of a scenario that it sets.
  let settings: YAMLNode

  /// The state in words, such as `reproduced: windtunnel reproduce eagle`.
  public var stateText: String {
    results.isEmpty ? state.rawValue : "\(state.rawValue): windtunnel reproduce \(results.joined(separator: " "))"
  }

  /// What it sets, a line for each value.
  public var lines: [Line] { Self.lines(of: settings, path: "") }

  private static func lines(of node: YAMLNode, path: String) -> [Line] {
    func inner(_ name: String) -> String { path.isEmpty ? name : path + "." + name }
    switch node.content {
    case .scalar(let text, _): return [Line(path: path, value: text)]
    case .mapping(let entries): return entries.flatMap { lines(of: $0.value, path: inner($0.key)) }
    case .list(let items):
      return items.enumerated().flatMap { index, item in
        lines(of: item.without("name"), path: inner(item["name"]?.scalarText ?? "\(index + 1)"))
      }
    }
  }
}

extension YAMLNode {
  /// A mapping less one of its keys; anything else as it is.
  fileprivate func without(_ key: String) -> YAMLNode {
    guard let entries else { return self }
    return YAMLNode(.mapping(entries.filter { $0.key != key }), at: place)
  }
}

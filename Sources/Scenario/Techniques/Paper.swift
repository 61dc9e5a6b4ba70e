/// A paper of the field with what it comes to here: the techniques that stand for it, what is missing, or why there is nothing to serve.
public struct Paper: Sendable {
  /// What became of a paper.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Figures of it come out of the simulation.
    case reproduced
    /// They do not, and the run that shows it says why.
    case refuted
    /// It can be simulated, and no figure of it was laid beside.
    case runs
    /// Its ratio is put in: what comes out is arithmetic.
    case bookkeeping
    /// Serving has something to show of it that cannot be simulated yet.
    case missing
    /// Serving has nothing to show of it.
    case nothing = "nothing to show"
  }

  /// What stands for a paper.
  public enum Standing: Sendable {
    /// Techniques, the first of which has the paper's state.
    case techniques([Technique])
    /// A mechanism that is not there yet.
    case missing(String)
    /// Why serving has nothing to show.
    case nothing(String)
  }

  /// What the field calls it.
  public let name: String
  /// Authors, title, place and year.
  public let citation: String
  /// What it says to have gained.
  public let claim: String
  /// The mechanism, with the keys of a scenario that it goes by; nil where there is none.
  public let mechanism: String?
  /// What stands for it.
  public let standing: Standing
  /// What the program takes from it though there is nothing to show; nil where that is nothing.
  public let lends: String?
  /// The published results beside it (`windtunnel reproduce NAME`), those of its techniques included.
  public let results: [String]
  /// Of the figures of these results, those that the paper is known for.
  public let headlines: [String]

  /// The techniques that stand for it.
  public var techniques: [Technique] {
    if case .techniques(let techniques) = standing { return techniques }
    return []
  }

  /// What became of it.
  public var state: State {
    switch standing {
    case .missing: .missing
    case .nothing: .nothing
    case .techniques(let techniques):
      switch techniques[0].state {
      case .reproduced: .reproduced
      case .refuted: .refuted
      case .runs: .runs
      case .bookkeeping: .bookkeeping
      }
    }
  }

  /// What its techniques cost in the quality of the answers, each said once.
  public var qualities: [String] {
    techniques.reduce(into: []) { if !$0.contains($1.quality) { $0.append($1.quality) } }
  }

  /// The state in words, with where it shows or what is in the way.
  public var stateText: String {
    switch standing {
    case .missing(let what): "\(state.rawValue): \(what)"
    case .nothing(let why): "\(state.rawValue): \(why)"
    case .techniques:
      results.isEmpty ? state.rawValue : "\(state.rawValue): windtunnel reproduce \(results.joined(separator: " "))"
    }
  }
}

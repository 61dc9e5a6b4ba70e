import Kernel

/// How the next token of a sequence is chosen from its logits: what decides which passes an engine makes over them.
///
/// The names are those of `generation_config.json` and of the OpenAI interface.
public struct Sampling: Hashable, Sendable {
  /// What logits are divided by; 0 takes the likeliest token. 0 to 100.
  public var temperature = 1.0
  /// How many of the likeliest tokens are drawn from; nil for all.
  public var topK: Int?
  /// The share of probability that the likeliest tokens drawn from have together, above 0 to 1; 1 for all.
  public var topP = 1.0
  /// The least probability of a token that is drawn, as a share of the likeliest one's. 0 to 1.
  public var minP = 0.0
  /// What the logits of tokens that have come are divided by; 1 for none. Above 0 to 100.
  public var repetitionPenalty = 1.0
  /// What is taken from the logits of tokens that have come. -2 to 2.
  public var presencePenalty = 0.0
  /// What is taken from the logits of tokens for each time that they have come. -2 to 2.
  public var frequencyPenalty = 0.0

  /// Drawn from all tokens by their probability: what an engine does where nobody says anything.
  public init() {}

  /// Drawn as `generation_config.json` says.
  public init(temperature: Double = 1, topK: Int? = nil, topP: Double = 1, repetitionPenalty: Double = 1) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.repetitionPenalty = repetitionPenalty
  }

  /// The likeliest token, always.
  public static let greedy = Sampling(temperature: 0)

  /// Drawn from all tokens.
  public static let random = Sampling()

  /// Whether the likeliest token is taken, so that nothing has to be left out and nothing is drawn.
  public var isGreedy: Bool { temperature == 0 || topK == 1 }

  /// Whether only so many of the likeliest tokens are drawn from.
  public func limitsCount(vocabularySize: Int) -> Bool { topK.map { $0 < vocabularySize } ?? false }

  /// Whether only the likeliest tokens of a share of probability are drawn from.
  public var limitsShare: Bool { topP < 1 }

  /// Whether logits depend on the tokens before.
  public var penalizes: Bool { repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0 }

  /// Refuses figures that cannot be.
  ///
  /// - Throws: ``InputError`` naming the figure.
  public func validate() throws(InputError) {
    let figures: [(name: String, value: Double, range: ClosedRange<Double>)] = [
      ("temperature", temperature, 0...100), ("top_p", topP, Double.leastNonzeroMagnitude...1), ("min_p", minP, 0...1),
      ("top_k", Double(topK ?? 1), 1...1e9), ("repetition_penalty", repetitionPenalty, 1e-3...100),
      ("presence_penalty", presencePenalty, -2...2), ("frequency_penalty", frequencyPenalty, -2...2),
    ]
    for figure in figures where !figure.range.contains(figure.value) {
      let least = figure.name == "top_p" ? "above 0" : "\(figure.range.lowerBound)"
      throw InputError("\(figure.name) is \(figure.value), out of range", remedy: "\(least) to \(figure.range.upperBound)")
    }
  }

  /// In words, as scenarios write them, such as `temperature 0.6, top_p 0.9`.
  public var text: String {
    if isGreedy { return "greedy" }
    var parts = ["temperature \(Self.text(temperature))"]
    if let topK { parts.append("top_k \(topK)") }
    for (name, value, none) in [
      ("top_p", topP, 1.0), ("min_p", minP, 0), ("repetition_penalty", repetitionPenalty, 1), ("presence_penalty", presencePenalty, 0),
      ("frequency_penalty", frequencyPenalty, 0),
    ] where value != none { parts.append("\(name) \(Self.text(value))") }
    return parts.joined(separator: ", ")
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e6 ? "\(Int(value))" : "\(value)"
  }
}

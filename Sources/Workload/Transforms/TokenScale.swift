import Kernel

/// By how much a tokenizer lengthens or shortens prompts and outputs.
public struct TokenScale: Hashable, Sendable, CustomStringConvertible {
  /// Tokens of a prompt over those it had.
  public var prompt: Double
  /// Tokens of an output over those it had.
  public var output: Double

  /// What a factor may be: from a token a page to one a bit.
  public static let bounds = 0.001...1000.0

  /// A scale by its factors.
  public init(prompt: Double = 1, output: Double = 1) {
    self.prompt = prompt
    self.output = output
  }

  /// Checks the factors.
  ///
  /// - Throws: ``InputError`` for one outside ``bounds``.
  public func validate() throws(InputError) {
    for factor in [prompt, output] where !(Self.bounds ~= factor) {
      throw InputError("\(factor) times as many tokens", remedy: "a factor from \(Self.bounds.lowerBound) to \(Self.bounds.upperBound)")
    }
  }

  /// In words, for reports.
  public var description: String { "tokens x \(prompt) of prompts, x \(output) of outputs" }
}

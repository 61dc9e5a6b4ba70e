import Kernel
import Model

/// Sequences that are divided over groups of accelerators: prompts over groups that each hold all weights, and the KV of decodes over the
/// accelerators of a tensor group that would each hold a copy of it.
public struct ContextParallel: Hashable, Sendable {
  /// How groups come to each other's part of a prompt.
  public enum Scheme: String, Hashable, Sendable, CaseIterable {
    /// Keys and values go round (Ring Attention, arXiv 2310.01889), in parts that make each round alike (zigzag).
    case ring
    /// Queries go round one way and outputs come back the other (TokenRing, arXiv 2412.20501).
    case ringBothWays = "ring_both_ways"
    /// Every group gets all keys and values of a layer before it begins (Llama 3, arXiv 2407.21783, section 3.3.2).
    case gather
    /// Every group gets some heads of the whole prompt, and gives back its part of their outputs (Ulysses, arXiv 2309.14509).
    case heads
  }

  /// Groups that divide the tokens of every iteration; each is a tensor group with all weights.
  public var groups = 1
  /// How they come to each other's part.
  public var scheme = Scheme.ring
  /// Accelerators of a tensor group that divide the KV of which each would hold a copy.
  public var decode = 1
  /// Iterations of fewer tokens divide the layers over all groups, as one large tensor group; nil where none do.
  public var shiftBelow: Int?

  /// Nothing is divided.
  public init() {}

  /// Refuses degrees that the model's heads do not allow, and pairs of settings of which nothing is said.
  ///
  /// - Throws: ``InputError`` saying what would be right.
  public func validate(for model: ModelShape, layout: ParallelLayout) throws(InputError) {
    guard (1...1024).contains(groups), (1...1024).contains(decode) else {
      throw InputError("a context over \(groups) groups and \(decode) accelerators is out of range", remedy: "1 to 1024")
    }
    if decode > 1 {
      let copies = layout.keyValueCopies(of: model)
      if copies % decode != 0 {
        let fitting = (1...copies).filter { copies % $0 == 0 }.map(String.init).joined(separator: ", ")
        throw InputError(
          "the KV of \(model.name) is on \(copies) of \(layout.tensor) accelerators in copy, which cannot be divided over \(decode)",
          remedy: "'parallel.decode_context' of \(fitting), or more accelerators in a tensor group")
      }
      try Self.refuse(beside: "parallel.decode_context", [("parallel.context", groups > 1), ("parallel.pipeline", layout.pipeline > 1)])
    }
    if groups > 1 {
      try Self.refuse(
        beside: "parallel.context",
        [("parallel.pipeline", layout.pipeline > 1), ("parallel.data", layout.data > 1), ("parallel.expert", layout.expert > 1)])
      if scheme == .heads { try validateHeads(of: model, layout: layout) }
    }
    guard let shiftBelow else { return }
    guard shiftBelow >= 1, shiftBelow <= 100_000_000 else {
      throw InputError("a shift below \(shiftBelow) tokens is out of range", remedy: "1 to 100,000,000")
    }
    guard groups > 1, scheme == .heads else {
      throw InputError(
        "iterations can shift between layouts only where both hold KV by heads",
        remedy: "'parallel.context' above 1 and 'parallel.context_scheme: heads', or no 'parallel.shift_below'")
    }
  }

  private func validateHeads(of model: ModelShape, layout: ParallelLayout) throws(InputError) {
    let heads = model.latentAttention == nil ? model.keyValueHeads : 1
    let each = max(1, heads / layout.tensor)
    if heads % layout.tensor == 0, each % groups == 0, model.heads % (layout.tensor * groups) == 0 { return }
    let fitting = (1...each).filter { each % $0 == 0 }.map(String.init).joined(separator: ", ")
    throw InputError(
      "the \(heads) KV \(heads == 1 ? "head" : "heads") of \(model.name) cannot be divided over \(layout.tensor) x \(groups) accelerators",
      remedy: "'parallel.context' of \(fitting), or another 'parallel.context_scheme'")
  }

  /// A pair of mechanisms without a rule is refused, never ignored.
  static func refuse(beside name: String, _ others: [(name: String, isSet: Bool)]) throws(InputError) {
    guard let other = others.first(where: \.isSet) else { return }
    throw InputError("'\(name)' beside '\(other.name)': nothing says what they do together", remedy: "leave one of them out")
  }
}

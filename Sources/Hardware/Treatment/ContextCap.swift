import Model

/// How many tokens of a sequence's context count at most, as one integer: a number, `Int.max` for all of them, or each request's own
/// number, which is below zero here.
///
/// A cap of a request's own is so many tokens and a share of its prompt. It holds from the end of the prompt on; while the prompt is
/// computed all of it counts. One integer, so that sums by attention group stay as narrow as they are.
public enum ContextCap {
  /// The cap of a request's own: `tokens`, and so many millionths of its prompt, rounded up.
  ///
  /// - Precondition: both are as `AttentionGroup.Keep.afterPrompt` has them.
  public static func ofRequest(tokens: Int, promptMillionths: Int = 0) -> Int {
    precondition(
      (0...AttentionGroup.mostKeptTokens).contains(tokens) && (0...AttentionGroup.millionths).contains(promptMillionths),
      "a cap of requests is out of range")
    return ~(tokens << 20 | promptMillionths)
  }

  /// Whether a cap is each request's own.
  @inlinable @inline(__always) public static func isOfRequest(_ cap: Int) -> Bool { cap < 0 }

  /// What a cap of a request's own is made of; nil for a number.
  public static func budget(_ cap: Int) -> (tokens: Int, promptMillionths: Int)? { cap < 0 ? (~cap >> 20, ~cap & 0xF_FFFF) : nil }

  /// The tokens that a cap stands for of a request with such a prompt; at least one.
  @inlinable @inline(__always) public static func tokens(_ cap: Int, prompt: Int) -> Int { cap >= 0 ? cap : ownTokens(cap, prompt: prompt) }

  /// The tokens that a cap stands for while a prompt is computed.
  @inlinable @inline(__always) public static func whilePrefilling(_ cap: Int) -> Int { cap >= 0 ? cap : .max }

  @usableFromInline static func ownTokens(_ cap: Int, prompt: Int) -> Int {
    let packed = ~cap
    return max(1, packed >> 20 + (prompt * (packed & 0xF_FFFF) + AttentionGroup.millionths - 1) / AttentionGroup.millionths)
  }
}

extension AttentionGroup {
  /// The most tokens of a sequence that stay, as ``ContextCap`` has it; `Int.max` where everything does.
  public var residentCap: Int {
    if case .afterPrompt(let tokens, let millionths) = keep {
      return ContextCap.ofRequest(tokens: tokens, promptMillionths: millionths)
    }
    return keepCap
  }

  /// The most tokens of a sequence that a decode step reads, as ``ContextCap`` has it; chunks of prompts read up to `readCap`.
  public var decodeCap: Int { ContextCap.isOfRequest(residentCap) ? residentCap : readCap }
}

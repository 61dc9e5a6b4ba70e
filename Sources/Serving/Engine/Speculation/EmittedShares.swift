import Kernel

/// How many tokens steps were measured to emit with drafts of one length.
public struct EmittedShares: Hashable, Sendable {
  /// Tokens drafted.
  public var tokens: Int
  /// The share of steps that emit one token, two, and so on.
  public var shares: [Double]

  /// What was measured with drafts of so many tokens.
  public init(tokens: Int, shares: [Double]) {
    self.tokens = tokens
    self.shares = shares
  }

  /// By how much the shares of a table may miss their whole: tables round them.
  public static let slack = 0.01

  /// Refuses what no steps can have emitted.
  ///
  /// - Throws: ``InputError`` naming the setting.
  public func check() throws(InputError) {
    if shares.isEmpty || shares.count > tokens + 1 {
      throw InputError(
        "acceptance has \(shares.count) shares of steps, of which each emits \(tokens + 1) tokens at most",
        remedy: "a share for each number of tokens from 1 on")
    }
    if let wrong = shares.first(where: { !($0 >= 0 && $0 <= 1) }) {
      throw InputError("acceptance has \(wrong) as a share of steps", remedy: "a share from 0 to 1")
    }
    let whole = shares.reduce(0, +)
    if abs(whole - 1) > Self.slack {
      throw InputError("the shares of acceptance make up \(whole) together", remedy: "shares of all steps, which make up 1")
    }
  }

  /// The chance of each drafted token to be right once those before it are.
  var chances: [Double] {
    var left = shares.reduce(0, +)
    return (0..<tokens).map { place in
      let reached = left
      left -= place < shares.count ? shares[place] : 0
      return reached > 0 && place + 1 < shares.count ? min(1, max(0, left / reached)) : 0
    }
  }
}

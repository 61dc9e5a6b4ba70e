import Kernel

/// Images that requests show: of how many requests, how many each, and what they come to in tokens of the prompt. Frames of a video and clips
/// of sound are no different: each is encoded for itself and comes to so many tokens.
///
/// They stand at the front of the prompt, before its text, in the order in which they are drawn.
public struct ImageLoad: Hashable, Sendable {
  /// The part of the requests that show any; nil where the trace tells each request's.
  public var share: Double?
  /// Images of a request that shows any, where the trace does not tell.
  public var count: Int
  /// Visual tokens that an image is encoded to.
  public var tokens: Int
  /// How many of them are left in the prompt: one of these by request, each as likely.
  public var kept: [Int]
  /// Different images that there are; nil where each is new.
  public var population: Int?
  /// The exponent of the power law by which they are drawn: image i has a share in proportion to (i + 1) to the minus this.
  public var alpha: Double
  /// Whether the lengths of prompts count the visual tokens already, all of them.
  public var areInPrompts: Bool
  /// Tokens that an identity of a prompt's block stands for, where the workload has none of its own.
  public var blockTokens: Int

  /// Images of a part of the requests.
  public init(
    share: Double?, count: Int = 1, tokens: Int, kept: [Int]? = nil, population: Int? = nil, alpha: Double = 0, areInPrompts: Bool = false,
    blockTokens: Int = 16
  ) {
    self.share = share
    self.count = count
    self.tokens = tokens
    self.kept = kept ?? [tokens]
    self.population = population
    self.alpha = alpha
    self.areInPrompts = areInPrompts
    self.blockTokens = blockTokens
  }

  /// The most images of one request.
  public static let mostImages = Int(UInt16.max)
  /// The most tokens of one image.
  public static let mostTokens = 1_000_000
  /// The most different images.
  public static let mostDifferent = 1_000_000
  /// The greatest ``alpha``.
  public static let greatestAlpha = 100.0
  /// The most entries of ``kept``.
  public static let mostMenu = 64

  /// Refuses images that cannot be drawn.
  ///
  /// - Throws: ``InputError`` naming the figure.
  public func check() throws(InputError) {
    if let share, !(share >= 0 && share <= 1) { throw InputError("images of a share of \(share) of the requests", remedy: "0 to 1") }
    let counts = [
      ("images of a request", count, Self.mostImages), ("visual tokens of an image", tokens, Self.mostTokens),
      ("different images", population ?? 1, Self.mostDifferent), ("tokens of a block", blockTokens, Self.mostTokens),
    ]
    for (name, value, most) in counts where !(1...most ~= value) { throw InputError("\(value) \(name)", remedy: "1 to \(most)") }
    if kept.isEmpty || kept.count > Self.mostMenu || !kept.allSatisfy({ 1...tokens ~= $0 }) {
      throw InputError(
        "\(kept) visual tokens are left of \(tokens)", remedy: "1 to \(Self.mostMenu) numbers of 1 to \(tokens)")
    }
    if !(alpha >= 0 && alpha <= Self.greatestAlpha) {
      throw InputError("images drawn by a power law of exponent \(alpha)", remedy: "0, for equal shares, to \(Self.greatestAlpha)")
    }
  }

  /// Whether any request may show one.
  public var isThere: Bool { share != 0 }

  /// Whether what requests show depends on the seed.
  public var draws: Bool { isThere && (share.map { $0 < 1 } == true || kept.count > 1 || population ?? 1 > 1) }
}

extension ImageLoad: CustomStringConvertible {
  /// In words, for reports.
  public var description: String {
    let whose = share.map { "images in a share of \($0) of requests, \(count) each" } ?? "images as the trace tells"
    let left = kept == [tokens] ? "" : ", of which \(kept.map(String.init).joined(separator: " or ")) stay"
    return whose + " of \(tokens) tokens" + left + (population.map { ", \($0) different" } ?? "")
      + (areInPrompts ? ", counted in prompts" : "")
  }
}

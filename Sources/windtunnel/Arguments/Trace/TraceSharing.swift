import ArgumentParser
import Kernel
import Workload

/// The options that say what text made-up prompts have in common.
struct TraceSharing: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Text that prompts begin with, such as 2000x16: 2,000 tokens, 16 of the next level (or prompts) for each. Again for a next level.",
      valueName: "lengths x degree"))
  var sharedPrefix: [String] = []

  @Option(help: "In which order prompts with shared prefixes come. (default: shuffled)")
  var order: SharedPrefixes.Order?

  @Option(help: ArgumentHelp("Tokens that one prefix identity stands for. (default: 16)", valueName: "n"))
  var blockTokens: Int?

  /// Whether none of them is given.
  var isUnused: Bool { sharedPrefix.isEmpty && order == nil && blockTokens == nil }

  /// Prompts of these levels with own parts and outputs of the given lengths; nil where no level is named.
  ///
  /// - Throws: ``InputError`` for a level that cannot be read, and for the other options without one.
  func prefixes(own: LengthDistribution, output: LengthDistribution) throws -> SharedPrefixes? {
    if sharedPrefix.isEmpty {
      if isUnused { return nil }
      throw InputError("--order or --block-tokens without shared text", remedy: "add --shared-prefix, such as --shared-prefix 2000x16")
    }
    let levels = try sharedPrefix.map { text in
      guard let cross = text.lastIndex(of: "x") else {
        throw InputError("--shared-prefix: '\(text.prefix(60))' has no degree", remedy: "write 2000x16: lengths, an x, and how many follow")
      }
      return SharedPrefixes.Level(
        tokens: try TraceText.lengths(String(text[..<cross]), option: "--shared-prefix"),
        degree: try TraceText.lengths(String(text[text.index(after: cross)...]), option: "--shared-prefix"))
    }
    return SharedPrefixes(levels: levels, ownTokens: own, outputTokens: output, order: order ?? .shuffled, blockTokens: blockTokens ?? 16)
  }
}

extension SharedPrefixes.Order: ExpressibleByArgument {}

import Kernel

/// The trace format of our own, which every other is converted to without loss:
///
/// ```
/// # windtunnel-trace 1 block_tokens=512
/// arrival_s,prompt_tokens,output_tokens,blocks
/// 0.000000000000,1300,42,0 17
/// 3.250000000000,600,7,0
/// ```
///
/// The first line carries the version and the number of tokens in a prompt block; it may be left out where there is no
/// column `blocks`. Times are seconds since the start in decimals, down to the picosecond, and never fall. `blocks` holds
/// the identities of the prompt's full blocks, first block first, parted by blanks or semicolons: as many as whole blocks
/// fit the prompt, or none where nothing is known of it. Equal identities at equal positions mean equal text up to there.
///
/// Where turns of sessions wait for each other, three more columns follow: `turn_id`, `previous_turn_id` with that of the turn whose
/// answer is waited for, and `delay_s` with how long after it the turn comes; the last two are empty for first turns, and the last
/// for turns that come at their own times. The time of a turn with a delay says nothing.
///
/// Where requests tell adapters, a last column `adapter` names each request's, empty for none. Readers number adapters in the order in
/// which rows first name them, as they do of every other trace.
public enum CanonicalTrace {
  /// The version this program writes, and the newest it reads.
  public static let version = 1
  static let marker = "windtunnel-trace"

  static let previousTurnColumn = "previous_turn_id"
  static let adapterColumn = "adapter"

  /// The lines above the rows.
  static func heading(blockTokens: Int?, hasTurns: Bool, tellsAdapters: Bool = false) -> String {
    let turns = (hasTurns ? ",turn_id,\(previousTurnColumn),delay_s" : "") + (tellsAdapters ? ",\(adapterColumn)" : "")
    guard let blockTokens else { return "# \(marker) \(version)\narrival_s,prompt_tokens,output_tokens\(turns)\n" }
    return "# \(marker) \(version) block_tokens=\(blockTokens)\narrival_s,prompt_tokens,output_tokens,blocks\(turns)\n"
  }

  /// Reads the first line; nil where it carries no block size.
  ///
  /// - Throws: ``InputError`` for another file's comment, a newer version or an unknown word.
  static func blockTokens(inComment line: String) throws -> Int? {
    let words = line.dropFirst().split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard words.count >= 2, words[0] == marker, let version = Int(words[1]) else {
      throw InputError(
        "the first line is a comment of no known trace", remedy: "a canonical trace begins with '# \(marker) \(version)'")
    }
    guard version == Self.version else {
      throw InputError("a trace of version \(version)", remedy: "this program reads version \(Self.version)")
    }
    var blockTokens: Int?
    for word in words.dropFirst(2) {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0] == "block_tokens", let tokens = Int(parts[1]), 1...1_000_000 ~= tokens, blockTokens == nil else {
        throw InputError("unknown word '\(word.prefix(60))' in the first line", remedy: "it may hold block_tokens=N, N from 1 to 1000000")
      }
      blockTokens = tokens
    }
    return blockTokens
  }
}

import Kernel

/// What a row tells of the session that it is a turn of, names as digests. An object, for rows of other loads are as narrow without it.
final class RowTurn {
  /// The session's name.
  var session: UInt64?
  /// The turn's own name.
  var name: UInt64?
  /// The name of the turn before.
  var previous: UInt64?
  /// Picoseconds after the answer to the turn before.
  var delay: Int64?
  /// Whether the row says when it came.
  var hasTime = false

  /// Whether the row tells anything of a session.
  var isTold: Bool { session != nil || name != nil || previous != nil || delay != nil }

  /// The digest of a name; nil for none, which is written as nothing, `null` or, by Qwen-Bailian, -1.
  static func name(_ text: [UInt8]?) -> UInt64? {
    guard let text, !text.isEmpty, text != Array("-1".utf8), text != Array("null".utf8) else { return nil }
    var digest = Digest()
    for byte in text { digest.mix(UInt64(byte)) }
    return digest.value
  }
}

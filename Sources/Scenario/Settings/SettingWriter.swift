/// Writes settings in the one canonical form: every key in the vocabulary's order, every value with its unit. Equal
/// settings give equal bytes, and reading the text gives the settings back.
enum SettingWriter {
  /// The lines of a section.
  static func text(_ members: [Setting.Member]) -> String { lines(members, indent: 0).joined(separator: "\n") + "\n" }

  /// A scalar as it is written; nil for a section or a list.
  static func scalar(_ setting: Setting) -> String? {
    switch setting.value {
    case .word(let word): return quotedWhereNeeded(word)
    case .text(let text): return quotedWhereNeeded(text)
    case .flag(let flag): return flag ? "true" : "false"
    case .count(let count, let unit): return unit.map { "\(count) \($0)" } ?? "\(count)"
    case .number(let number): return Quantity.text(number)
    case .time(let time): return Quantity.text(time)
    case .quantity(let value, let dimension): return Quantity.text(value, in: dimension)
    case .seeds(let seeds):
      if seeds == (1...UInt64(max(1, seeds.count))).map({ $0 }) { return "\(seeds.count)" }
      return "[" + seeds.map { "\($0)" }.joined(separator: ", ") + "]"
    case .list(let items):
      let texts = items.compactMap { item in item.text.map(quotedWhereNeeded) }
      return texts.count == items.count ? "[" + texts.joined(separator: ", ") + "]" : nil
    case .file, .section: return nil
    }
  }

  /// Every scalar with its dotted path, and of a file its digest; items of a list go by their `name`, or by their number from 1.
  static func leaves(_ setting: Setting, path: String) -> [(path: String, text: String, digest: String?)] {
    if let text = scalar(setting) { return [(path, text, nil)] }
    let prefix = path.isEmpty ? "" : path + "."
    switch setting.value {
    case .section(let members): return members.flatMap { leaves($0.setting, path: prefix + $0.key) }
    case .file(let file): return [(path, file.written + " (" + file.digest + ")", file.digest)]
    case .list(let items):
      return items.enumerated().flatMap { index, item in
        leaves(item, path: prefix + (item.member("name").flatMap(scalar) ?? "\(index + 1)"))
      }
    default: return []
    }
  }

  private static func lines(_ members: [Setting.Member], indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return members.flatMap { member -> [String] in
      if let text = scalar(member.setting) { return ["\(margin)\(member.key): \(text)"] }
      switch member.setting.value {
      case .section(let inner): return inner.isEmpty ? [] : ["\(margin)\(member.key):"] + lines(inner, indent: indent + 2)
      case .list(let items):
        return ["\(margin)\(member.key):"] + items.flatMap { item(lines($0.members, indent: indent + 4), indent: indent + 2) }
      case .file(let file):
        return [
          "\(margin)\(member.key):", "\(margin)  file: \(quotedWhereNeeded(file.written))", "\(margin)  digest: \"\(file.digest)\"",
        ]
      default: return []
      }
    }
  }

  /// The lines of a list's item, the first behind a dash.
  private static func item(_ lines: [String], indent: Int) -> [String] {
    guard let first = lines.first else { return [] }
    return [String(repeating: " ", count: indent) + "- " + first.dropFirst(indent + 2)] + lines.dropFirst()
  }

  /// Plain where every reader of YAML takes it for the same text, in quotes otherwise.
  static func quotedWhereNeeded(_ text: String) -> String {
    let isPlain =
      text.first?.isASCII == true && (text.first?.isLetter == true || text.hasPrefix("./") || text.hasPrefix("../")) && text.last != " "
      && !TextLook.isMistakable(text) && text.count <= 100
      && text.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || " ._/+()-".unicodeScalars.contains($0)
      }
    return isPlain ? text : "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    case " "..."~": return String(scalar)
    default:
      let digits = String(scalar.value, radix: 16)
      let isShort = digits.count <= 4
      return (isShort ? "\\u" : "\\U") + String(repeating: "0", count: (isShort ? 4 : 8) - digits.count) + digits
    }
  }
}

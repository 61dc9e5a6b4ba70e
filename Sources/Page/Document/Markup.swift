import Kernel

/// A piece of HTML or SVG that is well-formed and escaped by construction: text goes in as text, and only elements make markup.
package struct Markup: Hashable, Sendable {
  /// What is written.
  package let source: String

  private init(source: String) { self.source = source }

  /// A text. What would be markup is escaped, and what would be obeyed and not shown, such as control characters, is shown.
  package init(_ text: String) { source = Self.escaped(text, keepsLines: false) }

  /// A text to be read, in which a number is not parted from its per cent.
  package init(prose text: String) { self.init(text.replacing(" %", with: "\u{A0}%")) }

  /// A text whose line feeds count, for what stands in lines of its own.
  package init(lines text: String) { source = Self.escaped(text, keepsLines: true) }

  /// Several pieces, one after the other.
  package init(_ parts: [Markup]) { source = parts.map(\.source).joined() }

  /// Nothing.
  package static let empty = Markup(source: "")

  /// Whether nothing is written.
  package var isEmpty: Bool { source.isEmpty }

  /// An element with what is in it; an attribute without a value is left out.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ children: [Markup]
  ) -> Markup {
    Markup(source: opening(name, attributes) + ">" + children.map(\.source).joined() + "</\(name)>")
  }

  /// An element with one text in it.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ text: String
  ) -> Markup {
    element(name, attributes, [Markup(text)])
  }

  /// An element that holds nothing, such as a path or an input.
  package static func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>) -> Markup {
    Markup(source: opening(name, attributes) + "/>")
  }

  /// A style sheet or a script of the program's own: neither has text from outside.
  static func resource(_ name: StaticString, _ bytes: [UInt8]) -> Markup {
    Markup(source: "<\(name)>\n" + String(decoding: bytes, as: UTF8.self) + "</\(name)>")
  }

  /// A style sheet that is made of constants.
  static func style(_ rules: String) -> Markup { Markup(source: "<style>" + rules + "</style>") }

  /// Values for the page's script, under an id. No `<` is left in it, so that no text can end the element.
  static func values(id: String, json: String) -> Markup {
    let harmless = json.replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
    return Markup(source: "<script type=\"application/json\" id=\"\(escaped(id, keepsLines: false))\">" + harmless + "</script>")
  }

  /// A whole document.
  static func document(head: [Markup], body: [Markup]) -> String {
    "<!DOCTYPE html>\n" + element("html", ["lang": "en"], [element("head", [:], head), element("body", [:], body)]).source + "\n"
  }

  private static func opening(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>) -> String {
    var text = "<\(name)"
    for (key, value) in attributes {
      if let value { text += " \(key)=\"\(escaped(value, keepsLines: false))\"" }
    }
    return text
  }

  /// Whether `&`, `<`, `>`, a quotation mark or the first byte of what is no character of XML is in a text. A loop over bytes, for a page has
  /// many texts and this room is not optimized.
  private static func mayNeedEscapes(_ text: String) -> Bool {
    for byte in text.utf8 {
      if byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0x27 || byte == 0xEF { return true }
    }
    return false
  }

  private static func escaped(_ text: String, keepsLines: Bool) -> String {
    let shown = text.showingControls(keepsLines: keepsLines)
    guard mayNeedEscapes(shown) else { return shown }
    var escaped = ""
    for scalar in shown.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // No character of XML.
      case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

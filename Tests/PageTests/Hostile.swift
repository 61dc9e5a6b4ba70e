/// Texts that a careless page would obey.
enum Hostile {
  static let texts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='alert(1)", "=HYPERLINK(\"http://example.com\")",
    "a\nb\r\nc\td", "\u{1B}[31mred\u{1B}[0m", "\u{0}\u{7}\u{202E}evil", "]]></style><!--", "&amp;&#60;", "+1 @SUM(A1)", "\u{FFFF}\u{FFFE}",
    String(repeating: "long ", count: 200),
  ]
}

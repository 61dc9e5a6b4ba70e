import Report
import Testing

@Suite("A table says what it leaves out")
struct TextTableTests {
  private var table: TextTable {
    var table = TextTable([
      .init("name", isNumber: false), .init("TTFT p50", weight: 3), .init("p99", name: "TTFT p99", weight: 2), .init("$/month", weight: 1),
      .init("empty", weight: 0),
    ])
    table.add(["chat", "10.5", "120.25", "2,446", ""])
    return table
  }

  @Test("where there is room for all nothing is said")
  func whole() {
    // Columns without room and without a heading are no columns: the last has a heading.
    let text = table.told(width: 80)
    #expect(text == "name  TTFT p50     p99  $/month  empty\nchat      10.5  120.25    2,446       ")
    #expect(table.leftOut(width: 80) == nil)
  }

  @Test("the columns that go are named as they are told apart, with the width that shows all")
  func leftOut() {
    let lines = table.told(width: 22).split(separator: "\n").map(String.init)
    #expect(lines[0] == "name  TTFT p50     p99")
    let note = lines.dropFirst(2).joined(separator: " ")
    #expect(note == "Left out at 22 columns: $/month, empty. COLUMNS=38 or as wide a window shows all.")
    #expect(lines.allSatisfy { $0.count <= 22 })
    #expect(table.leftOut(width: 14)?.replacing("\n", with: " ").contains("14 columns: TTFT p99, $/month, empty.") == true)
    #expect(table.told(width: 38) == table.text(width: 38))
    #expect(
      table.leftOut(width: 30, otherwise: "--format json")?.replacing("\n", with: " ").hasSuffix("shows all, and so does --format json.")
        == true)
  }

  @Test("a stroke in a text from outside is shown as it stands, and breaks nothing")
  func strokes() {
    let text = "A | B or C|D"
    #expect(TextLayout.paragraph("Because", text, width: 80) == "Because      A | B or C|D")
    #expect(TextLayout.paragraph("", ["a|b c", "d e"].joined(separator: TextLayout.comma), width: 7) == "a|b c,\nd e")
  }

  @Test("names from anywhere keep the columns in line")
  func wide() {
    var table = TextTable([.init("", isNumber: false), .init("req/s")])
    table.add(["聊天", "1"])
    table.add(["chat-8b", "20"])
    #expect(table.text(width: 40) == "         req/s\n聊天         1\nchat-8b     20")
  }
}

import Foundation
import Report
import Testing

@Suite("JSON that is written")
struct JSONTreeTests {
  @Test("a document has a line for each member and for each object of a list, and says its version and command")
  func layout() {
    let document = JSONTree.document(
      "list", [("items", .list([.object([("a", .of(whole: 1)), ("b", .of(number: nil))]), .object([])])), ("empty", .list([]))])
    #expect(
      document.text == """
        {
          "schemaVersion": 1,
          "command": "list",
          "items": [
            {"a": 1, "b": null},
            {}
          ],
          "empty": []
        }
        """)
  }

  @Test("numbers keep every digit, what is not finite is null, and texts stay within their quotes")
  func values() throws {
    let members: JSONMembers = [
      ("seed", .of(whole: UInt64.max)), ("third", .number(1.0 / 3)), ("infinite", .number(.infinity)), ("nan", .number(.nan)),
      ("text", .text("a \"quoted\" line\nand \u{1B}[31m more\u{2028}")), ("yes", .flag(true)), ("none", .of(text: nil)),
      ("list", .of(numbers: [0.5, -1e300])),
    ]
    let text = JSONTree.object(members).text
    #expect(text.contains("\"seed\": 18446744073709551615") && text.contains("\"infinite\": null") && text.contains("\"nan\": null"))
    #expect(text.allSatisfy { $0 == "\n" || !$0.isNewline } && !text.contains("\u{1B}"))
    let read = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(read["text"] as? String == "a \"quoted\" line\nand \u{1B}[31m more\u{2028}")
    #expect(read["third"] as? Double == 1.0 / 3 && read["yes"] as? Bool == true && read["none"] is NSNull)
  }

  @Test(
    "names in snake case become keys",
    arguments: [("ttft", "ttft"), ("ttft_p99", "ttftP99"), ("energy_per_output_token", "energyPerOutputToken")])
  func keys(name: String, key: String) { #expect(JSONTree.key(name) == key) }
}

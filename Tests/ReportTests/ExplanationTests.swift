import Report
import Testing

@Suite("Words are explained without a process")
struct ExplanationTests {
  @Test("every word that may be suggested has an explanation")
  func everyWord() {
    #expect(Explanation.words.count > 200)
    for word in Explanation.words { #expect(Explanation.ofWord(word, width: 80)?.isEmpty == false, "\(word)") }
    #expect(Explanation.ofWord("no such word", width: 80) == nil)
  }

  @Test("a value is explained by the keys that take it, and what none takes is not")
  func values() throws {
    let text = try #require(Explanation.ofWord("fp8", width: 80))
    #expect(text.hasPrefix("A value of formats.weights, formats.kv, kv.groups.format\n") && text.contains("fp8: 8 bits a value"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(Explanation.ofWord("fp9", width: 80) == nil)
  }

  @Test("a policy is explained with every parameter that it has")
  func policies() throws {
    let text = try #require(Explanation.ofWord("batchllm", width: 80))
    #expect(text.hasPrefix("batchllm: a scheduler: "))
    #expect(text.contains("\n  source: ") && text.contains("Default: "))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}

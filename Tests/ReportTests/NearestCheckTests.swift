import Report
import Store
import Study
import Testing

@Suite("Reports name the check that is nearest")
struct NearestCheckTests {
  private func joined(_ text: String) -> String { text.split { $0.isWhitespace }.joined(separator: " ") }

  /// What a validation of the scenario's own server would have found.
  private func own(_ prepared: PreparedScenario, _ change: (inout FidelityCheck) -> Void = { _ in }) -> FidelityCheck {
    var check = FidelityCheck(
      server: .init(prepared.deployments[0]), load: "in flight", runs: 3, errors: .init(e2e: 0.042, ttft: 0.128), source: "mine",
      date: "2026-01-01")
    change(&check)
    return check
  }

  @Test("one's own validation of the same server is it, with its errors")
  func same() throws {
    let prepared = try ReportCase.scenario()
    let text = joined(
      RunReport(prepared, try ReportCase.run(prepared)[0], store: nil, revision: "", ownChecks: [own(prepared)]).text(width: 80))
    #expect(
      text.contains(
        "Checked nearest is llama-3.1-8b on 1 x a100-80gb, bf16, ideal, in flight: E2E 4.2, TTFT 12.8 % off in the median of 3 runs, "
          + "out of this database; the same server"), "\(text)")
  }

  @Test("what differs is said, and what was fitted; where nothing near was checked that is said first")
  func differs() throws {
    let prepared = try ReportCase.scenario()
    let near = own(prepared) { check in
      (check.server.tensor, check.fitted, check.server.engine) = (2, "host times", "vllm-0.19")
    }
    let text = try #require(NearestCheckText.text(prepared.deployments, own: [near])).replacing("\u{E000}", with: "")
    #expect(text.hasPrefix("nearest is llama-3.1-8b on 2 x a100-80gb TP2") && text.contains("to which host times were fitted"))
    #expect(text.hasSuffix("differs: TP2, not one accelerator; vllm-0.19, not ideal"))
    // Nothing on an A100 comes with the program, nor anything on the datasheet.
    #expect(try #require(NearestCheckText.text(prepared.deployments)).hasPrefix("nothing near was checked;"))
  }

  @Test("scenarios that share a check share the note, and others name theirs")
  func shared() {
    let notes = ComparisonNotes.checks([("a", "x"), ("b", "y"), ("c", "x"), ("d", nil)])
    #expect(notes == ["Checked, for a, c: x", "Checked, for b: y"])
    #expect(ComparisonNotes.checks([("a", "x"), ("b", "x")]) == ["Checked: x"])
    let many = ComparisonNotes.checks((0..<9).map { ("s\($0)", "check \($0)") })
    #expect(many.count == 5 && many[4].contains("5 other checks"))
  }
}

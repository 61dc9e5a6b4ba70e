import Kernel
import Metrics
import Testing

@Suite("An objective read from what summaries tell of its demands")
struct ObjectiveReadingTests {
  private func demand(_ text: String, asked: Double = 0.99) -> ObjectiveResult.Demand {
    ObjectiveResult.Demand(text: text, met: 1, of: 1, asked: asked)
  }

  @Test("is the one that was promised")
  func same() {
    let demands = [demand("ttft <= 500 ms and tpot <= 50.5 ms", asked: 0.9), demand("p99 e2e <= 2000 ms")]
    let expected = Objective(
      limits: [.init(.ttft, atMost: .milliseconds(500)), .init(.tpot, atMost: Duration(picoseconds: 50_500_000_000))], share: 0.9,
      percentileLimits: [.init(.init(.e2e, atMost: .seconds(2)), quantile: 0.99)])
    #expect(Objective(readFrom: demands) == expected)
    #expect(Objective(readFrom: demands)?.text == expected.text)
  }

  @Test(
    "words that say something else are none",
    arguments: ["", "ttft <= x ms", "goodput <= 3 ms", "ttft >= 500 ms", "ttft <= -1 ms", "ttft <= 1e99 ms", "p99 ttft"])
  func others(_ text: String) {
    #expect(Objective(readFrom: [demand(text)]) == nil)
  }
}

import Kernel
import Metrics
import Study
import Testing

@Suite("How far a load can be hurried")
struct SteadyLoadTests {
  private static let objective = Objective(limits: [
    Objective.Limit(.ttft, atMost: Duration(seconds: 0.5)), Objective.Limit(.tpot, atMost: Duration(seconds: 0.05)),
  ])

  @Test("a run lasts at least twice as long as a request may take within the promise")
  func twice() throws {
    let steady = SteadyLoad(seconds: 300, meanOutputTokens: 190, Self.objective)
    #expect(steady.promisedSeconds == 10)
    #expect(steady.longestFactor == 15)
    #expect(steady.isSteady(at: 15) && !steady.isSteady(at: 15.1) && !steady.isBurst)
  }

  @Test("an end-to-end limit says how long a request may take, and where nothing does, no rate is too high")
  func limits() {
    let wholly = Objective(limits: [Objective.Limit(.e2e, atMost: Duration(seconds: 30))])
    #expect(SteadyLoad(seconds: 300, meanOutputTokens: 190, wholly).longestFactor == 5)
    let free = SteadyLoad(seconds: 300, meanOutputTokens: 190, Objective())
    #expect(free.longestFactor == nil && free.isSteady(at: 1000))
  }

  @Test("a load that is over before a steady state shows is a burst at every rate")
  func burst() {
    let steady = SteadyLoad(seconds: 6, meanOutputTokens: 190, Self.objective)
    #expect(steady.isBurst && steady.isSteady(at: 3))
  }
}

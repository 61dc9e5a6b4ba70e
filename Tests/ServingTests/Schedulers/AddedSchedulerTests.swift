import Kernel
import Record
import Serving
import Testing

// One that is added stays, and other tests count the catalog; the example package outside this one adds one.
@Suite("A policy from outside")
struct AddedSchedulerTests {
  @Test("is refused where its name is taken or cannot be written in a scenario")
  func refused() {
    #expect(throws: InputError("there is a scheduler 'fcfs' already", remedy: "give the policy another name")) {
      try SchedulerCatalog.add(NamedScheduler<Taken>.self)
    }
    #expect { try SchedulerCatalog.add(NamedScheduler<Spoken>.self) } throws: { "\($0)".contains("'My Policy' is no name") }
    #expect { try SchedulerCatalog.add(NamedScheduler<Doubled>.self) } throws: { "\($0)".contains("two parameters of a name") }
  }

  private enum Taken: Named {
    static let name = "fcfs"
    static let parameters = [String]()
  }
  private enum Spoken: Named {
    static let name = "My Policy"
    static let parameters = [String]()
  }
  private enum Doubled: Named {
    static let name = "doubled"
    static let parameters = ["depth", "depth"]
  }
}

/// What a policy of these tests is called.
private protocol Named {
  static var name: String { get }
  static var parameters: [String] { get }
}

/// Runs what runs already and what waits, first come first served.
private struct NamedScheduler<Words: Named>: Scheduler {
  static var name: String { Words.name }
  static var summary: String { "a policy of a test" }
  static var source: String { "" }
  static var parameters: [ParameterDoc] { Words.parameters.map { ParameterDoc($0, .count(1), meaning: "nothing") } }
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) {}

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    iteration.continueDecodes()
    while let request = iteration.firstWaiting, iteration.admit(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
    {}
  }
}

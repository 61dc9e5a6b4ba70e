import Foundation
import Hardware
import Kernel
import Record
import Serving
import Testing
import Workload

@Suite("The README keeps its word")
struct ReadmeTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: repository.appendingPathComponent(path), encoding: .utf8)
  }

  @Test("its scheduler is the one that is compiled and run here")
  func schedulerIsTheOneTested() throws {
    let source = try Self.text("Tests/ReportTests/ReadmeScheduler.swift").replacingOccurrences(of: "import Serving\n", with: "")
    #expect(try Self.text("README.md").contains("```swift\n" + source + "```\n"))
  }

  @Test("its two commands are in the Makefile")
  func commandsExist() throws {
    let makefile = try Self.text("Makefile")
    for command in ["run", "test", "benchmark", "build"] {
      #expect(try Self.text("README.md").contains("make \(command)"))
      #expect(makefile.contains("\n\(command): "))
    }
  }

  @Test("files that it names are there")
  func filesExist() throws {
    let words = try Self.text("README.md").split { " \n`(),;|".contains($0) }
    let roots = ["scenarios/", "traces/", "Sources/", "Tests/", "Benchmarks/", "docs/"]
    let paths = Set(words.filter { word in roots.contains { word.hasPrefix($0) } && !word.contains("*") }).sorted()
    #expect(paths.count > 3)
    for path in paths {
      let place = Self.repository.appendingPathComponent(String(path)).path
      #expect(FileManager.default.fileExists(atPath: place), "\(path)")
    }
  }

  @Test("the scenario it shows is the one that is shipped")
  func scenarioIsTheFile() throws {
    #expect(try Self.text("README.md").contains("```yaml\n" + Self.text("scenarios/chat-8b.yaml") + "```\n"))
  }

  @Test("it fits 80 columns, the scenario and tables apart")
  func width() throws {
    let scenario = try Self.text("scenarios/chat-8b.yaml")
    let lines = try Self.text("README.md").split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where !scenario.contains(line) && !line.hasPrefix("<!-- ") && !line.hasPrefix("|") {
      #expect(line.count <= 80, "line \(number + 1)")
    }
  }

  /// Under a policy, or nil for Sarathi: a long prompt after every three short ones, cut to a small budget.
  private func outcome(of scheduler: (any Scheduler.Type)?, leaps: Bool = true) throws -> (outcome: RunOutcome, meanFirstToken: Double) {
    let cost = LinearCostModel(base: .milliseconds(2), perToken: .microseconds(10), perContextToken: Duration(picoseconds: 20_000))
    var replica = ReplicaConfiguration(
      costModel: cost, kvBlocks: 2000, maximumSequences: 32, maximumBatchedTokens: 256, maximumModelTokens: 8000)
    replica.customScheduler = scheduler
    let arrivals = (0..<200).map { number in
      Arrival(
        time: .start + .milliseconds(Int64(number) * 9), promptTokens: number % 4 == 0 ? 2000 : 30 + number % 7,
        outputTokens: 5 + number % 50)
    }
    let observer = FirstTokens()
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: [PoolConfiguration(name: "pool", replicas: 1, replica: replica)]),
      source: ArrivalList(arrivals), options: SimulationOptions(leaps: leaps, checksEveryInstant: true), observer: observer)
    let outcome = try simulation.run()
    return (outcome, observer.seconds / Double(outcome.finished))
  }

  private final class FirstTokens: Observer {
    var seconds = 0.0
    func receive(_ event: RunEvent) {
      if case .finished(let record) = event { seconds += (record.firstToken - record.arrival).seconds }
    }
    func tokenGaps(_ gap: Duration, count: Int) {}
    func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
    func iterationsEnded(_ span: IterationSpan) {}
  }

  @Test("its scheduler runs under every invariant, leaps or not, and lets short prompts pass")
  func schedulerRuns() throws {
    let shortest = try outcome(of: ShortestPromptScheduler.self)
    #expect(shortest.outcome.finished == 200 && shortest.outcome.unfinished == 0)
    #expect(shortest.outcome.digest == (try outcome(of: ShortestPromptScheduler.self, leaps: false).outcome.digest))
    let inOrder = try outcome(of: nil)
    #expect(shortest.meanFirstToken < 0.7 * inOrder.meanFirstToken)
  }
}

import Kernel
import Record
import Serving
import Testing
import Workload

/// The policy proposes, the engine checks: whatever a policy does, a run is right or ends as a broken invariant.
@Suite struct PolicyBoundaryTests {
  private func hostile(_ crime: String, seed: Int = 0, _ rules: Rules) -> Rules {
    var copy = rules
    copy.custom = HostileScheduler.self
    copy.schedulerParameters = ["crime": .choice(crime), "seed": .count(seed)]
    return copy
  }

  @Test(arguments: [
    ("idle", "the policy runs nothing although 1 requests wait"), ("admit_over_budget", "the policy runs nothing"),
    ("admit_twice", "is admitted but does not wait"), ("decode_twice", "decodes were planned twice"),
    ("preempt_after_plan", "is preempted after it was planned"),
    ("pause_waiting", "is paused after decodes were planned, or does not decode"),
    ("resume_running", "is resumed after decodes were planned, or is not paused"),
    ("prefill_decoding", "is prefilled twice or not admitted"), ("decode_after_prompts", "is preempted after it was planned"),
    ("draft_too_much", "1 tokens are to be drafted for each sequence, where there may be 0 to 0"),
    ("draft_too_late", "the length of drafts is set after decodes were planned"),
  ])
  func anImpossibleProposalIsNamed(crime: String, words: String) {
    var arrivals = [Arrival(time: .start, promptTokens: 4, outputTokens: 9)]
    var rules = Rules()
    if crime == "keep_facts" {
      // The first request has ended, and the second has taken its place in the engine's books.
      arrivals = [0, 5000].map { Arrival(time: Instant(picoseconds: $0), promptTokens: 4, outputTokens: 1) }
    }
    if crime == "decode_after_prompts" {
      // Two prompts fill the memory, one of them in the very plan in which the other's decode needs a block.
      (rules.kvBlocks, rules.budget) = (3, 9)
      arrivals.append(Arrival(time: Instant(picoseconds: 1), promptTokens: 8, outputTokens: 1))
    }
    do {
      _ = try simulate(hostile(crime, rules), arrivals)
      Issue.record("\(crime) was let pass")
    } catch let broken as BrokenInvariant {
      #expect(broken.message.contains(words), "\(broken)")
      #expect(broken.replica == 0)
    } catch {
      Issue.record("\(crime): \(error)")
    }
  }

  @Test func aBlockThatIsMissingFromTheBooksIsNoticedAtTheNextInstant() throws {
    let arrivals = [Arrival(time: .start, promptTokens: 4, outputTokens: 9)]
    for checks in [true, false] {
      var simulation = try Simulation(
        cluster: Rules().cluster, source: ArrivalList(arrivals), options: SimulationOptions(checksEveryInstant: checks))
      simulation.loseBlock(onReplica: 0)
      do {
        _ = try simulation.run()
        Issue.record("the missing block was let pass")
      } catch let broken as BrokenInvariant {
        #expect(broken.message.contains("KV blocks"))
        // Without checks after every instant the closing of the books notices.
        #expect((broken.time == .start) == checks)
      }
    }
  }

  @Test func anythingAtRandomEndsRightOrAsABrokenInvariant() throws {
    var (right, broken) = (0, 0)
    for number in 0..<3000 {
      var scenario = RandomCase(number, of: "hostile", scheduler: "sarathi")
      scenario.rules = hostile("random", seed: number, scenario.rules)
      do {
        let horizon = Instant(picoseconds: 1_000_000)
        let run = try simulate(scenario.rules, scenario.arrivals, horizon: horizon)
        if run.outcome.unfinished == 0 { expectSound(run, of: scenario) }
        right += 1
      } catch is BrokenInvariant {
        broken += 1
      }
    }
    #expect(broken > 100 && right + broken == 3000, "\(right) right, \(broken) broken")
  }

  @Test func anythingAtRandomIsTheFaultOfThePolicyUnderAnyRulesOfTheEngine() throws {
    var right = 0
    for number in 0..<3000 {
      var scenario = RandomCase(number, of: "hostile engine", scheduler: "sarathi").underEngineRules(number)
      scenario.rules.maximumChunk = .max
      scenario.rules = hostile("random", seed: number, scenario.rules)
      do {
        let run = try simulate(scenario.rules, scenario.arrivals, horizon: Instant(picoseconds: 1_000_000))
        if run.outcome.unfinished == 0 { expectSound(run, of: scenario) }
        right += 1
      } catch let broken as BrokenInvariant {
        // The engine's own books must add up to the end, whatever the policy asks for.
        #expect(!["booked", "blocks", "accounted", "identit"].contains { broken.message.contains($0) }, "\(broken): \(scenario)")
      }
    }
    #expect(right > 10, "\(right)")
  }

  @Test func pickingRequestByRequestAgreesWithTheReference() throws {
    for number in 0..<1500 {
      var scenario = RandomCase(number, of: "picking", scheduler: "picking")
      scenario.rules.budget += 70
      scenario.rules.custom = PickingScheduler.self
      var reference = ReferenceSimulator(scenario.rules)
      let expected = reference.run(scenario.arrivals).sorted
      for leaps in [true, false] {
        let run = try simulate(scenario.rules, scenario.arrivals, leaps: leaps)
        #expect(run.log == expected, "\(scenario)")
        expectSound(run, of: scenario)
      }
    }
  }

  @Test func aPredictionBelongsToTheRequestAndNotToThePolicy() throws {
    // Common random numbers: request i is predicted the same length by every policy, router and memory size.
    let arrivals = (0..<40).map { Arrival(time: Instant(picoseconds: Int64($0) * 100), promptTokens: 5, outputTokens: 10 + $0) }
    func predictions(_ rules: Rules) throws -> [Int: Int] {
      let listener = PredictionLog()
      try PredictionScheduler.$log.withValue(listener) {
        var copy = rules
        copy.custom = PredictionScheduler.self
        _ = try simulate(copy, arrivals, predictor: .noisy(logDeviation: 0.7))
      }
      return listener.predictions
    }
    let first = try predictions(Rules())
    #expect(first.count == 40 && Set(first.values).count > 20)
    #expect(try predictions(Rules(router: "random", replicas: 3, kvBlocks: 60, maximumSequences: 2)) == first)
  }
}

/// What a ``PredictionScheduler`` saw.
final class PredictionLog: @unchecked Sendable { var predictions: [Int: Int] = [:] }

/// Runs one request after another and notes what it is told of their lengths.
struct PredictionScheduler: Scheduler {
  @TaskLocal static var log: PredictionLog?
  static let name = "prediction"
  static let summary = "notes predictions"
  static let source = "made for the tests"
  static let parameters: [ParameterDoc] = []
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }
  init(_ parameters: Parameters, replica: ReplicaDescription) {}
  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    iteration.continueDecodes()
    guard iteration.runningCount == 0, let request = iteration.firstWaiting else { return }
    Self.log?.predictions[request.id] = request.predictedOutputTokens
    _ = iteration.admit(request, tokens: request.remainingPrefillTokens)
  }
}

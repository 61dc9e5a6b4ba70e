import Calibration
import Foundation
import Kernel
import Model
import Study
import Testing
import Workload

/// Two executed engines as processes of their own, over sockets.
struct EngineProcessTests {
  private static let seed: UInt64 = 3
  private static let model = "llama-tiny-1m"

  /// Starts processes of the program and remembers which.
  private final class Launcher: EngineLauncher {
    let processes = LockedValue<[Int32]>([])

    func launch(control: Int32, peer: Int32) throws -> any LaunchedEngine {
      let launched = try EngineProcesses(executable: Command.executable, arguments: ["engine"]).launch(control: control, peer: peer)
      processes.withLock { $0 += [launched.processIdentifier ?? -1] }
      return launched
    }

    /// Whether none of them is there any more.
    var areGone: Bool { processes.withLock { $0.count == 2 && $0.allSatisfy { kill($0, 0) != 0 } } }
  }

  private static let clock: ServingClock = {
    let now: @Sendable () -> Duration = { Duration(picoseconds: WallClock.nanoseconds() * 1000) }
    return ServingClock(now: now, wall: now, sleep: { Thread.sleep(forTimeInterval: $0.seconds) })
  }()

  private static func setup(_ role: EngineRole) -> EngineSetup {
    EngineSetup(
      role: role, model: model, threads: 1, seed: seed, kvBlocks: 60, blockTokens: 16, maximumSequences: 8, maximumBatchedTokens: 256,
      maximumSequenceTokens: 256, knownSequences: 40, referenceSteps: nil)
  }

  private static let arrivals = (0..<8).map { index in
    Arrival(time: Instant(.milliseconds(Int64(index))), promptTokens: 20 + index * 17 % 90, outputTokens: 1 + index * 3)
  }

  @Test func `two processes produce what one engine produces, token for token, and are gone afterwards`() throws {
    let launcher = Launcher()
    let pair = try EnginePair(launcher, setup: Self.setup, progress: StudyProgress())
    defer { pair.end() }
    #expect(try !pair.probe().isEmpty)
    let run = try pair.serve(Self.arrivals, scheduler: "sarathi", clock: Self.clock)
    let engine = try ExecutedEngine(
      model: ModelCatalog.model(named: Self.model).shape, limits: Self.setup(.decode).coreLimits, threads: 1, seed: Self.seed)
    #expect(run.outputs.map(\.request) == Array(0..<8))
    for (request, tokens) in run.outputs {
      let prompt = PromptText.tokens(
        of: request, Self.arrivals[request], blockTokens: 16, vocabulary: engine.model.vocabularySize, seed: Self.seed)
      let alone = try HandOverCheck.tokens(after: prompt, count: Self.arrivals[request].outputTokens, on: engine)
      #expect(tokens == alone, "request \(request)")
    }
    pair.end()
    #expect(launcher.areGone)
  }

  @Test(arguments: [EngineRole.prefill, .decode])
  func `a process that dies in the middle is told of, and none is left behind`(role: EngineRole) throws {
    let launcher = Launcher()
    let pair = try EnginePair(launcher, setup: Self.setup, progress: StudyProgress())
    defer { pair.end() }
    let victim = launcher.processes.withLock { $0[role == .prefill ? 0 : 1] }
    // The load would go on for an hour.
    var arrivals = Self.arrivals
    arrivals.append(Arrival(time: Instant(.seconds(3600)), promptTokens: 20, outputTokens: 4))
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.6)
      kill(victim, SIGKILL)
    }
    var error: InputError?
    do {
      _ = try pair.serve(arrivals, scheduler: "fcfs", clock: Self.clock)
    } catch let thrown as InputError { error = thrown }
    let words = role == .prefill ? "the engine that computes prompts is lost" : "the engine that decodes is lost"
    #expect(error?.description.contains("\(words): process \(victim) was ended by signal 9") == true)
    pair.end()
    #expect(launcher.areGone)
  }

  @Test func `who is no validation cannot have an engine`() throws {
    let result = try Command.inFolder { try $0.run("engine") }
    #expect(result.status == 2 && result.error.contains("'validate' starts this itself"))
  }
}

import Calibration
import Foundation
import Kernel
import Metrics
import Model
import Record
import Serving
import Study
import Testing
import Workload

/// Two executed engines that share the work of requests over sockets, here on threads of one process.
@Suite("Handing over between executed engines")
struct HandOverTests {
  private static let seed: UInt64 = 3
  private static let model = "llama-tiny-1m"

  private static func setup(_ role: EngineRole, kvBlocks: Int = 60) -> EngineSetup {
    EngineSetup(
      role: role, model: model, threads: 1, seed: seed, kvBlocks: kvBlocks, blockTokens: 16, maximumSequences: 8,
      maximumBatchedTokens: 256, maximumSequenceTokens: 256, knownSequences: 40, referenceSteps: nil)
  }

  /// What the engines of a pair are told, and what came of it.
  private static func served(_ arrivals: [Arrival], scheduler: String, kvBlocks: Int = 60) throws -> DisaggregatedRun {
    let pair = try EnginePair(EngineThreads(), setup: { setup($0, kvBlocks: kvBlocks) }, progress: StudyProgress())
    defer { pair.end() }
    return try pair.serve(arrivals, scheduler: scheduler, clock: EngineThreads.clock)
  }

  private static let arrivals = (0..<24).map { index in
    Arrival(time: Instant(.milliseconds(Int64(index))), promptTokens: 20 + index * 7 % 90, outputTokens: 1 + index * 11 % 40)
  }

  private static func tokensOfOneEngine(_ request: Int) throws -> [Int32] {
    let engine = try ExecutedEngine(
      model: ModelCatalog.model(named: model).shape, limits: setup(.decode).coreLimits, threads: 1, seed: seed)
    let prompt = PromptText.tokens(
      of: request, arrivals[request], blockTokens: 16, vocabulary: engine.model.vocabularySize, seed: seed)
    return try HandOverCheck.tokens(after: prompt, count: arrivals[request].outputTokens, on: engine)
  }

  @Test("tokens decoded after a hand-over are those of one engine that does both, token for token", arguments: ["fcfs", "sarathi"])
  func tokens(scheduler: String) throws {
    let run = try Self.served(Self.arrivals, scheduler: scheduler)
    #expect(run.outputs.map(\.request) == Array(0..<24))
    for (request, tokens) in run.outputs {
      let expected = try Self.tokensOfOneEngine(request)
      #expect(tokens == expected, "request \(request)")
    }
  }

  @Test("every request is told of once, with its times in order, and the sums are those of the load")
  func records() throws {
    // Room for all of them, so that none is computed anew.
    let run = try Self.served(Self.arrivals, scheduler: "sarathi", kvBlocks: 300)
    let metrics = RunMetrics()
    run.tell(metrics)
    let outcome = run.outcome(idleWatts: 1)
    let handedOver = Self.arrivals.count { $0.outputTokens > 1 }
    #expect(outcome.arrived == 24 && outcome.finished == 24 && outcome.unfinished == 0)
    #expect(outcome.outputTokens == Self.arrivals.reduce(0) { $0 + $1.outputTokens })
    #expect(outcome.replicas.map(\.handOversOut) == [handedOver, 0] && outcome.replicas.map(\.handOversIn) == [0, handedOver])
    #expect(outcome.replicas[0].decodeTokens == 0 && outcome.replicas[1].prefillTokens == 0)
    #expect(outcome.handOvers.count == handedOver)
    #expect(run.records.map(\.request).sorted() == Array(0..<24))
    for record in run.records {
      #expect(record.arrival == Self.arrivals[record.request].time && record.arrival <= record.firstScheduled)
      #expect(record.firstScheduled < record.firstToken && record.firstToken <= record.finish)
      #expect(record.prefillReplica == (Self.arrivals[record.request].outputTokens > 1 ? 0 : nil))
    }
  }

  @Test("bytes handed over are those of the KV blocks")
  func bytes() throws {
    let run = try Self.served(Self.arrivals, scheduler: "fcfs")
    let shape = try ModelCatalog.model(named: Self.model).shape
    let perToken = 4 * shape.layers * shape.keyValueValuesPerTokenPerLayer
    let expected = Self.arrivals.filter { $0.outputTokens > 1 }.reduce(0) { $0 + ($1.promptTokens + 15) / 16 * 16 * perToken }
    #expect(run.outcome(idleWatts: 0).handOvers.bytes == expected)
  }

  @Test("KV waits for room where the decoding engine is full, and requests that lose their place there are computed anew")
  func pressure() throws {
    let run = try Self.served(Self.arrivals, scheduler: "sarathi", kvBlocks: 14)
    #expect(run.records.count == 24)
    for (request, tokens) in run.outputs {
      let expected = try Self.tokensOfOneEngine(request)
      #expect(tokens == expected, "request \(request)")
    }
  }

  @Test("the link between two engines is measured with KV of several sizes")
  func link() throws {
    let pair = try EnginePair(EngineThreads(), setup: { Self.setup($0) }, progress: StudyProgress())
    defer { pair.end() }
    let samples = try pair.probe()
    #expect(Set(samples.map(\.bytes)).count > 2 && samples.allSatisfy { $0.seconds > 0 })
    let link = try MeasuredLink(samples)
    #expect(link.bytesPerSecond > 0 && link.latency >= .zero)
    // It serves after it was measured.
    let run = try pair.serve(Self.arrivals, scheduler: "fcfs", clock: EngineThreads.clock)
    #expect(run.records.count == 24)
  }

  @Test("a line through samples is found, and one that would begin below zero begins there")
  func line() throws {
    let exact = try MeasuredLink([1, 2, 4].map { .init(bytes: $0 * 1000, seconds: 0.5 + Double($0)) })
    #expect(abs(exact.bytesPerSecond - 1000) < 1e-6 && abs(exact.latency.seconds - 0.5) < 1e-9)
    let steep = try MeasuredLink([1, 2].map { .init(bytes: $0, seconds: Double($0 * $0)) })
    #expect(steep.latency == .zero && steep.bytesPerSecond == 0.5)
    #expect(throws: InputError.self) { try MeasuredLink([]) }
  }

  @Test("an engine that cannot be what it is to be says why, and both are gone")
  func refusal() throws {
    var error: InputError?
    do {
      _ = try EnginePair(
        EngineThreads(),
        setup: { role in
          var setup = Self.setup(role)
          if role == .decode { setup.blockTokens = 15 }
          return setup
        }, progress: StudyProgress())
    } catch let thrown as InputError { error = thrown }
    #expect(error?.description.contains("the engine that decodes is lost") == true)
    #expect(error?.description.contains("block_tokens is 15") == true)
  }

  @Test("frames that are none are refused")
  func frames() throws {
    let head = EngineFrame(.offer, [1, 2, 3]).head
    #expect(try EngineFrame.read(head: head[...]) == (.offer, 3))
    #expect(throws: InputError.self) { try EngineFrame.read(head: [200] + head.dropFirst()) }
    #expect(throws: InputError.self) { try EngineFrame.read(head: head.dropLast()) }
    #expect(throws: InputError.self) { try EngineFrame.read(head: [head[0]] + Array(repeating: 255, count: 8)) }
    #expect(throws: InputError.self) { try KeyValueFrame(EngineFrame(.keyValues, Array(repeating: 0, count: 15))) }
    #expect(throws: InputError.self) { try KeyValueFrame(EngineFrame(.keyValues, Array(repeating: 9, count: 40))) }
    let frame = KeyValueFrame(request: 7, tokens: [1, -2, 1 << 20], keyValues: [9, 8])
    let again = try KeyValueFrame(frame.frame)
    #expect(again.request == 7 && again.tokens == frame.tokens && again.keyValues == [9, 8])
    #expect(try EngineFrame(.room, number: -5).number() == -5)
    #expect(throws: InputError.self) { try EngineFrame(.room, [1]).number() }
  }
}

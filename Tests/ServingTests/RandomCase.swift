import Kernel
import Record
import Serving
import Workload

/// A small random scenario: few sequences, little memory, odd blocks, bursts, one to three replicas.
struct RandomCase: CustomStringConvertible {
  var rules: Rules
  var arrivals: [Arrival]

  /// The case `number` of the family `name`: the same in every process.
  init(_ number: Int, of name: String, scheduler: String, routers: [String] = ["round_robin", "least_requests", "least_tokens"]) {
    var stream = RandomStream(seed: 7, name: name, substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    rules = Rules(scheduler: scheduler)
    rules.router = routers[draw(0...(routers.count - 1))]
    rules.replicas = draw(1...3)
    rules.blockTokens = draw(1...5)
    rules.maximumSequences = draw(1...6)
    // Two thirds of the cases have room for the longest prompt whole, as policies without chunks need.
    rules.budget = draw(6...20) + (draw(0...2) == 0 ? 0 : 60)
    rules.kvBlocks = draw(15...90)
    rules.watermark = draw(0...2)
    (rules.base, rules.perToken, rules.perContext) = (Int64(draw(1...200)), Int64(draw(0...20)), Int64(draw(0...3)))
    if draw(0...2) == 0 {
      for _ in 0..<draw(1...3) {
        rules.cappedGroups.append(.init(readCap: draw(1...30), perContextToken: Duration(picoseconds: Int64(draw(0...3)))))
      }
    }
    var time: Int64 = 0
    arrivals = (0..<draw(1...25)).map { _ in
      time += Int64(draw(0...1) * draw(0...2000))
      return Arrival(time: Instant(picoseconds: time), promptTokens: draw(1...30), outputTokens: draw(1...40))
    }
    choosePolicy(number, of: name)
  }

  /// Parameters, classes and limits that fit the policy.
  private mutating func choosePolicy(_ number: Int, of name: String) {
    var stream = RandomStream(seed: 8, name: name, substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    func time() -> Duration { Duration(picoseconds: Int64(draw(0...3) * draw(0...3000))) }
    rules.oracle = draw(0...1) == 0
    if draw(0...2) > 0 {
      rules.classes = (0...draw(0...2)).map { number in
        RequestClass(
          name: "class \(number)", share: Double(draw(1...4)), priority: draw(0...3),
          firstTokenDue: draw(0...1) == 0 ? nil : Duration(picoseconds: Int64(draw(1...9000))))
      }
    }
    switch rules.scheduler {
    case "faster_transformer", "orca", "temporal_fusion":
      rules.modelTokens = min(draw(20...75), rules.kvBlocks * rules.blockTokens)
      if rules.scheduler == "temporal_fusion" {
        rules.schedulerParameters = ["max_concurrency": .count(draw(1...5)), "max_sequence_tokens": .tokens(draw(0...1) * draw(20...75))]
        if rules.schedulerParameters["max_sequence_tokens"]! != .tokens(0) {
          rules.modelTokens = min(75, rules.kvBlocks * rules.blockTokens)
        }
      } else if draw(0...1) == 0 {
        rules.modelTokens = 1_000_000
        rules.schedulerParameters = ["max_output_tokens": .tokens(draw(10...45))]
      }
    case "sarathi_fixed":
      rules.schedulerParameters = [
        "chunk_tokens": .tokens(draw(rules.maximumSequences...12)), "chunk_holds_decodes": .flag(draw(0...1) == 0),
      ]
    case "splitwise":
      rules.schedulerParameters = ["prompt_tokens": .tokens(draw(3...60)), "patience": .count(draw(1...4))]
    case "priority": rules.schedulerParameters = ["aging": .duration(time())]
    case "batchllm":
      func on() -> Bool { draw(0...2) > 0 }
      rules.schedulerParameters = [
        "group": .flag(on()), "order": .flag(on()), "memory_centric": .flag(on()), "shared_attention": .flag(on()),
        "expected_output_tokens": .tokens(draw(1...40)), "max_kv_usage": .number(on() ? 1 : 0.4),
        "token_batching_degree": .count(draw(0...4)),
      ]
    case "earliest_deadline": rules.schedulerParameters = ["ttft": .duration(time())]
    default: break
    }
  }

  /// The same case under random rules of the engine: some plan ahead, some take time at the door, some share prompts, of
  /// which there are a few families here, or take their blocks chunk by chunk.
  func underEngineRules(_ number: Int, sharing: Bool? = nil) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "engine rules", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    func delay() -> Duration { Duration(picoseconds: draw(0...1) == 0 ? 0 : Int64(draw(1...900))) }
    copy.rules.engine = EngineRules(
      asynchronousScheduling: draw(0...1) == 0, frontEndDelay: delay(), frontEndService: delay(),
      deliveryDelay: delay(),
      prefixCaching: sharing ?? (draw(0...2) > 0), reservesWholePrompt: draw(0...1) == 0, admissionNeedsWholePrompt: draw(0...1) == 0)
    if draw(0...1) == 0 {
      copy.rules.engine.swapSpace = SwapSpace(
        blocks: draw(0...40), bytesPerBlock: draw(1...9), timePerBlock: Duration(picoseconds: Int64(draw(0...30))),
        latency: Duration(picoseconds: Int64(draw(0...200))))
    }
    // A stream of its own, so that all else of a case is what it was before there was such a start.
    var starts = RandomStream(seed: 7, name: "cold starts", substream: UInt64(number))
    if starts.integer(below: 2) == 0 { copy.rules.engine.coldStart = Duration(picoseconds: Int64(1 + starts.integer(below: 3000))) }
    var receipts = RandomStream(seed: 7, name: "receipts", substream: UInt64(number))
    if receipts.integer(below: 3) == 0 { copy.rules.engine.receiveInterval = 2 + receipts.integer(below: 9) }
    // So are weights on the host, for which some iterations of a third of the cases wait.
    var loads = RandomStream(seed: 7, name: "weights on the host", substream: UInt64(number))
    if loads.integer(below: 3) == 0 {
      (copy.rules.leastTime, copy.rules.exposedTime) = (Int64(loads.integer(below: 500)), Int64(loads.integer(below: 40)))
    }
    copy.rules.promptBlockTokens = copy.rules.blockTokens * draw(1...3)
    copy.rules.perLead = Int64(draw(0...2))
    copy.rules.perCached = Int64(draw(0...2))
    if ReferenceSimulator.isStallFree(copy.rules.scheduler) && draw(0...1) == 0 { copy.rules.maximumChunk = draw(1...8) }
    let (families, alone) = (draw(1...3), draw(0...10))
    for index in copy.arrivals.indices where draw(0...9) > 0 {
      let (prompt, family, common) = (copy.arrivals[index].promptTokens, draw(1...families), draw(0...30))
      // A last identity for a block that the prompt does not fill may or may not be there.
      let blocks = (prompt + draw(0...1) * (copy.rules.promptBlockTokens - 1)) / copy.rules.promptBlockTokens
      copy.arrivals[index].blockHashes = (0..<blocks).map { block in
        UInt64(block < common && family > alone / 8 ? 1000 * family + block : 1_000_000 + 1000 * index + block)
      }
    }
    if copy.rules.engine.prefixCaching {
      copy.rules.engine.prefixes = Self.prefixRules(number, parts: copy.rules.promptBlockTokens / copy.rules.blockTokens)
    }
    return copy
  }

  /// Half of the cases evict by worth, and half have tiers below, of which one may be missing.
  private static func prefixRules(_ number: Int, parts: Int) -> PrefixRules {
    var stream = RandomStream(seed: 7, name: "prefix rules", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    func tier() -> PrefixTier { PrefixTier(blocks: draw(1...40) + parts - 1, timePerBlock: Duration(picoseconds: Int64(draw(1...60)))) }
    var rules = PrefixRules()
    if draw(0...1) == 0 { rules.eviction = .popularityCost(agingThousandths: Int64(draw(0...2) * 500)) }
    if draw(0...1) == 0 { return rules }
    let which = draw(0...2)
    if which != 0 { rules.host = tier() }
    if which != 1 { rules.remote = tier() }
    rules.loading = draw(0...1) == 0 ? .always : .whenFaster
    rules.overlappedLayers = draw(0...1) == 0 ? nil : draw(1...8)
    return rules
  }

  /// The same case on a pipeline with two to four micro-batches in flight, in as many stages or more.
  func inPipeline(_ number: Int) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "pipeline", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    copy.rules.lanes = draw(2...4)
    copy.rules.stages = copy.rules.lanes + draw(0...1)
    (copy.rules.stageLead, copy.rules.hop) = (Int64(draw(0...30)), Int64(draw(0...5)))
    // What policies set aside for one request must be there in each lane.
    let least = Rules.reserving.contains(copy.rules.scheduler) ? (75 + copy.rules.blockTokens - 1) / copy.rules.blockTokens : 15
    copy.rules.kvBlocks = copy.rules.lanes * draw(least...(least + 25))
    (copy.rules.engine.prefixes.host, copy.rules.engine.prefixes.remote) = (nil, nil)
    return copy
  }

  var description: String {
    "\(rules): " + arrivals.map { "\($0.time.picoseconds)/\($0.promptTokens)/\($0.outputTokens)" }.joined(separator: " ")
  }
}

import Kernel
import Testing
import Workload

@Suite("Inputs that come in piece by piece, and prompts alone") struct InputStreamTests {
  private static let inputs: [Arrival] = (0..<9).map { (number: Int) -> Arrival in
    let tokens = 10 + 37 * number
    let blocks = (0..<(tokens / 16)).map { (block: Int) -> UInt64 in UInt64(block < 2 ? block : 100 * number + block) }
    return Arrival(time: seconds(0.4 * Double(number / 2)), promptTokens: tokens, outputTokens: 2 + number, blockHashes: blocks)
  }

  private func streamed(_ arrivals: [Arrival], _ rules: InputStreams, told: Bool = true) throws -> [Arrival] {
    let scratch = try Scratch()
    let rows = arrivals.map { (arrival: Arrival) -> String in
      let blocks = arrival.blockHashes.map { "\($0)" }.joined(separator: ", ")
      return
        #"{"timestamp": \#(Int(arrival.time.seconds * 1000)), "input_length": \#(arrival.promptTokens), "output_length": \#(arrival.outputTokens), "hash_ids": [\#(blocks)]}"#
    }
    let plain = arrivals.map { (arrival: Arrival) -> String in "\(arrival.time.seconds),\(arrival.promptTokens),\(arrival.outputTokens)" }
    let path =
      told
      ? try scratch.file(rows.joined(separator: "\n") + "\n", named: "t.jsonl")
      : try scratch.file("arrival_s,prompt_tokens,output_tokens\n" + plain.joined(separator: "\n") + "\n")
    let workload = WorkloadSpecification(origin: .trace(path: path, blockTokens: told ? 16 : nil), transforms: [.stream(rules)])
    try workload.validate()
    #expect(try workload.blockTokens() == (told || !rules.reencodes ? 16 : nil))
    return try all(workload.makeSource(seed: 1))
  }

  /// All pieces of all inputs in the order in which they come, those of one time in that of their inputs.
  private func pieces(_ arrivals: [Arrival], _ rules: InputStreams) -> [Arrival] {
    var pieces: [(input: Int, piece: Arrival)] = []
    for (number, arrival) in arrivals.enumerated() {
      var come = 0
      while come < arrival.promptTokens {
        var piece = arrival
        piece.time = arrival.time + rules.interval * (come / rules.chunkTokens)
        come = min(come + rules.chunkTokens, arrival.promptTokens)
        piece.promptTokens = come
        if come < arrival.promptTokens { (piece.outputTokens, piece.marks) = (1, [.promptOnly, .inputPart]) }
        piece.blockHashes = rules.reencodes ? [] : Array(arrival.blockHashes.prefix(come / 16))
        pieces.append((number, piece))
      }
    }
    return pieces.sorted { (one: (input: Int, piece: Arrival), other: (input: Int, piece: Arrival)) -> Bool in
      (one.piece.time, one.input) < (other.piece.time, other.input)
    }.map(\.piece)
  }

  @Test(
    "the pieces of all inputs come in order of time, each with all before it, the last with the output", arguments: [1, 7, 16, 50, 1000])
  func order(chunk: Int) throws {
    for interval in [Duration.zero, .milliseconds(50), .milliseconds(400), .seconds(3)] {
      for reencodes in [false, true] {
        let rules = InputStreams(chunkTokens: chunk, interval: interval, reencodes: reencodes)
        let (found, expected) = (try streamed(Self.inputs, rules), pieces(Self.inputs, rules))
        if interval > .zero {
          #expect(found == expected, "\(rules)")
        } else {
          // At one time an input's pieces follow each other.
          #expect(found.count == expected.count && found.allSatisfy { expected.contains($0) })
        }
        #expect(found.count { !$0.marks.contains(.inputPart) } == Self.inputs.count)
      }
    }
  }

  @Test("inputs of which nothing is told get identities of their own, and their pieces share them") func identities() throws {
    let rules = InputStreams(chunkTokens: 40, interval: .milliseconds(10))
    let found = try streamed(Self.inputs, rules, told: false)
    for input in Self.inputs where input.promptTokens > 40 {
      let last = try #require(found.first { $0.outputTokens == input.outputTokens && !$0.marks.contains(.inputPart) })
      #expect(last.blockHashes.count == input.promptTokens / 16)
      let parts = found.filter { $0.marks.contains(.inputPart) && $0.blockHashes.first == last.blockHashes.first }
      #expect(parts.count == (input.promptTokens - 1) / 40)
      for part in parts { #expect(part.blockHashes == Array(last.blockHashes.prefix(part.promptTokens / 16))) }
    }
    let blocks = found.filter { !$0.marks.contains(.inputPart) }.flatMap(\.blockHashes)
    #expect(Set(blocks).count == blocks.count, "no two inputs share a block")
  }

  @Test("an input of one piece is the request that it was") func neutral() throws {
    #expect(try streamed(Self.inputs, InputStreams(chunkTokens: 10_000, interval: .seconds(1))) == Self.inputs)
  }

  @Test("a prompt alone has an output of one row, and its own length") func promptOnly() throws {
    let prompts = try all(PromptsOnly(ArrivalList(Self.inputs)))
    #expect(prompts.map(\.promptTokens) == Self.inputs.map(\.promptTokens))
    #expect(prompts.allSatisfy { $0.outputTokens == 1 && $0.marks == .promptOnly })
    // Scaled afterwards there is still no output.
    let scaled = try all(ScaledTokens(PromptsOnly(ArrivalList(Self.inputs)), by: TokenScale(output: 4.5), blockTokens: 16))
    #expect(scaled.allSatisfy { $0.outputTokens == 1 })
  }

  @Test("streams that are none, and those beside what they exclude, are refused by name") func refusals() throws {
    refused("pieces of 0 tokens") { try InputStreams(chunkTokens: 0, interval: .zero).validate() }
    refused("comes before") { try InputStreams(chunkTokens: 1, interval: Duration(picoseconds: -1)).validate() }
    refused("blocks of 0") { try InputStreams(chunkTokens: 1, interval: .zero, blockTokens: 0).validate() }
    refused("106 days") { try self.streamed(Self.inputs, InputStreams(chunkTokens: 1, interval: .seconds(8_000_000))) }
    let lengths = LengthModel.independent(prompt: .constant(5_000_000), output: .constant(5))
    let origin = WorkloadOrigin.synthetic(arrivals: .atOnce, lengths: lengths, requests: 3)
    let stream = WorkloadTransform.stream(InputStreams(chunkTokens: 1, interval: .zero))
    refused("closed loop of inputs") { try WorkloadSpecification(origin: origin, transforms: [stream], concurrency: 2).validate() }
    refused("at most 1000000 pieces") { try all(WorkloadSpecification(origin: origin, transforms: [stream]).makeSource(seed: 1)) }
  }
}

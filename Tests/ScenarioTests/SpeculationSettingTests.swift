import Hardware
import Kernel
import Model
import Scenario
import Serving
import Testing

/// What a scenario says of speculation, and what comes of it.
@Suite struct SpeculationSettingTests {
  private static func read(_ speculation: String, _ assignments: [String] = []) throws -> Scenario {
    let text = """
      model: llama-3.1-8b
      accelerator: h100-sxm
      calibration: roofline
      speculation: \(speculation)
      workload:
        prompt: {distribution: uniform, from: 100, to: 2000}
        output: {distribution: uniform, from: 20, to: 300}
        arrivals: {process: poisson, rate: 10 req/s}
        requests: 100

      """
    return try Scenario.read(text, file: "s.yaml", assignments: assignments + ["name=s"])
  }

  private static func message(_ speculation: String, _ assignments: [String] = []) -> String {
    do {
      _ = try read(speculation, assignments).cluster()
      return "nothing"
    } catch { return "\(error)" }
  }

  private static let heads = "{draft: heads, tokens: 3, acceptance: {by_position: [0.66, 0.64, 0.63], spread: 0.2}}"

  @Test func `settings become rules, and the resolved scenario is the same one`() throws {
    let scenario = try Self.read(Self.heads)
    let rules = try #require(try scenario.cluster().pools[0].replica.speculation)
    #expect(rules.tokens == 3 && rules.depth == 3 && rules.classes.count == 8 && rules.length == .fixed)
    #expect(abs(AcceptanceModel.mean(of: rules.classes, depth: 3) - 2.35) < 0.03)
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    #expect(try Self.read("none").cluster().pools[0].replica.speculation == nil)
  }

  @Test func `lengths by the batch are read in order`() throws {
    let text = "{draft: ngram, tokens: 5, acceptance: {emitted: 1.4}, by_batch: [{sequences: 8, tokens: 5}, {sequences: 64, tokens: 0}]}"
    let rules = try #require(try Self.read(text).cluster().pools[0].replica.speculation)
    #expect(
      rules.length == .byBatch([.init(sequences: 8, tokens: 5), .init(sequences: 64, tokens: 0)], hysteresisPermille: 125))
  }

  @Test func `a draft takes memory from the KV cache, and the host none`() throws {
    func tokens(_ speculation: String) throws -> Int { try Self.read(speculation).deployments()[0].deployment.memory.keyValueTokens }
    let plain = try tokens("none")
    let (layer, model) = (
      try tokens(Self.heads), try tokens("{draft: model, model: llama-3.2-1b, tokens: 3, acceptance: {rate: 0.6}}")
    )
    #expect(try tokens("{draft: ngram, tokens: 3, acceptance: {rate: 0.1}}") == plain)
    #expect(try tokens("{draft: self, draft_context: 256, tokens: 3, acceptance: {rate: 0.8}}") == plain)
    #expect(plain > layer && layer > model)
  }

  @Test(
    arguments: [
      ("{draft: heads, tokens: 3}", "how much of a draft is right is not said"),
      ("{draft: heads, tokens: 3, acceptance: {rate: 0.5, emitted: 2}}", "is said twice, by rate and emitted"),
      ("{draft: heads, tokens: 3, acceptance: {rate: 1.5}}", "rate"),
      ("{draft: heads, tokens: 2, acceptance: {by_position: [0.5, 0.5, 0.5]}}", "has 3 places"),
      ("{draft: heads, tokens: 2, acceptance: {by_position: [0.5, much]}}", "'much' is no share"),
      ("{draft: heads, tokens: 2, acceptance: {emitted: 3.5}}", "emit 3 tokens at most"),
      ("{draft: model, model: qwen2.5-7b, tokens: 2, acceptance: {rate: 0.5}}", "vocabulary of 152064"),
      ("{draft: heads, tokens: 2, depth: 3, acceptance: {rate: 0.5}}", "3 deep"),
      ("{draft: heads, tokens: 2, acceptance: {rate: 0.5}, by_batch: [{sequences: 4, tokens: 3}]}", "drafts of 3 tokens"),
      ("{draft: heads, tokens: 65, acceptance: {rate: 0.5}, by_batch: best}", "the best length of drafts of up to 65 tokens"),
      ("{draft: oracle, tokens: 2}", "unknown draft 'oracle'"),
      ("{draft: ngram, passes: 2, tokens: 2, acceptance: {rate: 0.5}}", "ngram has none"),
    ])
  func `what cannot be is refused with what would be right`(speculation: String, words: String) {
    let message = Self.message(speculation)
    #expect(message.contains(words) && message.contains("s.yaml:"), "\(message)")
  }

  @Test(
    arguments: [
      ("scheduler=orca", "sets KV aside by length"), ("parallel.feed_forward.groups=1", "'parallel.feed_forward' beside 'speculation'"),
      ("scheduler=batchllm", "shared prefixes"), ("parallel.pipeline=2", "pipeline stages"),
      ("parallel.context=2", "several accelerators divide"), ("model=gpt-oss-20b", "parts of the context"),
    ])
  func `a pair that has no rule is refused by name`(assignment: String, words: String) {
    let message = Self.message(Self.heads, [assignment])
    #expect(message.contains(words) && message.contains("speculation"), "\(message)")
  }

  @Test func `an engine that sets whole outputs aside has room for drafts behind them`() throws {
    let scenario = try Scenario.read(minimal + "engine: {preset: tensorrt-llm-1.2}\nspeculation: " + Self.heads + "\n", file: "s.yaml")
    let cluster = try scenario.cluster()
    #expect(cluster.pools[0].replica.rules.reservesOutput && cluster.pools[0].replica.speculation != nil)
  }

  @Test func `pools that hand over to each other draft alike`() {
    let pools = "pools=[{name: p, role: prefill, replicas: 1, speculation: none}, {name: d, role: decode, replicas: 1}]"
    #expect(Self.message(Self.heads, [pools, "network.port_link=infiniband-ndr"]).contains("different drafts"))
  }
}

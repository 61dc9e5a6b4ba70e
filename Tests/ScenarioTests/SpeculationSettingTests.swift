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
      ("{draft: heads, tokens: 2, acceptance: {shares: [0.5, 0.2]}}", "make up 0.7"),
      ("{draft: heads, tokens: 2, acceptance: {shares: [0.5, half]}}", "'half' is no share of steps"),
      ("{draft: heads, tokens: 1, acceptance: {shares: [0.5, 0.2, 0.3]}}", "3 shares of steps"),
      ("{draft: heads, tokens: 2, acceptance: {rate: 0.5, dataset: gsm8k}}", "no effect without a profile"),
      ("{draft: heads, tokens: 2, acceptance: {profile: nowhere.csv}}", "nowhere.csv"),
      ("{draft: heads, tokens: 3, depth: 2, kv: one, acceptance: {rate: 0.5}}", "beside a tree"),
      ("{draft: heads, tokens: 3, kv: one, acceptance: {rate: 0.5}, by_batch: best}", "lengths that go by the batch"),
      ("{draft: heads, tokens: 3, placement: same, acceptance: {rate: 0.5}}", "unknown key 'placement' of draft 'heads'"),
      ("{draft: ngram, tokens: 3, kv: one, acceptance: {rate: 0.5}}", "unknown key 'kv' of draft 'ngram'"),
      ("\(elsewhere("{accelerator: l40s}"))", "speculation.placement.link"),
      ("\(elsewhere("{accelerator: l41s, link: pcie-5}"))", "l40s"),
      ("\(elsewhere("{accelerator: t4, link: pcie-5}"))", "hold KV of"),
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

  private static func elsewhere(_ placement: String) -> String {
    "{draft: model, model: llama-3.2-1b, tokens: 3, placement: \(placement), acceptance: {rate: 0.6}}"
  }

  @Test func `a draft on accelerators of its own leaves the model's memory alone, and its watts and price are counted`() throws {
    func deployment(_ speculation: String) throws -> Deployment { try Self.read(speculation).deployments()[0].deployment }
    let plain = try deployment("none")
    let same = try deployment("{draft: model, model: llama-3.2-1b, tokens: 3, acceptance: {rate: 0.6}}")
    let other = try deployment(Self.elsewhere("{accelerator: h100-sxm, link: pcie-5}"))
    #expect(other.memory == plain.memory && same.memory.kvBlocks < plain.memory.kvBlocks)
    #expect(other.accelerators == 2 && other.idleWatts == 2 * plain.idleWatts && other.dollarsPerHour == 2 * plain.dollarsPerHour)
    #expect(try #require(other.draftMemory).weightBytes > 2_000_000_000 && same.draftMemory == nil)
    #expect(other.keyValueBytes == plain.keyValueBytes)
  }

  @Test(
    arguments: [
      ("engine.preemption=swap", "'engine.preemption: swap'"), ("engine.host_cache=20 GB", "'engine.host_cache'"),
    ])
  func `a draft elsewhere is refused where KV leaves the accelerators`(assignment: String, words: String) {
    let message = Self.message(Self.elsewhere("{accelerator: h100-sxm, link: pcie-5}"), [assignment])
    #expect(message.contains(words) && message.contains("s.yaml:"), "\(message)")
  }

  private static let classes = "workload.classes=[{name: chat, acceptance: {rate: 0.3}}, {name: code, share: 3}]"

  @Test func `classes of requests have acceptances of their own`() throws {
    let scenario = try Self.read(Self.heads, [Self.classes])
    let rules = try #require(try scenario.cluster().pools[0].replica.speculation)
    #expect(rules.requestClasses.map(\.share) == [1, 3] && rules.requestClasses[1].classes == nil)
    let own = try #require(rules.requestClasses[0].classes)
    #expect(own.count == 1 && abs(AcceptanceModel.mean(of: own, depth: 3) - 1.417) < 0.02)
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    #expect(Self.message("none", [Self.classes]).contains("a pool drafts nothing"))
    let all = "workload.classes=[{name: chat, acceptance: {rate: 0.3}}, {name: code, acceptance: {emitted: 2}}]"
    #expect(Self.message(Self.heads, [all]).contains("nothing goes by this"))
    #expect(try Self.read("{draft: heads, tokens: 3}", [all]).cluster().pools[0].replica.speculation?.requestClasses.count == 2)
    #expect(Self.message("{draft: heads, tokens: 3}", [Self.classes]).contains("is not said"))
  }

  @Test func `a profile is read by data set and method`() throws {
    let table = """
      dataset,method,draft_tokens,share_emit_1,share_emit_2,share_emit_3
      math,ngram,1,0.9,0.1,
      math,ngram,2,0.92,0.03,0.05
      math,eagle,2,0.3,0.3,0.4
      chat,ngram,2,0.8,0.1,0.1

      """
    let folder = try ScenarioFolder([
      "s.yaml": minimal + "speculation: {draft: ngram, tokens: 2, acceptance: {profile: t.csv}}\n", "t.csv": table,
      "d.yaml": minimal + "speculation: {draft: ngram, tokens: 2, acceptance: {profile: t.csv, dataset: math}}\n",
      "m.yaml": minimal + "speculation: {draft: ngram, tokens: 2, acceptance: {profile: t.csv, dataset: math, method: ngram}}\n",
      "n.yaml": minimal + "speculation: {draft: ngram, tokens: 2, acceptance: {profile: t.csv, dataset: news, method: ngram}}\n",
      "l.yaml": minimal + "speculation: {draft: ngram, tokens: 5, acceptance: {profile: t.csv, dataset: math, method: ngram}}\n",
    ])
    func fault(_ name: String) -> String {
      do {
        _ = try folder.load(name).cluster()
        return ""
      } catch { return "\(error)" }
    }
    #expect(fault("s.yaml").contains("one of 'math', 'chat'") && fault("d.yaml").contains("one of 'ngram', 'eagle'"))
    #expect(fault("n.yaml").contains("no row whose dataset is 'news'") && fault("l.yaml").contains("up to 2 tokens"))
    let classes = try #require(try folder.load("m.yaml").cluster().pools[0].replica.speculation).classes
    #expect(abs(AcceptanceModel.mean(of: classes, depth: 2) / 1.13 - 1) < 1e-3)
    #expect(abs(AcceptanceModel.mean(of: classes, depth: 1) / 1.1 - 1) < 1e-3)
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

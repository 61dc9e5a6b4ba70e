import Hardware
import Kernel
import Model
import Scenario
import Testing

@Suite("What is read and kept of KV, as a scenario says it")
struct KVSettingTests {
  private func error(_ text: String) -> String {
    do {
      _ = try Scenario.read(minimal + text, file: "s.yaml").cluster()
      return ""
    } catch { return error.description }
  }

  private func pool(_ text: String) throws -> Scenario.DeployedPool { try Scenario.read(minimal + text, file: "s.yaml").deployments()[0] }

  @Test("budgets reach the blocks, the reads and what moving costs, and prompts are shared no more where the engine shares them by itself")
  func budgets() throws {
    let replica = try Scenario.read(minimal + "kv: {keep: {fraction: 20 %, sinks: 4}}\n", file: "s.yaml").cluster().pools[0].replica
    let cap = ContextCap.ofRequest(tokens: 4, promptMillionths: 200_000)
    #expect(replica.kvLayout.keepCaps[1] == cap && replica.costModel.readCaps[1] == cap && replica.kvLayout.hasBudgets)
    #expect(replica.compaction != nil && !replica.rules.prefixCaching)
    let left = try Scenario.read(minimal + "kv: {keep: {tokens: 64}, compact: false}\n", file: "s.yaml").cluster().pools[0].replica
    #expect(left.compaction == nil && !left.kvLayout.compacts)
    let chunks = try Scenario.read(minimal + "kv: {keep: {tokens: 512}, apply: per_chunk}\n", file: "s.yaml").cluster().pools[0].replica
    #expect(chunks.kvLayout.keepCaps[1] == 512 && chunks.compaction?.isOfEveryChunk == true && !chunks.kvLayout.hasBudgets)
  }

  @Test("heads that keep everything let the others forget, and prompts stay shared by them")
  func heads() throws {
    let groups = "kv: {groups: [{share: 25 %}, {share: 75 %, keep: {sinks: 4, recent: 2000}}]}\n"
    let replica = try Scenario.read(minimal + groups + "engine: vllm-0.19\n", file: "s.yaml").cluster().pools[0].replica
    #expect(replica.rules.prefixCaching && replica.kvLayout.blocks.whole == 1 && replica.kvLayout.hasBudgets)
    let narrow = "kv: {groups: [{share: 25 %}, {share: 75 %, keep: {sinks: 4, recent: 2000}, format: int4}], upkeep: 1 ns}\n"
    let made = try pool(narrow).deployment.model.attentionGroups
    #expect(made.map(\.layers) == [8, 24] && made[1].format == .int4)
    #expect(try pool("kv: none\n").deployment.model == pool("").deployment.model)
  }

  @Test("what cannot be is told where it stands, with what would be right")
  func faults() {
    #expect(error("kv: {read: {select: 0}}\n").hasPrefix("s.yaml:4:12: error: a step reads no token"))
    #expect(error("kv: {keep: {sinks: 0}}\n").hasPrefix("s.yaml:4:12: error: no token of a sequence stays"))
    #expect(error("kv: {keep: {tokens: 9}}\n").hasPrefix("s.yaml:4:5: error: a KV budget of 9 tokens is below a block of 16"))
    #expect(error("kv: {scan_bytes: 132 B}\n").hasPrefix("s.yaml:4:18: error: an index is looked through, and nothing is selected by it"))
    #expect(error("kv: {groups: [{share: 50 %}, {share: 40 %, read: {select: 99}}]}\n").contains("come to 0.9"))
    #expect(error("kv: {groups: [{share: 1}], keep: {tokens: 64}}\n").contains("'kv.keep' beside 'kv.groups'"))
    #expect(error("kv: {keep: {fraction: 20 %}, apply: per_step}\n").contains("the whole prompt is not there yet"))
    #expect(error("kv: {keep: {tokens: 64}, read: {select: 32}}\n").contains("'read' beside 'keep'"))
    #expect(error("formats: {kv: int2}\n").hasPrefix("s.yaml:4:15: error: KV in two bits"))
    #expect(error("formats: {kv: int2}\nkv: {upkeep: 10 ns}\n") == "")
    let shared = error("kv: {keep: {tokens: 64}}\nengine: {prefix_caching: true}\n")
    #expect(shared.hasPrefix("s.yaml:5:26: error: prefix caching where 'kv.keep'"))
    #expect(error("kv: {keep: {tokens: 64}}\nengine: {hybrid_kv_cache: false}\n").contains("hybrid_kv_cache: false"))
    #expect(error("kv: {keep: {tokens: 64}}\nscheduler: orca\n").contains("sets KV aside by length"))
    #expect(error("kv: {keep: {tokens: 64}}\nparallel: {context: 2}\n").contains("'kv' beside 'parallel.context'"))
    let drafts = "speculation: {draft: heads, tokens: 3, acceptance: {rate: 70 %}}\n"
    #expect(error("kv: {keep: {tokens: 64}}\n" + drafts).contains("parts of the context"))
    #expect(error("formats: {weights: int2}\n").contains("formats.weights"))
  }
}

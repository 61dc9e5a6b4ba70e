import Hardware
import Kernel
import Scenario
import Serving
import Testing

@Suite("Engines")
struct EngineTests {
  private func replica(_ engine: String) throws -> ReplicaConfiguration {
    try #require(try Scenario.read(minimal + "engine: \(engine)\n", file: "s.yaml").cluster().pools.first).replica
  }

  @Test("a name brings an engine's rules, and one that is not named is the default one")
  func presets() throws {
    let modern = try replica("vllm-0.19")
    #expect(modern.rules.asynchronousScheduling && modern.rules.prefixCaching)
    #expect(!modern.rules.reservesWholePrompt && modern.rules.admissionNeedsWholePrompt)
    #expect(try !replica("vllm-0.15").rules.admissionNeedsWholePrompt)
    #expect(try replica("ideal").rules == EngineRules())
    let unnamed = try Scenario.read(minimal, file: "s.yaml")
    let named = try Scenario.read(minimal + "engine: \(EngineCatalog.defaultName)\n", file: "s.yaml")
    #expect(unnamed.hash == named.hash)
  }

  @Test("single figures are changed without naming the engine, or beside its name")
  func overrides() throws {
    #expect(try replica("{max_sequences: 7, front_end_delay: 3 ms}").rules.frontEndDelay == .milliseconds(3))
    #expect(try replica("{cold_start: 2 s}").rules.coldStart == .seconds(2) && replica("vllm-0.19").rules.coldStart == .zero)
    let changed = try replica("{preset: ideal, prefix_caching: true, delivery_delay: 2 ms}")
    #expect(changed.rules == EngineRules(deliveryDelay: .milliseconds(2), prefixCaching: true))
  }

  @Test("another engine keeps what the scenario gives itself, and every other figure becomes the new engine's")
  func change() throws {
    let base = try Scenario.read(minimal + "engine: {max_sequences: 64}\n", file: "s.yaml")
    for assignment in ["engine=ideal", "engine.preset=ideal", "engine={preset: ideal}"] {
      let changed = try base.changing([assignment])
      #expect(changed.resolvedText.contains("engine:\n  preset: ideal\n"), "\(assignment)")
      #expect(changed.resolvedText.contains("  max_sequences: 64\n"), "\(assignment)")
      #expect(changed.resolvedText.contains("  host_time: 0 s\n"), "\(assignment)")
    }
  }

  @Test("host time makes iterations longer, and padding makes an odd batch cost what the next captured one does")
  func costs() throws {
    func decode(_ engine: String, sequences: Int) throws -> Duration {
      let model = try replica(engine).costModel
      var shape = BatchShape()
      shape.addDecodes(sequences, contextTokens: 100, readCaps: model.readCaps)
      let cost = model.iterationCost(of: shape, chunks: .zero)
      return cost.time(of: shape.decodeContext)
    }
    let plain = try decode("ideal", sequences: 9)
    #expect(try decode("{preset: ideal, host_time: 5 ms}", sequences: 9) - plain == .milliseconds(5))
    let asynchronous = try decode("{preset: ideal, host_time: 1 us, async_scheduling: true}", sequences: 9)
    #expect(asynchronous == plain, "the host hides behind the accelerator")
    #expect(try decode("{preset: ideal, cuda_graph_tokens: 512}", sequences: 9) > plain)
  }

  @Test("layers with a window give blocks back unless the engine cannot, or prompts share blocks that no layer keeps whole")
  func windows() throws {
    func layout(_ model: String, _ engine: String) throws -> KVLayout {
      let text = minimal.replacing("llama-3.1-8b", with: model) + "engine: \(engine)\n"
      return try #require(try Scenario.read(text, file: "s.yaml").cluster().pools.first).replica.kvLayout
    }
    #expect(try layout("llama-3.1-8b", "vllm-0.19") == .plain)
    #expect(try !layout("gemma-3-27b", "vllm-0.19").isPlain)
    #expect(try layout("gemma-3-27b", "{hybrid_kv_cache: false}") == .plain)
    #expect(try layout("mistral-7b-v0.1", "{prefix_caching: true}") == .plain)
    let windows = try layout("mistral-7b-v0.1", "{prefix_caching: false}")
    #expect((windows.blocks.whole, windows.blocks[1], windows.keepCaps[1]) == (0, 1, 4096))
    let tiers = minimal.replacing("llama-3.1-8b", with: "gemma-3-27b") + "engine: {host_cache: 9 GiB}\n"
    do {
      _ = try Scenario.read(tiers, file: "s.yaml").cluster()
      Issue.record("a tier below windows is taken")
    } catch {
      #expect(
        error.description == "s.yaml:4:22: error: a tier of the prefix cache below layers with a window, whose part no tier keeps; "
          + "0 B, or engine.hybrid_kv_cache: false")
    }
  }

  @Test("every preset has every figure, and each names its source")
  func catalog() {
    #expect(EngineCatalog.presets.map(\.name).first == EngineCatalog.defaultName)
    for preset in EngineCatalog.presets {
      #expect(preset.figures.map(\.key) == EngineCatalog.presets[0].figures.map(\.key))
      #expect(preset.figures.allSatisfy { !$0.value.isEmpty && !$0.source.isEmpty && $0.meaning.hasSuffix(".") })
    }
  }

  @Test(
    "a version of vLLM has its preset, or the nearest one, and says which",
    arguments: [
      ("0.19.0", "vllm-0.19", true), ("0.15.1", "vllm-0.15", true), ("0.17.2", "vllm-0.15", true), ("0.12.0", "vllm-0.12", true),
      ("0.11.2", "vllm-0.11", true),
      ("0.10.1", "vllm-0.10", true), ("0.9.2", "vllm-0.10", true), ("0.7.3", "vllm-0.10", false), ("0.14.1", "vllm-0.15", false),
      ("0.20.0", "vllm-0.20", true), ("0.24.0", "vllm-0.20", true), ("0.31.0", "vllm-0.20", false), ("1.0.0", "vllm-0.20", false),
    ])
  func versions(version: String, name: String, isExact: Bool) throws {
    let found = try EngineCatalog.name(forVLLM: version)
    #expect(found.name == name && found.isExact == isExact)
  }

  @Test("a slip is told with what was meant")
  func slips() {
    #expect(
      fault(minimal + "engine: vlm-0.19\n")
        == "s.yaml:4:9: error: unknown engine 'vlm-0.19'; did you mean 'vllm-0.19'? there are vllm-0.19, vllm-0.15, vllm-0.12, vllm-0.10, vllm-0.20, "
        + "sglang-0.5, tensorrt-llm-1.2, vllm-0.11, ideal")
    #expect(
      fault(minimal + "engine: {host_tiem: 1 ms}\n") == "s.yaml:4:10: error: unknown key 'host_tiem' in 'engine'; did you mean 'host_time'?"
    )
    #expect(fault(minimal + "engine: {front_end_delay: 5}\n").contains("'engine.front_end_delay'"))
  }
}

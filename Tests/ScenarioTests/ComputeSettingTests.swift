import Hardware
import Kernel
import Scenario
import Testing

@Suite("Settings of layers that not every token runs")
struct ComputeSettingTests {
  private func error(_ lines: String) -> String {
    do {
      _ = try Scenario.read(minimal + lines, file: "s.yaml").deployments()
      return ""
    } catch { return "\(error)" }
  }

  @Test func `a share of the layers is whole layers of the model, with the KV that they keep`() throws {
    let half = try Scenario.read(minimal + "compute: {prompt_layers: 50 %, layers_per_copy: 2}\n", file: "s.yaml").deployments()[0]
    #expect(half.deployment.options.promptLayers == PromptLayers(whole: 16, layersPerCopy: 2))
    let plain = try Scenario.read(minimal, file: "s.yaml").deployments()[0].deployment
    #expect(4 * half.deployment.keyValueBytesPerToken == 3 * plain.keyValueBytesPerToken)
  }

  @Test func `all layers are what there is without the key`() throws {
    let all = try Scenario.read(minimal + "compute: {prompt_layers: 100 %}\n", file: "s.yaml").deployments()[0].deployment
    let plain = try Scenario.read(minimal, file: "s.yaml").deployments()[0].deployment
    #expect(all.options == plain.options)
    #expect(try Scenario.read(minimal + "compute: none\n", file: "s.yaml").deployments()[0].deployment.options.promptLayers == nil)
  }

  @Test func `what cannot be is told where it stands`() {
    #expect(error("compute: {}\n").contains("s.yaml:4:10: error: missing key 'compute.prompt_layers'"))
    #expect(error("compute: {prompt_layers: 120 %}\n").contains("s.yaml:4:26: error: 'compute.prompt_layers'"))
    #expect(error("compute: {prompt_layers: 50 %, layers_per_copy: 20}\n").hasPrefix("s.yaml:4:10: error: 20 layers with one copy of KV"))
    #expect(error("compute: {prompt_layers: 50 %}\nparallel: {pipeline: 2}\n").hasPrefix("s.yaml:4:10: error: "))
    #expect(error("compute: {prompt_layers: 50 %}\nkv: {read: {select: 999 tokens}, scan_bytes: 9 B}\n").hasPrefix("s.yaml:4:10: error: "))
  }
}

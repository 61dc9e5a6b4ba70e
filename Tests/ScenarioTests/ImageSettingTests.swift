import Kernel
import Model
import Scenario
import Serving
import Testing
import Workload

@Suite("Images and encoders as settings")
struct ImageSettingTests {
  private static func text(
    _ encoder: String, images: String = "{share: 40 %, tokens: 576}", others: String = "", model: String = "llama-3.1-8b"
  ) -> String {
    """
    model: \(model)
    accelerator: h100-sxm
    \(encoder.isEmpty ? "" : "encoder: \(encoder)")
    \(others)
    workload:
      prompt: 100
      output: 10
      arrivals: {process: poisson, rate: 5 req/s}
      requests: 40
      \(images.isEmpty ? "" : "images: \(images)")
    """
  }

  private static func read(_ text: String) throws -> Scenario { try Scenario.read(text, file: "images.yaml") }

  private static func refusal(_ text: String) -> InputError? {
    do {
      _ = try read(text).cluster()
      return nil
    } catch { return error as? InputError }
  }

  @Test func `say what requests show, and what encodes it and keeps it`() throws {
    let scenario = try Self.read(
      Self.text(
        "{model: clip-vit-l-336, cache: 2 GB}",
        images: "{share: 40 %, count: 2, tokens: 576, keep: 25 %, population: 50, alpha: 1.5, block_tokens: 32}"))
    let load = ImageLoad(share: 0.4, count: 2, tokens: 576, kept: [144], population: 50, alpha: 1.5, blockTokens: 32)
    #expect(scenario.workload.images == load && scenario.options(seed: 3).images == load)
    let rules = try #require(try scenario.cluster().pools[0].replica.encoder)
    #expect(rules.cacheBytes == 2_000_000_000 && rules.bytesPerToken == 2 * 4096)
    let menu = try Self.read(
      Self.text("{model: clip-vit-l-336}", images: "{share: 1, tokens: 256, menu: [64, 144, 256], in_prompts: true}"))
    #expect(menu.workload.images?.kept == [64, 144, 256] && menu.workload.images?.areInPrompts == true)
    #expect(try Self.read(menu.resolvedText).hash == menu.hash)
    #expect(try Self.read(Self.text("", images: "")).cluster().pools[0].replica.encoder == nil)
  }

  @Test(arguments: [
    ("llava-1.5-7b", "{}", 576, 577), ("qwen2.5-vl-7b", "{}", 1024, 4096), ("llama-3.1-8b", "{model: whisper-large-v3}", 750, 1500),
    ("llama-3.1-8b", "{model: siglip-so400m-384}", 729, 729), ("llama-3.1-8b", "{model: qwen2-vl-2b}", 100, 400),
  ]) func `take a model's own tower or another, whose patches follow from an image's tokens`(
    model: String, encoder: String, tokens: Int, rows: Int
  ) throws {
    let scenario = try Self.read(
      Self.text(encoder, images: "{share: 1, tokens: \(tokens)}", others: "engine: {max_model_tokens: 4096}", model: model))
    let plan = try #require(try scenario.deployments()[0].deployment.encoder)
    let passes = plan.encoder.shape.passes(ofPatches: plan.encoder.imagePatches)
    #expect(passes.count == 1 && passes.rows == rows && plan.encoder.isPartOfModel == (encoder == "{}"))
    #expect(plan.time(images: 1).seconds > 0.0005 && plan.time(images: 1).seconds < 0.05, "\(plan.time(images: 1))")
    // Four times the patches of an image take longer.
    let more = try Self.read(
      Self.text(
        encoder, images: "{share: 1, tokens: \(tokens), patches: \(4 * rows)}", others: "engine: {max_model_tokens: 4096}", model: model))
    #expect(try #require(try more.deployments()[0].deployment.encoder).time(images: 1).seconds > 2 * plan.time(images: 1).seconds)
  }

  @Test(arguments: [
    ("{model: clip-vit-l-336}", "", "", 3, "no request"),
    ("", "{share: 40 %, tokens: 576}", "", 10, "no encoder"),
    ("{}", "{share: 40 %, tokens: 576}", "", 3, "no tower"),
    ("{tower: audio}", "{share: 40 %, tokens: 576}", "", 3, "no audio tower"),
    ("{tower: smell}", "{share: 40 %, tokens: 576}", "", 3, "tower"),
    ("{model: clip-vit-h}", "{share: 40 %, tokens: 576}", "", 3, "unknown encoder"),
    ("{model: llama-2-7b}", "{share: 40 %, tokens: 576}", "", 3, "no encoder whose sizes"),
    ("{model: nowhere.json}", "{share: 40 %, tokens: 576}", "", 3, "nowhere.json"),
    ("{model: clip-vit-l-336, cache: -1 B}", "{share: 40 %, tokens: 576}", "", 3, "cache"),
    ("{model: clip-vit-l-336, cache: 90 GB}", "{share: 40 %, tokens: 576}", "", 1, "does not fit"),
    ("{model: clip-vit-l-336, colour: red}", "{share: 40 %, tokens: 576}", "", 3, "colour"),
    ("{model: clip-vit-l-336}", "{tokens: 576}", "", 10, "which requests"),
    ("{model: clip-vit-l-336}", "{share: 40 %}", "", 10, "tokens"),
    ("{model: clip-vit-l-336}", "{share: 140 %, tokens: 576}", "", 10, "share"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 0}", "", 10, "tokens"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, count: 0}", "", 10, "count"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, keep: 0}", "", 10, "keep"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, menu: \"64, many\"}", "", 10, "no number"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, menu: [64, 577]}", "", 10, "no number"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, keep: 50 %, menu: [64]}", "", 10, "both"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, alpha: 1}", "", 10, "no effect"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, population: 5, alpha: -1}", "", 10, "alpha"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, population: 0}", "", 10, "population"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, patches: 0}", "", 10, "patches"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, in_prompts: perhaps}", "", 10, "in_prompts"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576, block_tokens: 0}", "", 10, "block_tokens"),
    ("{model: clip-vit-l-336}", "{share: 40 %, tokens: 576}", "parallel: {pipeline: 2}", 3, "pipeline"),
  ])
  func `that cannot be are refused at their line`(encoder: String, images: String, others: String, line: Int, about: String) throws {
    let error = try #require(Self.refusal(Self.text(encoder, images: images, others: others)), "\(encoder) \(images)")
    #expect(error.line == line && "\(error)".contains(about), "\(error)")
    #expect(error.remedy != nil || about == "nowhere.json", "\(error)")
  }

  @Test func `of a share of nothing change no bit of a run`() throws {
    func outcome(_ text: String) throws -> UInt64 {
      let scenario = try Self.read(text)
      var options = scenario.options(seed: 1)
      options.promptBlockTokens = try scenario.workload.blockTokens()
      var simulation = try Simulation(
        cluster: try scenario.cluster(), source: try scenario.workload.makeSource(seed: 1), options: options)
      return try simulation.run().digest
    }
    let blocks = "engine: {kv_blocks: 900}"
    let plain = try outcome(Self.text("", images: "", others: blocks))
    #expect(
      try outcome(Self.text("{model: clip-vit-l-336}", images: "{share: 0, tokens: 576, keep: 10 %, population: 9}", others: blocks))
        == plain)
    #expect(try outcome(Self.text("{model: clip-vit-l-336}", others: blocks)) != plain)
  }
}

import Kernel
import Model
import Testing

/// The catalog's shapes make the parameters that their authors published.
struct ModelCatalogTests {
  @Test(arguments: ModelCatalog.checkpoints)
  func `parameters are within half a percent of the published count`(model: CatalogModel) throws {
    try model.shape.validate()
    let ratio = Double(model.shape.parameterCount) / model.publishedParameters
    #expect(abs(ratio - 1) < 0.005, "\(model.id): \(model.shape.parameterCount)")
  }

  @Test func `most counts are met to the last thousand`() {
    // Counts that are published to the last parameter and not rounded.
    let exact = ModelCatalog.models.filter { $0.publishedParameters.truncatingRemainder(dividingBy: 1e6) != 0 }
    let met = exact.filter { abs(Double($0.shape.parameterCount) / $0.publishedParameters - 1) < 1e-5 }
    #expect(exact.count > 120 && Double(met.count) > 0.8 * Double(exact.count), "\(met.count) of \(exact.count)")
  }

  @Test(arguments: ModelCatalog.models.filter { $0.publishedActiveParameters != nil })
  func `active parameters match the published count`(model: CatalogModel) throws {
    let published = try #require(model.publishedActiveParameters)
    let active = Double(model.shape.activeParameterCount)
    // Cards count embedding and head or leave them out, and round, some to whole billions; the truth must lie between the two.
    let inside = active - Double(model.shape.embeddingParameters + model.shape.headParameters)
    let rounding = max(0.06 * published, published.truncatingRemainder(dividingBy: 1e9) == 0 ? 0.5e9 : 0)
    #expect(inside < published + rounding && active > published - rounding, "\(model.id): \(inside) to \(active)")
  }

  @Test func `the catalog is large, names no model twice, and names its sources`() {
    let checkpoints = ModelCatalog.checkpoints
    #expect(ModelCatalog.models.count >= 280 && checkpoints.count >= 450)
    #expect(ModelCatalog.faults.isEmpty && checkpoints.count == ModelCatalog.ids.count, "\(ModelCatalog.faults)")
    #expect(Set(ModelCatalog.ids).count == ModelCatalog.ids.count)
    let hubs = checkpoints.flatMap(\.hubIDs).map { $0.lowercased() }
    #expect(Set(hubs).count == hubs.count)
    for model in checkpoints {
      #expect(model.source.count > 10 && model.shape.name == model.id && model.id == model.id.lowercased())
    }
  }

  @Test func `an entry whose config cannot be read is a fault that names it, and not one model less`() {
    let sound = CatalogEntry(
      "sound", hubs: ["a/sound"], parameters: 1,
      config: #"{"model_type":"gpt2","n_embd":8,"n_head":1,"n_layer":1,"n_positions":8,"vocab_size":8}"#)
    let broken = CatalogEntry("broken", hubs: ["a/broken"], parameters: 1, config: #"{"model_type":"llama"}"#)
    let read = ModelCatalog.read([sound, broken])
    #expect(read.models.map(\.id) == ["sound"] && read.faults.count == 1)
    #expect(read.faults.first?.message == "the catalog's own config of 'broken' cannot be read: 'num_hidden_layers' is missing")
    #expect(read.faults.first?.remedy?.contains("a fault of the program") == true)
  }

  @Test func `what is said of a model of the catalog does not speak of a config that nobody wrote`() throws {
    for model in ModelCatalog.checkpoints {
      for note in model.notes { #expect(!note.contains("config") && !note.contains("default for"), "\(model.id): \(note)") }
    }
    // What servers do by themselves is said all the same.
    #expect(
      try ModelCatalog.model(named: "zamba2-7b").notes == ["recurrent states in bf16, as servers keep them where nothing says otherwise"])
  }

  @Test func `a quantised checkpoint is found by its own id and weighs less`() throws {
    let wide = try ModelCatalog.model(named: "meta-llama/Llama-3.3-70B-Instruct")
    let narrow = try ModelCatalog.model(named: "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic")
    #expect(narrow.id == "llama-3.3-70b-instruct-fp8-dynamic" && narrow.shape.parameterCount == wide.shape.parameterCount)
    // 67.72 GiB were logged by a server (vLLM, "Model loading took").
    #expect(abs(Double(narrow.shape.weightBytes(narrow.shape.nativeFormat)) / 1_073_741_824 / 67.72 - 1) < 0.01)
  }

  @Test func `a model is found by short id or hub id in any case`() throws {
    #expect(try ModelCatalog.model(named: "LLAMA-3.1-8B").id == "llama-3.1-8b")
    #expect(try ModelCatalog.model(named: "meta-llama/llama-3.1-8b").id == "llama-3.1-8b")
  }

  @Test func `a misspelt model is answered with the nearest`() {
    let error = #expect(throws: InputError.self) { try ModelCatalog.model(named: "lama-3.1-8b") }
    #expect(error?.remedy == "did you mean 'llama-3.1-8b'?")
    let far = #expect(throws: InputError.self) { try ModelCatalog.model(named: "something else entirely") }
    #expect(far?.remedy?.contains("config.json") == true)
  }

  @Test(arguments: [
    ("llama-2-7b", 524_288), ("llama-2-70b", 327_680), ("llama-3.1-8b", 131_072), ("llama-3.1-70b", 327_680),
    ("opt-13b", 819_200), ("qwen3-30b-a3b", 98_304), ("deepseek-v3", 70_272), ("deepseek-v2-lite", 31_104), ("yi-34b", 245_760),
  ])
  func `bytes of KV for a token in 16 bits are those commonly quoted`(id: String, bytes: Int) throws {
    #expect(try ModelCatalog.model(named: id).shape.keyValueBytesPerToken(.bf16) == bytes)
  }
}

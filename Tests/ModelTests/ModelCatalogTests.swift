import Kernel
import Model
import Testing

/// The catalog's shapes make the parameters that their authors published.
struct ModelCatalogTests {
  @Test(arguments: ModelCatalog.models)
  func `parameters match the published count`(model: CatalogModel) throws {
    try model.shape.validate()
    let ratio = Double(model.shape.parameterCount) / model.publishedParameters
    // Counts published to the last parameter must be met but for tiny buffers, rounded ones within their rounding.
    let isExact = model.publishedParameters.truncatingRemainder(dividingBy: 1e6) != 0
    #expect(abs(ratio - 1) < (isExact ? 1e-5 : 0.015), "\(model.id): \(model.shape.parameterCount)")
  }

  @Test(arguments: ModelCatalog.models.filter { $0.publishedActiveParameters != nil })
  func `active parameters match the published count`(model: CatalogModel) throws {
    let published = try #require(model.publishedActiveParameters)
    let active = Double(model.shape.activeParameterCount)
    // Cards count the embedding or leave it out; the truth must lie between the two.
    let withoutEmbedding = active - Double(model.shape.embeddingParameters)
    #expect(withoutEmbedding < published * 1.03 && active > published * 0.97, "\(model.id): \(withoutEmbedding) to \(active)")
  }

  @Test func `the catalog is large, names no model twice, and names its sources`() {
    #expect(ModelCatalog.models.count >= 22)
    #expect(Set(ModelCatalog.models.map(\.id)).count == ModelCatalog.models.count)
    #expect(Set(ModelCatalog.models.map { $0.hubID.lowercased() }).count == ModelCatalog.models.count)
    for model in ModelCatalog.models {
      #expect(model.source.count > 10 && model.shape.name == model.id && model.id == model.id.lowercased())
    }
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

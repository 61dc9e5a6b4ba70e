import Foundation
import Kernel
import Model
import Testing

/// How tokens are drawn, as models are published.
struct SamplingTests {
  @Test("the catalog knows a model's sampling by its repository, and not by how its name begins")
  func published() throws {
    func sampling(_ repository: String) -> Sampling? { PublishedSampling.sampling(ofRepository: repository) }
    #expect(sampling("meta-llama/Llama-3.1-8B-Instruct") == Sampling(temperature: 0.6, topP: 0.9))
    #expect(sampling("Qwen/Qwen2.5-7B-Instruct")?.repetitionPenalty == 1.05)
    #expect(sampling("Qwen/Qwen2.5-7B") == .random, "a base model of the same shape asks for nothing")
    #expect(sampling("Qwen/Qwen3-14B")?.topK == 20)
    #expect(sampling("mistralai/Mistral-Nemo-Instruct-2407") == .random)
    #expect(sampling("nobody/no-such-model") == nil)
    for checkpoint in ["RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4"] {
      #expect(sampling(checkpoint) == sampling("meta-llama/Llama-3.1-8B-Instruct"), "a quantised checkpoint is sampled as its model")
    }
    #expect(try ModelCatalog.model(named: "qwen2.5-7b").shape.sampling?.topK == 20, "an id stands for what servers run")
    #expect(try ModelCatalog.model(named: "glm-4.5").shape.sampling == nil)
  }

  @Test("a generation_config.json beside a config.json is read, and without one nothing is known")
  func besideConfig() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sampling-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let config = #"""
      {"model_type":"llama","hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":131072,"num_attention_heads":32,
      "num_hidden_layers":32,"num_key_value_heads":8,"vocab_size":128256}
      """#
    try Data(config.utf8).write(to: folder.appendingPathComponent("config.json"))
    #expect(try ModelConfig(path: folder.path).shape.sampling == nil)
    let generation = folder.appendingPathComponent("generation_config.json")
    try Data(#"{"do_sample": true, "temperature": 0.6, "top_p": 0.9, "top_k": 0, "eos_token_id": [1, 2]}"#.utf8).write(to: generation)
    #expect(try ModelConfig(path: folder.path).shape.sampling == Sampling(temperature: 0.6, topP: 0.9))
    for (text, part) in [
      ("[1]", "is not a JSON object"), ("{", "is not valid JSON"), (#"{"top_p": 2}"#, "top_p is 2"), (#"{"top_p": "x"}"#, "'top_p'"),
    ] {
      try Data(text.utf8).write(to: generation)
      let error = #expect(throws: InputError.self) { try ModelConfig(path: folder.path) }
      #expect(error?.message.contains(part) == true && error?.file?.hasSuffix("generation_config.json") == true)
    }
  }

  @Test("what a sampling asks for")
  func asked() {
    #expect(Sampling.greedy.isGreedy && !Sampling.random.isGreedy && Sampling(topK: 1).isGreedy)
    #expect(!Sampling.random.limitsShare && Sampling(topP: 0.9).limitsShare)
    #expect(Sampling(topK: 20).limitsCount(vocabularySize: 100) && !Sampling(topK: 100).limitsCount(vocabularySize: 100))
    #expect(Sampling(repetitionPenalty: 1.05).penalizes && !Sampling.random.penalizes)
    #expect(
      Sampling(temperature: 0.7, topK: 20, topP: 0.8, repetitionPenalty: 1.05).text
        == "temperature 0.7, top_k 20, top_p 0.8, repetition_penalty 1.05")
    #expect(Sampling.greedy.text == "greedy")
  }
}

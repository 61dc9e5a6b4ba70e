/// What the `generation_config.json` of models at the Hugging Face hub says of sampling, by the name of the repository.
///
/// Read in the published files, or known of them, in November 2026: where a file is not known, nothing is said here, and the engine's own
/// default is taken and told. Quantised checkpoints carry the file of what they were made of.
package enum PublishedSampling {
  /// The sampling that is published with a repository, such as `Qwen/Qwen2.5-7B-Instruct-AWQ`; nil where it is not known.
  package static func sampling(ofRepository repository: String) -> Sampling? { byName[name(of: repository)] }

  /// The sampling of the model that servers run of `repositories` with one shape: of the first that is published with more than the
  /// engine's own default, for base models leave it at that and are not served; nil where none is known.
  static func sampling(ofRepositories repositories: [String]) -> Sampling? {
    let known = repositories.compactMap { sampling(ofRepository: $0) }
    return known.first { $0 != .random } ?? known.first
  }

  /// Words at the end of a name that tell how weights are stored.
  private static let storage: Set<String> = [
    "fp8", "dynamic", "static", "pertensor", "awq", "gptq", "int4", "int8", "4bit", "nvfp4", "fp4", "bf16", "hf",
  ]

  /// The last part of a repository's name, without the company before it and the storage behind it.
  private static func name(of repository: String) -> String {
    var words = (repository.lowercased().split(separator: "/").last ?? "").split(separator: "-").map(String.init)
    if words.first == "meta" { words.removeFirst() }
    while let last = words.last, storage.contains(last) || last.hasPrefix("quantized.") { words.removeLast() }
    return words.joined(separator: "-")
  }

  private static let byName: [String: Sampling] = {
    var named: [String: Sampling] = [:]
    for (sampling, names) in facts { for name in names.split(whereSeparator: \.isWhitespace) { named[String(name)] = sampling } }
    return named
  }()

  private static let facts: [(sampling: Sampling, names: String)] = [
    (
      Sampling(temperature: 0.3, topP: 0.95),
      """
        deepseek-coder-v2-instruct deepseek-coder-v2-instruct-0724 deepseek-coder-v2-lite-instruct deepseek-v2 deepseek-v2-chat
        deepseek-v2-chat-0628 deepseek-v2-lite deepseek-v2-lite-chat
      """
    ),
    (
      Sampling(temperature: 0.6, topK: 20, topP: 0.95),
      """
        qwen3-0.6b qwen3-1.7b qwen3-14b qwen3-235b-a22b qwen3-235b-a22b-thinking-2507 qwen3-30b-a3b qwen3-30b-a3b-thinking-2507
        qwen3-32b qwen3-4b qwen3-4b-thinking-2507 qwen3-8b qwen3-next-80b-a3b-thinking qwen3.5-0.8b qwen3.5-122b-a10b qwen3.5-27b
        qwen3.5-35b-a3b qwen3.5-397b-a17b qwen3.5-4b qwen3.5-9b qwen3.6-27b qwen3.6-35b-a3b
      """
    ),
    (
      Sampling(temperature: 0.6, topK: 40, topP: 0.95),
      """
        qwq-32b
      """
    ),
    (
      Sampling(temperature: 0.6, topP: 0.8),
      """
        yi-34b-chat yi-6b-chat
      """
    ),
    (
      Sampling(temperature: 0.6, topP: 0.9),
      """
        llama-2-13b llama-2-13b-chat llama-2-70b llama-2-70b-chat llama-2-7b llama-2-7b-chat llama-3-70b llama-3-70b-instruct
        llama-3-8b llama-3-8b-instruct llama-3.1-405b llama-3.1-405b-instruct llama-3.1-70b llama-3.1-70b-instruct llama-3.1-8b
        llama-3.1-8b-instruct llama-3.2-11b-vision llama-3.2-11b-vision-instruct llama-3.2-1b llama-3.2-1b-instruct llama-3.2-3b
        llama-3.2-3b-instruct llama-3.2-90b-vision llama-3.2-90b-vision-instruct llama-3.3-70b-instruct
        llama-4-maverick-17b-128e-instruct llama-4-scout-17b-16e-instruct
      """
    ),
    (
      Sampling(temperature: 0.6, topP: 0.95),
      """
        deepseek-r1 deepseek-r1-0528 deepseek-r1-0528-qwen3-8b deepseek-r1-distill-llama-70b deepseek-r1-distill-llama-8b
        deepseek-r1-distill-qwen-1.5b deepseek-r1-distill-qwen-14b deepseek-r1-distill-qwen-32b deepseek-r1-distill-qwen-7b
        deepseek-v3.1 deepseek-v3.1-terminus deepseek-v3.2 deepseek-v3.2-exp
      """
    ),
    (
      Sampling(temperature: 0.7, topK: 20, topP: 0.8),
      """
        qwen3-235b-a22b-instruct-2507 qwen3-30b-a3b-instruct-2507 qwen3-4b-instruct-2507 qwen3-next-80b-a3b-instruct
        qwen3-vl-235b-a22b-instruct qwen3-vl-2b-instruct qwen3-vl-30b-a3b-instruct qwen3-vl-32b-instruct qwen3-vl-4b-instruct
        qwen3-vl-8b-instruct
      """
    ),
    (
      Sampling(temperature: 0.7, topK: 20, topP: 0.8, repetitionPenalty: 1.05),
      """
        qwen1.5-110b-chat qwen1.5-14b-chat qwen1.5-32b-chat qwen1.5-72b-chat qwen1.5-7b-chat qwen1.5-moe-a2.7b-chat
        qwen2-57b-a14b-instruct qwen2-72b-instruct qwen2-7b-instruct qwen2.5-14b-instruct qwen2.5-14b-instruct-1m
        qwen2.5-32b-instruct qwen2.5-3b-instruct qwen2.5-72b-instruct qwen2.5-7b-instruct qwen2.5-7b-instruct-1m
        qwen2.5-coder-14b-instruct qwen2.5-coder-32b-instruct qwen2.5-coder-3b-instruct qwen2.5-coder-7b-instruct
        qwen3-coder-30b-a3b-instruct qwen3-coder-480b-a35b-instruct
      """
    ),
    (
      Sampling(temperature: 0.7, topK: 20, topP: 0.8, repetitionPenalty: 1.1),
      """
        qwen2-0.5b-instruct qwen2-1.5b-instruct qwen2.5-0.5b-instruct qwen2.5-1.5b-instruct qwen2.5-coder-0.5b-instruct
        qwen2.5-coder-1.5b-instruct
      """
    ),
    (
      Sampling(temperature: 0.8, topP: 0.8),
      """
        glm-4-9b-chat
      """
    ),
    (
      Sampling(topK: 40, topP: 0.95),
      """
        minimax-m2 minimax-m2.1 minimax-m2.5
      """
    ),
    (
      Sampling(topK: 64, topP: 0.95),
      """
        gemma-3-12b-it gemma-3-12b-pt gemma-3-1b-it gemma-3-1b-pt gemma-3-270m gemma-3-270m-it gemma-3-27b-it gemma-3-27b-pt
        gemma-3-4b-it gemma-3n-e2b gemma-3n-e2b-it gemma-3n-e4b gemma-3n-e4b-it gemma-4-26b-a4b gemma-4-26b-a4b-it gemma-4-31b
        gemma-4-31b-it gemma-4-e2b gemma-4-e2b-it gemma-4-e4b gemma-4-e4b-it medgemma-27b-it medgemma-4b-it
      """
    ),
    (
      .random,
      """
        bloom bloom-3b bloom-560m bloom-7b1 bloomz bloomz-3b bloomz-560m bloomz-7b1 codegemma-2b codegemma-7b codegemma-7b-it
        codestral-22b-v0.1 falcon-180b falcon-180b-chat falcon-40b falcon-40b-instruct falcon-7b falcon-7b-instruct gemma-1.1-2b-it
        gemma-1.1-7b-it gemma-2-27b gemma-2-27b-it gemma-2-2b gemma-2-2b-it gemma-2-9b gemma-2-9b-it gemma-2b gemma-2b-it gemma-7b
        gemma-7b-it gpt-j-6b gpt-neox-20b gpt-oss-120b gpt-oss-20b gpt2 gpt2-large gpt2-medium gpt2-xl granite-20b-code-base
        granite-20b-code-base-8k granite-20b-code-instruct granite-20b-code-instruct-8k granite-3.1-1b-a400m-base
        granite-3.1-1b-a400m-instruct granite-3.1-2b-base granite-3.1-2b-instruct granite-3.1-3b-a800m-base
        granite-3.1-3b-a800m-instruct granite-3.1-8b-base granite-3.1-8b-instruct granite-3.2-2b-instruct granite-3.2-8b-instruct
        granite-3.3-2b-base granite-3.3-2b-instruct granite-3.3-8b-base granite-3.3-8b-instruct granite-34b-code-base
        granite-34b-code-base-8k granite-34b-code-instruct granite-34b-code-instruct-8k granite-3b-code-base-2k
        granite-3b-code-instruct-2k granite-4.0-h-micro granite-4.0-h-micro-base granite-4.0-h-small granite-4.0-h-small-base
        granite-4.0-h-tiny granite-4.0-h-tiny-base granite-4.0-micro granite-4.0-micro-base granite-8b-code-base-4k
        granite-8b-code-instruct-4k llama-13b llama-30b llama-65b llama-7b ministral-8b-instruct-2410 mistral-7b-instruct-v0.1
        mistral-7b-instruct-v0.2 mistral-7b-instruct-v0.3 mistral-7b-v0.1 mistral-7b-v0.2 mistral-7b-v0.3
        mistral-large-instruct-2407 mistral-large-instruct-2411 mistral-nemo-base-2407 mistral-nemo-instruct-2407
        mistral-small-instruct-2409 mixtral-8x22b-instruct-v0.1 mixtral-8x22b-v0.1 mixtral-8x7b-instruct-v0.1 mixtral-8x7b-v0.1
        mixtral-instruct olmo-1b olmo-2-0325-32b olmo-2-0325-32b-instruct olmo-2-0425-1b olmo-2-0425-1b-instruct olmo-2-1124-13b
        olmo-2-1124-13b-instruct olmo-2-1124-7b olmo-2-1124-7b-instruct olmo-7b opt-1.3b opt-125m opt-13b opt-2.7b opt-30b opt-6.7b
        opt-66b phi-1_5 phi-2 phi-3-medium-128k-instruct phi-3-medium-4k-instruct phi-3-mini-128k-instruct phi-3-mini-4k-instruct
        phi-3.5-mini-instruct phi-3.5-moe-instruct phi-4 phi-4-mini-instruct pythia-12b pythia-12b-deduped pythia-6.9b
        pythia-6.9b-deduped qwen1.5-110b qwen1.5-14b qwen1.5-32b qwen1.5-72b qwen1.5-7b qwen1.5-moe-a2.7b qwen2-0.5b qwen2-1.5b
        qwen2-57b-a14b qwen2-72b qwen2-7b qwen2.5-0.5b qwen2.5-1.5b qwen2.5-14b qwen2.5-32b qwen2.5-3b qwen2.5-72b qwen2.5-7b
        qwen2.5-coder-0.5b qwen2.5-coder-1.5b qwen2.5-coder-14b qwen2.5-coder-32b qwen2.5-coder-3b qwen2.5-coder-7b qwen3-0.6b-base
        qwen3-1.7b-base qwen3-14b-base qwen3-30b-a3b-base qwen3-4b-base qwen3-8b-base smollm2-1.7b smollm2-1.7b-instruct
        smollm2-135m smollm2-135m-instruct smollm2-360m smollm2-360m-instruct starcoder starcoder2-15b starcoder2-15b-instruct-v0.1
        starcoder2-3b starcoder2-7b starcoderbase yi-34b yi-6b yi-9b
      """
    ),
  ]
}

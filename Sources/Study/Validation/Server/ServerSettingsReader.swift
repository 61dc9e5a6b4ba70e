import Kernel
import Model
import Scenario

/// Reads the engine's settings out of the `meta.json` of a recorded run.
struct ServerSettingsReader {
  private let folder: RunFolder
  private let meta: JSONRecord
  private let arguments: JSONRecord
  /// What was taken for granted, for people.
  private(set) var notes: [String] = []

  init(_ folder: RunFolder) throws {
    self.folder = folder
    meta = try JSONRecord(try folder.bytes("meta.json"), file: folder.path("meta.json"))
    arguments = meta.object("engine_kwargs") ?? meta
  }

  /// The settings.
  ///
  /// - Throws: ``InputError`` for keys that are missing or wrong, and for names that stand in no catalog.
  mutating func settings() throws -> ServerSettings {
    guard let modelName = try arguments.text("model") ?? meta.text("model") else {
      throw meta.fault("the key 'model' is missing", remedy: "the name of the model at the Hugging Face hub")
    }
    let resolved = meta.object("resolved_config")
    let cache = resolved?.object("cache_config")
    let reported = meta.object("kv_cache")
    var settings = ServerSettings(
      model: try placed { try ServerNames.model(modelName) }, accelerator: try accelerator(), engine: try engine())
    let degrees = 1...1024
    settings.tensorParallel = try arguments.whole("tensor_parallel_size", in: degrees) ?? 1
    settings.pipelineParallel = try arguments.whole("pipeline_parallel_size", in: degrees) ?? 1
    settings.dataParallel = try arguments.whole("data_parallel_size", in: degrees) ?? 1
    if settings.hasExperts, try arguments.flag("enable_expert_parallel") ?? false {
      settings.expertParallel = settings.tensorParallel * settings.dataParallel
    }
    settings.link = try link()
    if settings.link == nil && settings.acceleratorsPerReplica > 1 {
      notes.append("The record tells no link between the accelerators: it is taken for their own.")
    }
    settings.weightFormat = try weightFormat(modelName, quantization: resolved?.object("model_config")?.text("quantization"))
    settings.keyValueFormat = try keyValueFormat()
    settings.maximumSequences = try arguments.whole("max_num_seqs", in: 1...1_000_000)
    settings.maximumBatchedTokens = try arguments.whole("max_num_batched_tokens", in: 1...100_000_000)
    settings.maximumModelTokens = try arguments.whole("max_model_len", in: 1...100_000_000)
    settings.blockTokens = try reported?.whole("block_size", in: 1...65_536) ?? cache?.whole("block_size", in: 1...65_536) ?? 16
    settings.memoryFraction = try reported?.number("gpu_memory_utilization") ?? cache?.number("gpu_memory_utilization")
    let blocks = 2...1_000_000_000
    if let blocks = try reported?.whole("num_gpu_blocks", in: blocks) ?? cache?.whole("num_gpu_blocks", in: blocks) {

      settings.kvBlocks = blocks
    }
    settings.prefixCaching = try reported?.flag("enable_prefix_caching") ?? cache?.flag("enable_prefix_caching")
    settings.asynchronousScheduling = try resolved?.object("scheduler_config")?.flag("async_scheduling")
    settings.clockIsTheEngines = true
    settings.sampling = try sampling()
    return settings
  }

  /// What requests asked for. Handed to the engine itself they go by no generation_config.json, which is the server's; the recorder of
  /// such folders (LLMServingSim, bench/core/runner.py) asks for temperature 0.
  private mutating func sampling() throws(InputError) -> RequestedSampling {
    if let record = meta.object("sampling_params") ?? arguments.object("sampling_params") {
      return RequestedSampling(.random).with(try RequestedSampling(record))
    }
    notes.append("Requests are sampled greedily, as the recorder of such folders has it: the record does not tell.")
    return RequestedSampling(.greedy)
  }

  private mutating func engine() throws -> String {
    guard let version = try meta.text("vllm_version") else {
      notes.append("The record names no vLLM version: the engine is taken for \(EngineCatalog.defaultName).")
      return EngineCatalog.defaultName
    }
    let (name, isExact) = try placed { try EngineCatalog.name(forVLLM: version) }
    if !isExact { notes.append("vLLM \(version) has no preset of its own: the engine is taken for \(name).") }
    return name
  }

  /// The accelerator as the driver reported it, as the peer's configuration names it, or as the folder is called.
  private mutating func accelerator() throws -> String {
    if let device = try meta.object("hardware")?.text("device_name") {
      return try placed { try ServerNames.accelerator(device) }
    }
    if let config = try folder.object("config.json"), let hardware = try Self.hardware(in: config) {
      do { return try ServerNames.accelerator(hardware) } catch { throw config.fault(error.message, remedy: error.remedy) }
    }
    if let id = folder.name.split(separator: "-").lazy.compactMap({ try? ServerNames.accelerator(String($0)) }).first {
      notes.append("Nothing names the hardware but the folder: it is taken for \(id).")
      return id
    }
    throw meta.fault(
      "nothing names the hardware", remedy: "give 'hardware': {'device_name': ...} here, or a config.json with 'hardware'")
  }

  /// The link as the peer's configuration has it: gigabytes a second and nanoseconds.
  private func link() throws -> ServerSettings.LinkMeasurement? {
    guard let config = try folder.object("config.json"), let bandwidth = try config.number("link_bw") else { return nil }
    let latency = try config.number("link_latency") ?? 0
    guard bandwidth >= 1e-6, bandwidth <= 1e9 else {
      throw config.fault("'link_bw' is \(bandwidth)", remedy: "gigabytes a second, above 0")
    }
    guard latency >= 0, latency <= 1e9 else {
      throw config.fault("'link_latency' is \(latency)", remedy: "nanoseconds, 0 to a second")
    }
    return ServerSettings.LinkMeasurement(gigabytesPerSecond: bandwidth, latencySeconds: latency * 1e-9)
  }

  private static func hardware(in config: JSONRecord) throws -> String? {
    if let name = try? config.text("hardware") { return name }
    for node in config.objects("nodes") {
      for instance in node.objects("instances") { if let name = try instance.text("hardware") { return name } }
    }
    return nil
  }

  private func weightFormat(_ model: String, quantization: String?) throws -> NumberFormat? {
    if quantization?.lowercased().contains("fp8") == true || ServerNames.saysFP8(model) { return .fp8 }
    switch try arguments.text("dtype") {
    case nil, "auto": return nil
    case "bfloat16": return .bf16
    case "float16", "half": return .fp16
    case "float32", "float": return .fp32
    case let other?: throw meta.fault("'dtype' is '\(other)'", remedy: "auto, bfloat16, float16 or float32")
    }
  }

  private func keyValueFormat() throws -> NumberFormat? {
    switch try arguments.text("kv_cache_dtype") {
    case nil, "auto", "bfloat16", "float16": return nil
    case "fp8", "fp8_e4m3", "fp8_e5m2": return .fp8
    case let other?: throw meta.fault("'kv_cache_dtype' is '\(other)'", remedy: "auto or fp8")
    }
  }

  /// Does `body` and tells a fault at the file that named what it is about.
  private func placed<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as InputError { throw meta.fault(error.message, remedy: error.remedy) }
  }
}

import Kernel
import Model
import Scenario

/// The scenario that a server's settings stand for: the cluster is theirs, the workload is put in its place later.
enum ServerScenario {
  /// The scenario, with `assignments` laid over it; paths in them are relative to the working folder.
  ///
  /// - Throws: ``InputError`` at the record, where the model does not fit the accelerator or an assignment cannot be used.
  static func prepared(_ settings: ServerSettings, name: String, file: String, assignments: [String]) throws -> PreparedScenario {
    try prepared(text: text(settings, name: name), name: name, file: file, assignments: assignments)
  }

  /// The same of a text that was made for a record.
  static func prepared(text: String, name: String, file: String, assignments: [String]) throws -> PreparedScenario {
    do {
      let scenario = try Scenario.read(text, file: name, assignments: assignments)
      return try PreparedScenario(scenario, assignments: assignments)
    } catch let error as InputError where error.file == name {
      // Lines of a text that nobody wrote would tell nothing.
      throw InputError("\(name): \(error.message)", file: file, remedy: error.remedy)
    }
  }

  /// The scenario as YAML.
  static func text(_ settings: ServerSettings, name: String) -> String {
    var formats: [String] = []
    if let format = settings.weightFormat { formats.append("weights: \(format.rawValue)") }
    if let format = settings.keyValueFormat { formats.append("kv: \(format.rawValue)") }
    var lines = [
      "name: \"\(name.filter { $0 != "\"" && $0 != "\\" })\"", "model: \(settings.model)", "accelerator: \(settings.accelerator)",
      "parallel: {\(parallel(settings).joined(separator: ", "))}", "replicas: \(settings.sharesExperts ? 1 : settings.dataParallel)",
      "scheduler: \(settings.scheduler)", "engine: {\(engine(settings).joined(separator: ", "))}",
    ]
    if let sampling = settings.sampling, !sampling.isEmpty { lines.append(sampling.text) }
    if !formats.isEmpty { lines.append("formats: {\(formats.joined(separator: ", "))}") }
    lines.append("workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func parallel(_ settings: ServerSettings) -> [String] {
    var keys = ["tensor: \(settings.tensorParallel)", "pipeline: \(settings.pipelineParallel)"]
    if settings.engines > 1 { keys.append("data: \(settings.engines)") }
    if settings.expertParallel > 1 { keys.append("expert: \(settings.expertParallel)") }
    if let link = settings.link, settings.acceleratorsPerReplica > 1 {
      keys.append("tensor_link: {bandwidth: \(link.gigabytesPerSecond) GB/s, latency: \(link.latencySeconds * 1e9) ns}")
    }
    return keys
  }

  private static func engine(_ settings: ServerSettings) -> [String] {
    // Every engine of a replica has limits of its own.
    let engines = settings.engines
    var keys = ["preset: \(settings.engine)", "block_tokens: \(settings.blockTokens)"]
    if let value = settings.maximumSequences { keys.append("max_sequences: \(value * engines)") }
    if let value = settings.maximumBatchedTokens { keys.append("max_batched_tokens: \(value * engines)") }
    if let value = settings.maximumModelTokens { keys.append("max_model_tokens: \(value)") }
    if let value = settings.kvBlocks { keys.append("kv_blocks: \(value * engines)") }
    if let value = settings.memoryFraction { keys.append("memory_fraction: \(value)") }
    if let value = settings.prefixCaching { keys.append("prefix_caching: \(value)") }
    if let value = settings.asynchronousScheduling { keys.append("async_scheduling: \(value)") }
    if let value = settings.fusedAllReduce { keys.append("fused_all_reduce: \(value)") }
    if let value = settings.expertComputeRate { keys.append("expert_compute_rate: \(value)") }
    if let value = settings.eagerLaunchMicroseconds { keys.append("eager_launch: \(value) us") }
    if let value = settings.exposedHostMicroseconds { keys.append("exposed_host_time: \(value) us") }
    if let value = settings.receiveInterval { keys.append("receive_interval: \(value)") }
    if settings.clockIsTheEngines {
      keys += ["front_end_delay: 0 ms", "front_end_service: 0 ms", "delivery_delay: 0 ms"]
    }
    return keys
  }
}

extension ServerSettings {
  /// Whether the engines share the experts of a mixture and so step together.
  var sharesExperts: Bool { dataParallel > 1 && hasExperts }

  /// Whether the model is a mixture of experts.
  var hasExperts: Bool { (try? ModelCatalog.model(named: model).shape.expertLayers > 0) ?? false }

  /// Engines of a replica.
  var engines: Int { sharesExperts ? dataParallel : 1 }

  /// Accelerators of a replica.
  var acceleratorsPerReplica: Int { tensorParallel * pipelineParallel * engines }
}

import Kernel
import Model
import Scenario

/// What a log means for a scenario.
extension ServerLog {
  /// Reads the log at `path`.
  ///
  /// - Throws: ``InputError`` where it cannot be read or is no log of an engine known here.
  public init(path: String) throws { self = try ServerLogReader.log(path: path) }

  /// What is laid over a scenario so that its server is that of the log: model, preset, limits and layout, but for the KV blocks.
  ///
  /// - Throws: ``InputError`` at the line of an option that no setting stands for.
  func assignments() throws(InputError) -> [String] {
    var lines = try ofOptions()
    if let preset = try preset().name, !lines.contains(where: { $0.hasPrefix("engine=") }) {
      lines.insert("engine.preset=\(preset)", at: 0)
    }
    for limit in limits {
      lines.removeAll { $0.hasPrefix(limit.name + "=") }
      lines.append("\(limit.name)=\(limit.value)")
    }
    if !lines.contains(where: { $0.hasPrefix("model=") }), let model, let id = try? ServerNames.model(model) {
      lines.insert("model=\(id)", at: 0)
    }
    return lines
  }

  /// The preset for the version; nil where the log tells none of an engine of which several are known.
  func preset() throws(InputError) -> (name: String?, note: String?) {
    switch engine {
    case .sglang: return ("sglang-0.5", version.flatMap { $0.hasPrefix("0.5") ? nil : "SGLang \($0) is taken for sglang-0.5." })
    case .tensorrt:
      return ("tensorrt-llm-1.2", version.flatMap { $0.hasPrefix("1.2") ? nil : "TensorRT-LLM \($0) is taken for tensorrt-llm-1.2." })
    case .vllm:
      guard let version else { return (nil, "The log tells no version of vLLM.") }
      do {
        let (name, isExact) = try EngineCatalog.name(forVLLM: version)
        return (name, isExact ? nil : "vLLM \(version) has no preset of its own: the engine is taken for \(name).")
      } catch { throw InputError(error.message, file: file, remedy: error.remedy) }
    }
  }

  private func ofOptions() throws(InputError) -> [String] {
    guard let options, let optionsLine else { return [] }
    let command = options.first { $0.name == Self.command }?.value ?? self.command(options)
    let mark = try preset().name.map { "# windtunnel: engine.preset=\($0)\n" } ?? ""
    let reading: LaunchReading
    do { reading = try LaunchReader.reading(ofCommand: mark + command) } catch {
      throw InputError(error.message, file: file, line: optionsLine, remedy: error.remedy ?? "give a log that names no such option")
    }
    // One server's log does not tell how many others stand beside it, and versions differ in whether they plan ahead by themselves.
    let plansAhead = command.contains("async-scheduling") || engine != .vllm
    return reading.assignments.filter { line in
      line != "replicas=1" && line != "role=both" && !line.hasPrefix("engine.kv_blocks=")
        && (plansAhead || !line.hasPrefix("engine.async_scheduling="))
    }
  }

  /// Options as a command that would give them.
  private func command(_ options: [Option]) -> String {
    let words = options.compactMap { option -> String? in
      if ["None", "null", "", "auto"].contains(option.value) || ["model", "model_path", "model_tag"].contains(option.name) { return nil }
      if option.value.hasPrefix("{") || option.value.hasPrefix("[") || option.value.hasPrefix("<") { return nil }
      let name = option.name.replacing("_", with: "-")
      switch option.value {
      case "True": return "--\(name)"
      case "False": return engine == .vllm ? "--no-\(name)" : nil
      default: return "--\(name)='\(option.value.replacing("'", with: ""))'"
      }
    }
    let program = engine == .vllm ? "vllm serve" : engine == .sglang ? "python3 -m sglang.launch_server" : "trtllm-serve"
    let name = model.flatMap { try? ServerNames.model($0) }
    let model = engine == .sglang ? name.map { ["--model-path", $0] } ?? [] : name.map { [$0] } ?? []
    return ([program] + model + words).joined(separator: " ")
  }

  /// The KV blocks of a replica as an assignment; nil where the log does not tell, or not in the terms of this server, with a note.
  func blocks(for prepared: PreparedScenario) -> (assignment: String?, note: String?) {
    guard let deployment = prepared.deployments.first?.deployment else { return (nil, nil) }
    let ranks = deployment.options.layout.data
    if let blocks, blockTokens == nil || blockTokens == deployment.options.blockTokens {
      return ("engine.kv_blocks=\(blocks.value * ranks)", "\(blocks.value) KV blocks, as line \(blocks.line) of the log says.")
    }
    let perBlock = deployment.options.blockTokens
    guard let tokens = tokens?.value ?? blocks.flatMap({ blocks in blockTokens.map { blocks.value * $0 } }) else {
      return (nil, "The log does not tell how much the KV cache holds.")
    }
    guard deployment.memory.layout.isPlain else {
      return (
        nil, "\(tokens) KV tokens of the log are not taken over: layers of \(deployment.model.name) keep different parts of a context."
      )
    }
    guard tokens >= perBlock else { return (nil, "\(tokens) KV tokens of the log are less than a block.") }
    let line = (self.tokens ?? blocks)?.line ?? 0
    return ("engine.kv_blocks=\(tokens / perBlock * ranks)", "\(tokens) tokens in the KV cache, as line \(line) of the log says.")
  }

  /// Refuses a log of another model than a benchmark measured.
  ///
  /// - Throws: ``InputError`` with both names.
  func check(measured: String?, by file: String) throws(InputError) {
    guard let model, let measured else { return }
    let (one, other) = (try? ServerNames.model(model), try? ServerNames.model(measured))
    let isSame = one != nil && other != nil ? one == other : Self.plain(model) == Self.plain(measured) || one == nil || other == nil
    if isSame { return }
    throw InputError(
      "the log is of a server of \(model), where \(file) was measured with \(measured)", file: self.file, line: optionsLine,
      remedy: "give the log of that server")
  }

  private static func plain(_ name: String) -> String { String(name.lowercased().split(separator: "/").last ?? "") }

  /// In what the log differs from what a scenario or assignments say, a sentence each.
  func contradictions(scenario: Scenario?, with told: Scenario, given: [String], own: [String]) -> [String] {
    var texts: [String] = []
    for assignment in given {
      let key = assignment.prefix { $0 != "=" }
      guard let line = own.first(where: { $0.hasPrefix(key + "=") }), line != assignment else { continue }
      let value = line.dropFirst(key.count + 1)
      texts.append("\(key) is \(assignment.dropFirst(key.count + 1)) by --set, which counts; the log says \(value).")
    }
    guard let scenario else { return texts }
    let known = given.map { String($0.prefix { $0 != "=" }) }
    let differences = Scenario.differences(between: scenario, and: told)
      .filter { ["layout", "engine", "formats", "scheduler"].contains($0.area) && !known.contains($0.path) }
    let keys = own.map { String($0.prefix { $0 != "=" }) }
    // What follows from another preset is no contradiction of its own.
    // What the scenario leaves to the engine is told by the log and contradicted by nothing.
    for difference in differences.filter({ $0.first != "auto" }) where keys.contains(difference.path) || difference.path == "engine.preset"
    {
      let (own, told) = (difference.first ?? "nothing", difference.second ?? "nothing")
      texts.append("\(difference.path) is \(told) by the log, which counts; the scenario says \(own).")
    }
    return texts
  }
}

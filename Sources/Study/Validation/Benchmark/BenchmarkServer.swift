import Kernel
import Scenario

/// The server that a benchmark measured. Results name the model at most, so that the rest is asked for and never guessed: by a scenario, or
/// by assignments.
struct BenchmarkServer {
  let options: ValidationOptions

  /// The scenario of the server that answered `run`, with what was taken for granted of it.
  ///
  /// - Throws: ``InputError`` where the server is not told, or cannot be simulated.
  func prepared(for run: BenchmarkRun) throws -> (scenario: PreparedScenario, assumptions: [String]) {
    guard let log = options.serverLog else { return try preparedWithoutLog(for: run) }
    try log.check(measured: run.model, by: run.name)
    let told = try log.assignments()
    func server(_ further: [String]) -> BenchmarkServer {
      var plain = options
      plain.serverLog = nil
      plain.assignments = told + further + options.assignments
      return BenchmarkServer(options: plain)
    }
    var (prepared, assumptions) = try server([]).preparedWithoutLog(for: run)
    let (blocks, note) = log.blocks(for: prepared)
    if let blocks { prepared = try server([blocks]).preparedWithoutLog(for: run).scenario }
    let own = try options.scenario.map { try Scenario.load(path: $0, assignments: options.assignments) }
    assumptions += [try log.preset().note, note].compactMap(\.self)
    assumptions += log.contradictions(
      scenario: own, with: prepared.scenario, given: options.assignments, own: told + [blocks].compactMap(\.self))
    return (prepared, assumptions)
  }

  private func preparedWithoutLog(for run: BenchmarkRun) throws -> (scenario: PreparedScenario, assumptions: [String]) {
    if let path = options.scenario { return try prepared(for: run, scenario: path) }
    var lines = ["name: \"\(run.name.filter { $0 != "\"" && $0 != "\\" })\""]
    var assumptions: [String] = []
    if let model = run.model, !says("model") {
      lines.append("model: \(try Self.catalogued(model, file: run.file))")
      if ServerNames.saysFP8(model), !says("formats.weights") {
        lines.append("formats: {weights: fp8}")
        assumptions.append("Weights are in fp8, as the name \(model) says.")
      }
    }
    if !says("sampling") { lines += sampling(of: run, &assumptions) }
    if !says("engine.preset") {
      lines.append("engine: {preset: \(EngineCatalog.defaultName)}")
      assumptions.append(
        "The engine is \(EngineCatalog.defaultName) with its defaults: no result tells it; give --set engine.preset=NAME or a scenario.")
    }
    lines.append("workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}")
    let prepared = try ServerScenario.prepared(
      text: lines.joined(separator: "\n") + "\n", name: run.name, file: run.file, assignments: options.assignments)
    return (prepared, assumptions)
  }

  /// How the requests of a run were sampled: as its result tells, or as its client does by itself.
  private func sampling(of run: BenchmarkRun, _ assumptions: inout [String]) -> [String] {
    let published = run.model.flatMap { RequestedSampling(repository: $0) } ?? RequestedSampling()
    let named = options.assignments.last { $0.hasPrefix("engine=") || $0.hasPrefix("engine.preset=") }
    let engine = named.map { $0.drop { $0 != "=" }.dropFirst() }
    let isOld = engine.map { ["vllm-0.10", "vllm-0.11", "vllm-0.12"].contains($0) } ?? false
    var asked = run.sampling
    if asked.isEmpty && run.tool == VLLMBenchReader.tool {
      let way = isOld ? "greedily, as the client did before 0.15" : "as the server does by itself, as the client has it since 0.15"
      assumptions.append("Requests are sampled \(way): the result does not tell; --set sampling=greedy says otherwise.")
      if isOld { asked = RequestedSampling(.greedy) }
    }
    let isByModel = engine.map { !$0.hasPrefix("tensorrt") && $0 != "ideal" } ?? true
    let whole = isByModel ? published.with(asked) : asked
    return whole.isEmpty ? [] : [whole.text]
  }

  private func prepared(for run: BenchmarkRun, scenario path: String) throws -> (scenario: PreparedScenario, assumptions: [String]) {
    let scenario = try Scenario.load(path: path, assignments: options.assignments)
    guard !scenario.isVaried else {
      throw InputError("the scenario stands for several servers", file: path, remedy: "take 'vary' out, or --set vary=null")
    }
    let prepared = try PreparedScenario(scenario, assignments: options.assignments)
    guard let model = run.model, let own = prepared.deployments.first?.deployment.model.name else { return (prepared, []) }
    guard let measured = try? ServerNames.model(model) else {
      return (prepared, ["What \(run.name) calls \(model) is the scenario's \(own)."])
    }
    if let scenarios = try? ServerNames.model(own), scenarios != measured {
      throw InputError(
        "measured with \(measured), where the scenario has \(own)", file: run.file, remedy: "give the scenario of its server")
    }
    return (prepared, [])
  }

  /// Refuses to guess what neither the result nor an assignment nor a scenario tells.
  ///
  /// - Throws: ``InputError`` with the names of what is missing.
  func check(_ run: BenchmarkRun) throws(InputError) {
    // What of a log cannot be read is missing for that reason alone.
    _ = try options.serverLog?.assignments()
    if options.scenario != nil || says("pools") { return }
    var missing: [(what: String, key: String)] = []
    if run.model == nil && !says("model") { missing.append(("the model", "model=NAME")) }
    if !says("accelerator") { missing.append(("the accelerator", "accelerator=NAME")) }
    if !says("parallel.tensor") { missing.append(("over how many accelerators the model is divided", "parallel.tensor=N")) }
    if missing.isEmpty { return }
    throw InputError(
      "the result of \(run.tool) does not tell " + missing.map(\.what).joined(separator: ", nor "), file: run.file,
      remedy: "give " + missing.map { "--set \($0.key)" }.joined(separator: " ") + ", or the server's scenario with --scenario FILE")
  }

  /// Whether an assignment gives a path, a part of it, or what it is part of.
  private func says(_ path: String) -> Bool {
    // What of the log cannot be read is told by the check.
    let told = options.serverLog.map { (try? $0.assignments()) ?? [] } ?? []
    return (told + options.assignments).contains { assignment in
      let key = assignment.prefix { $0 != "=" }
      return key == path || key.hasPrefix(path + ".") || path.hasPrefix(key + ".")
    }
  }

  private static func catalogued(_ model: String, file: String) throws(InputError) -> String {
    do { return try ServerNames.model(model) } catch {
      throw InputError(error.message, file: file, remedy: "give --set model=NAME, the path of its config.json, or a scenario")
    }
  }
}

import Kernel
import Record
import Serving
import Workload

/// Makes a workload of its settings.
enum WorkloadReader {
  /// The specification, checked as far as it can be without reading a whole trace.
  ///
  /// - Throws: ``InputError`` at the workload where the parts do not fit.
  static func specification(_ setting: Setting) throws(InputError) -> WorkloadSpecification {
    do {
      var specification = WorkloadSpecification(
        origin: try origin(setting), transforms: try transforms(setting), concurrency: setting["concurrency"].count)
      specification.images = try ImageReader.load(setting)
      try specification.validate()
      return specification
    } catch let error as InputError {
      throw error.line != nil || error.file == setting.place.file ? error : error.placed(at: setting.place)
    } catch {
      throw setting.place.error("this workload cannot be used: \(error)")
    }
  }

  /// The kinds of requests.
  ///
  /// - Throws: ``InputError`` where no request could be of any of them.
  static func classes(_ setting: Setting) throws(InputError) -> [RequestClass] {
    let classes = setting["classes"].items.map { item in
      RequestClass(
        name: item["name"].required(item["name"].text), share: item["share"].required(item["share"].number),
        priority: item["priority"].required(item["priority"].count), firstTokenDue: item["ttft"].time)
    }
    if !classes.isEmpty && classes.allSatisfy({ $0.share == 0 }) {
      throw setting["classes"].place.error("no class has a share of the requests", remedy: "a share above zero for one of them")
    }
    return classes
  }

  private static func origin(_ setting: Setting) throws -> WorkloadOrigin {
    if let trace = setting.member("trace")?.file {
      guard let format = TraceFormat(rawValue: setting["format"].required(setting["format"].word)),
        let zeroTokens = ZeroTokenPolicy(rawValue: setting["zero_tokens"].required(setting["zero_tokens"].word)),
        let timeUnit = TimeUnit(rawValue: setting["time_unit"].required(setting["time_unit"].word)),
        let sessions = SessionMode(rawValue: setting["sessions"].required(setting["sessions"].word))
      else { preconditionFailure("the vocabulary names formats, policies, units and modes") }
      var hints = TraceHints(
        timeUnit: timeUnit, columns: try columns(setting["columns"]), charactersPerToken: setting["characters_per_token"].number,
        sessions: sessions)
      if let load = try AdapterReader.load(setting), load.alpha == nil { hints.adapters = load.count }
      if let images = try ImageReader.load(setting) { hints.readsImages = images.share == nil }
      return .trace(
        path: trace.path, format: format, blockTokens: setting["block_tokens"].count, zeroTokens: zeroTokens, hints: hints)
    }
    if let profile = setting.member("profile")?.file {
      return .profile(
        path: profile.path, requests: setting["requests"].count, duration: setting["duration"].time,
        requestsPerSecond: setting["rate"].number)
    }
    guard let arrivals = process(setting["arrivals"]) else { preconditionFailure("made-up requests have no recorded times") }
    if let agents = setting.member("agents") { return try TransformReader.agents(agents, setting, arrivals) }
    if let levels = setting.member("shared_prefixes")?.items { return try sharedPrefixes(levels, setting, arrivals) }
    return .synthetic(
      arrivals: arrivals, lengths: .independent(prompt: try distribution(setting["prompt"]), output: try distribution(setting["output"])),
      requests: setting["requests"].count, duration: setting["duration"].time)
  }

  private static func columns(_ setting: Setting) throws -> TraceColumns? {
    do {
      return try setting.text.map { try TraceColumns(parsing: $0) }
    } catch let error as InputError {
      throw setting.place.error("'workload.columns': " + error.message, remedy: error.remedy)
    }
  }

  private static func sharedPrefixes(_ levels: [Setting], _ setting: Setting, _ arrivals: ArrivalProcess) throws -> WorkloadOrigin {
    guard let order = SharedPrefixes.Order(rawValue: setting["order"].required(setting["order"].word)) else {
      preconditionFailure("the vocabulary names orders")
    }
    let prefixes = SharedPrefixes(
      levels: try levels.map { .init(tokens: try distribution($0["tokens"]), degree: try distribution($0["degree"])) },
      ownTokens: try distribution(setting["prompt"]), outputTokens: try distribution(setting["output"]), order: order,
      blockTokens: setting["block_tokens"].required(setting["block_tokens"].count))
    return .sharedPrefixes(prefixes, arrivals: arrivals, requests: setting["requests"].required(setting["requests"].count))
  }

  /// The steps in the order that the vocabulary promises: window, limit, clip, repeat, arrivals, rate_scale, day, transform.
  private static func transforms(_ setting: Setting) throws -> [WorkloadTransform] {
    var steps: [WorkloadTransform] = []
    let window = setting["window"]
    if let from = window.member("from")?.time, let to = window.member("to")?.time {
      if from >= to { throw window.place.error("'workload.window' ends before it begins", remedy: "'from' must be less than 'to'") }
      steps.append(.window(from: Instant(from), to: Instant(to)))
    }
    if let limit = setting["limit"].count { steps.append(.limit(limit)) }
    let clip = (setting["clip.prompt"].count, setting["clip.output"].count)
    if clip.0 != nil || clip.1 != nil { steps.append(.clip(maximumPromptTokens: clip.0, maximumOutputTokens: clip.1)) }
    if let requests = setting["repeat"].member("requests")?.count {
      let blocks = RepeatedBlocks(rawValue: setting["repeat.blocks"].word ?? "")
      steps.append(.repeat(requests: requests, blocks: blocks ?? .kept))
    }
    let isRecorded = setting.member("trace") != nil || setting.member("profile") != nil
    let order = setting.member("length_order")
    let lengths = LengthOrder(rawValue: order?.word ?? "") ?? .asInTrace
    if isRecorded, let process = process(setting["arrivals"]) {
      steps.append(.resample(process, lengths: lengths))
    } else if let order, lengths != .asInTrace {
      throw order.place.error(
        "'workload.length_order' without new arrivals has no effect", remedy: "give 'arrivals' a process, or remove the line")
    }
    let scale = setting["rate_scale"].required(setting["rate_scale"].number)
    if scale != 1 { steps.append(.scaleRate(try RateFactor(scale))) }
    if let text = setting["day"].text {
      do { steps.append(.day(try DailyCurve(text))) } catch { throw setting["day"].place.error(error.message, remedy: error.remedy) }
    }
    return steps + (try TransformReader.steps(setting))
  }

  /// The arrival process; nil where the recorded times are kept.
  private static func process(_ setting: Setting) -> ArrivalProcess? {
    func rate() -> Double { setting["rate"].required(setting["rate"].number) }
    switch setting["process"].word {
    case "constant": return .constant(requestsPerSecond: rate())
    case "poisson": return .poisson(requestsPerSecond: rate())
    case "gamma":
      let variation = setting["coefficient_of_variation"]
      return .gamma(requestsPerSecond: rate(), coefficientOfVariation: variation.required(variation.number))
    case "at_once": return .atOnce
    default: return nil
    }
  }

  static func distribution(_ setting: Setting) throws(InputError) -> LengthDistribution {
    func tokens(_ key: String) -> Int { setting[key].required(setting[key].count) }
    switch setting["distribution"].word {
    case "uniform":
      let (from, to) = (tokens("from"), tokens("to"))
      if from > to {
        throw setting.place.error("the range from \(from) to \(to) is empty", remedy: "'from' must not be greater than 'to'")
      }
      return .uniform(from: from, through: to)
    case "lognormal":
      let variation = setting["coefficient_of_variation"]
      return .lognormal(mean: Double(tokens("mean")), coefficientOfVariation: variation.required(variation.number))
    default: return .constant(tokens(setting.member("count") == nil ? "tokens" : "count"))
    }
  }
}

extension InputError {
  /// The same fault told at a place of the scenario; a file of its own stays in the message.
  func placed(at place: Place) -> InputError {
    let inner = file.map { "\($0)\(line.map { ":\($0)" } ?? ""): " } ?? ""
    return place.error(inner + message, remedy: remedy)
  }
}

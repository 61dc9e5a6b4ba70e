import Kernel
import Metrics

/// Makes the question of a quantity of its settings.
enum PublishedQuestionReader {
  /// The question under the key `kind`.
  ///
  /// - Throws: ``InputError`` where its parts do not fit each other.
  static func question(_ kind: String, _ setting: Setting) throws(InputError) -> PublishedQuantity.Question {
    switch kind {
    case "step": .step(try step(setting))
    case "run": .run(runFigure(setting))
    case "effective": .effective(pace(setting), word(setting["figure"], PaceFigure.init(rawValue:)))
    default: .capacity(try capacity(setting))
    }
  }

  private static func word<Value>(_ setting: Setting, _ make: (String) -> Value?) -> Value {
    guard let value = make(setting.required(setting.word)) else { preconditionFailure("the vocabulary names what there is") }
    return value
  }

  private static func step(_ setting: Setting) throws(InputError) -> StepQuestion {
    let chunks = setting["prefill"].items.map { item in
      StepQuestion.Chunk(
        prompts: item["prompts"].required(item["prompts"].count), tokens: item["tokens"].required(item["tokens"].count),
        contextTokens: item["context"].required(item["context"].count))
    }
    let decode = setting["decode"]
    let decodes = !decode.members.isEmpty
    if chunks.isEmpty && !decodes { throw setting.place.error("the step is empty", remedy: "give it 'prefill', 'decode' or both") }
    return StepQuestion(
      chunks: chunks, decodeSequences: decodes ? decode["sequences"].required(decode["sequences"].count) : 0,
      decodeContextTokens: decodes ? decode["context"].required(decode["context"].count) : 0,
      part: word(setting["part"], StepQuestion.Part.init(rawValue:)))
  }

  private static func runFigure(_ setting: Setting) -> RunFigure {
    let name = setting["metric"].required(setting["metric"].word)
    if let other = RunFigure.others.first(where: { $0.name == name }) { return other.figure }
    return .metric(word(setting["metric"], MetricID.init(rawValue:)), word(setting["statistic"], Statistic.init(rawValue:)))
  }

  private static func pace(_ setting: Setting) -> TokenPace {
    TokenPace(
      promptTokensPerSecond: setting["prompt_rate"].required(setting["prompt_rate"].number),
      generatedTokensPerSecond: setting["generation_rate"].required(setting["generation_rate"].number),
      spanTokens: setting["span"].required(setting["span"].count))
  }

  private static func capacity(_ setting: Setting) throws(InputError) -> CapacityQuestion {
    var limits: [CapacityQuestion.Limit] = []
    for item in setting["conditions"].items { limits.append(try limit(item)) }
    let slowdown = setting["slowdown"]
    let slowdowns = slowdown.members.isEmpty ? [] : self.slowdowns(slowdown["limits"].items)
    let pace = setting["pace"]
    if limits.isEmpty && slowdowns.isEmpty && pace.members.isEmpty {
      throw setting.place.error("the search has no condition", remedy: "give it conditions, slowdown or pace")
    }
    var question = CapacityQuestion(
      word(setting["of"], CapacityQuestion.Variable.init(rawValue:)), start: setting["start"].required(setting["start"].number),
      granularity: setting["granularity"].required(setting["granularity"].number),
      probes: setting["probes"].required(setting["probes"].count))
    question.limits = limits
    question.pool = try pool(setting["pool"], of: question)
    question.slowdowns = slowdowns
    if !slowdowns.isEmpty { question.slowdownReference = slowdown["reference"].file?.path }
    question.slowdownsCountAllTokens = !slowdowns.isEmpty && slowdown["tpot_over"].word == "tokens"
    if !pace.members.isEmpty {
      question.pace = self.pace(pace)
      question.paceShare = pace["share"].required(pace["share"].number)
    }
    return question
  }

  private static func slowdowns(_ items: [Setting]) -> [CapacityQuestion.SlowdownLimit] {
    if items.isEmpty { return CapacityQuestion.SlowdownLimit.splitwise }
    return items.map { item in
      CapacityQuestion.SlowdownLimit(
        metric: word(item["metric"], MetricID.init(rawValue:)), quantile: item["quantile"].required(item["quantile"].number),
        bound: item["at_most"].required(item["at_most"].number))
    }
  }

  private static func pool(_ setting: Setting, of question: CapacityQuestion) throws(InputError) -> String? {
    if setting.text != nil && question.variable == .rate {
      throw setting.place.error("a rate is that of all pools", remedy: "write 'of: replicas', or leave 'pool' out")
    }
    return setting.text
  }

  private static func limit(_ item: Setting) throws(InputError) -> CapacityQuestion.Limit {
    let metric = word(item["metric"], MetricID.init(rawValue:))
    let isLatency = MetricID.latencies.contains(metric)
    let wanted = isLatency ? "at_most" : "at_least"
    for key in ["at_most", "at_least"] where key != wanted && (item[key].time != nil || item[key].number != nil) {
      throw item[key].place.error("'\(metric.rawValue)' is bounded by '\(wanted)'", remedy: "write '\(wanted)' in its place")
    }
    let bound = isLatency ? item["at_most"].time.map { $0.seconds * 1e3 } : item["at_least"].number
    guard let bound else { throw item.place.error("the condition on '\(metric.rawValue)' has no bound", remedy: "give '\(wanted)'") }
    return CapacityQuestion.Limit(
      metric: metric, statistic: word(item["statistic"], Statistic.init(rawValue:)), bound: bound, isLeast: !isLatency)
  }
}

extension PublishedQuantity {
  /// The unit of its answer, in the words of the vocabulary.
  public var unit: String {
    switch question {
    case .step: "ms"
    case .effective(_, .throughput): "req/s"
    case .effective(_, .failures): "share"
    case .capacity(let capacity): capacity.variable == .rate ? "req/s" : "replicas"
    case .run(.makespan): "s"
    case .run(.cachedShare), .run(.rejectedShare): "share"
    case .run(.tokensPerStep): "count"
    case .run(.preemptions): "count"
    case .run(.metric(let metric, _)): Self.unit(of: metric)
    }
  }

  private static func unit(of metric: MetricID) -> String {
    if MetricID.latencies.contains(metric) { return "ms" }
    switch metric {
    case .requestThroughput, .goodput: return "req/s"
    case .outputThroughput, .totalThroughput: return "tokens/s"
    case .energyPerRequest, .energyPerOutputToken: return "J"
    case .attainment, .busyShare, .mfu, .mbu: return "share"
    default: return "count"
    }
  }
}

extension Scenario {
  /// The path of the rate of its arrivals: of a process that has one, or the factor that a recorded workload is scaled by.
  public static let arrivalRatePath = "workload.arrivals.rate"

  /// Whether its arrivals come from a process with a rate.
  public var hasArrivalRate: Bool {
    Setting(value: .section(settings), place: Place(file: file))["workload"].member("arrivals")?.member("rate") != nil
  }

  /// The path of the number of replicas of the pool called `name`, or of the first; nil where no pool is called so.
  public func replicasPath(ofPool name: String? = nil) -> String? {
    guard let pool = name.map({ name in pools.first { $0.name == name } }) ?? pools.first else { return nil }
    let isImplied = Setting(value: .section(settings), place: Place(file: file))["pools"].items.isEmpty
    return isImplied ? "replicas" : "pools.\(pool.name).replicas"
  }
}

import Kernel
import Workload

/// Makes steps that make other requests, and tasks of agents, of their settings.
enum TransformReader {
  private static let names = ["tokens", "group", "stream", "prompt_only"]

  /// The steps of a workload, in the order written.
  ///
  /// - Throws: ``InputError`` at an item that is no step, or several, and at what does not go together.
  static func steps(_ workload: Setting) throws(InputError) -> [WorkloadTransform] {
    var steps: [WorkloadTransform] = []
    for item in workload["transform"].items {
      let given = names.filter { !item[$0].members.isEmpty || item[$0].flag == true }
      guard given.count == 1 else {
        throw item.place.error(
          "a step of 'workload.transform' is \(given.isEmpty ? "none" : given.joined(separator: " and "))",
          remedy: "an item for each step, with one of \(names.joined(separator: ", "))")
      }
      let own = item[given[0]]
      let step = try step(given[0], own)
      do { try step.validate() } catch { throw error.placed(at: own.place) }
      steps.append(step)
    }
    try checkOwners(workload, steps)
    return steps
  }

  private static func step(_ name: String, _ own: Setting) throws(InputError) -> WorkloadTransform {
    func count(_ key: String) -> Int { own[key].required(own[key].count) }
    switch name {
    case "tokens":
      let (prompt, output) = (own["prompt"].required(own["prompt"].number), own["output"].required(own["output"].number))
      return .scaleTokens(TokenScale(prompt: prompt, output: output))
    case "group":
      return .group(
        QuestionGroups(
          questions: count("questions"), instructionTokens: count("instruction"), votes: count("votes"),
          earlyStop: try shares(own["early_stop"])))
    case "stream":
      return .stream(
        InputStreams(
          chunkTokens: count("chunk"), interval: own["every"].required(own["every"].time), reencodes: own["reencode"].flag ?? false,
          blockTokens: count("block_tokens")))
    default: return .promptOnly
    }
  }

  private static func shares(_ setting: Setting) throws(InputError) -> [Double] {
    guard let text = setting.text else { return [] }
    var shares: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let share = Double(part.filter { $0 != " " }), share >= 0, share <= 1 else {
        throw setting.place.error(
          "'\(String(part).shortened)' is no share of questions", remedy: "numbers from 0 to 1 with commas between: 0.6,0.2,0.2")
      }
      shares.append(share)
    }
    return shares
  }

  /// Refuses what is drawn for each request by itself, where several requests are one person's.
  private static func checkOwners(_ workload: Setting, _ steps: [WorkloadTransform]) throws(InputError) {
    let isAgents = workload.member("agents") != nil
    let isStream = steps.contains { if case .stream = $0 { true } else { false } }
    let isVoted = steps.contains { if case .group(let rules) = $0 { rules.votes > 1 } else { false } }
    guard isAgents || isStream || isVoted else { return }
    let whose = isAgents ? "the calls of a task" : isStream ? "the pieces of an input" : "the votes of a call"
    if !workload["classes"].items.isEmpty {
      throw workload["classes"].place.error(
        "'workload.classes' beside \(whose): the class of each would be drawn by itself", remedy: "leave one of both out")
    }
    if workload["adapters"].member("alpha")?.number != nil {
      throw workload["adapters"].place.error(
        "'workload.adapters.alpha' beside \(whose): the adapter of each would be drawn by itself",
        remedy: "leave one of both out, or use a trace that tells each request's")
    }
  }

  /// Tasks of agents.
  ///
  /// - Throws: ``InputError`` at an empty range.
  static func agents(_ agents: Setting, _ workload: Setting, _ arrivals: ArrivalProcess) throws(InputError) -> WorkloadOrigin {
    func count(_ setting: Setting) -> Int { setting.required(setting.count) }
    let tasks = AgentTasks(
      calls: try WorkloadReader.distribution(agents["calls"]), sharedTokens: count(agents["shared"]),
      taskTokens: try WorkloadReader.distribution(workload["prompt"]), outputTokens: try WorkloadReader.distribution(workload["output"]),
      toolTokens: try WorkloadReader.distribution(agents["tool_result"]), toolTime: try times(agents["tool_time"]),
      blockTokens: count(workload["block_tokens"]))
    return .agents(tasks, arrivals: arrivals, tasks: workload["tasks"].count, duration: workload["duration"].time)
  }

  private static func times(_ setting: Setting) throws(InputError) -> TimeDistribution {
    func time(_ key: String) -> Duration { setting[key].required(setting[key].time) }
    switch setting["distribution"].word {
    case "uniform":
      let (from, to) = (time("from"), time("to"))
      if from > to {
        throw setting.place.error(
          "the range from \(from.seconds) s to \(to.seconds) s is empty", remedy: "'from' must not be greater than 'to'")
      }
      return .uniform(from: from, through: to)
    case "lognormal":
      let variation = setting["coefficient_of_variation"]
      return .lognormal(mean: time("mean"), coefficientOfVariation: variation.required(variation.number))
    default: return .constant(time("time"))
    }
  }
}

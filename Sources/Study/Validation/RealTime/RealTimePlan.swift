import Calibration
import Kernel
import Model
import Workload

/// What a validation on the user's own machine serves and simulates.
public struct RealTimePlan: Sendable {
  /// The model that the executed core runs.
  public var model: String
  /// Threads of the core.
  public var threads = 1
  /// The policies.
  public var schedulers = ["fcfs", "sarathi"]
  /// How the work of a request is divided: one engine does all of it, or two in processes of their own share it.
  public var modes: [PlanMode] = [.aggregated]
  /// The loads, as parts of the measured capacity.
  public var loads = [0.5, 0.8, 0.95]
  /// How long requests come at each load.
  public var duration: Duration
  /// Whether the calibration is the quick one.
  public var isQuick: Bool
  /// Seconds that the calibration may measure, where they are not the usual ones.
  package var calibrationSeconds: Double?
  /// Decides arrivals, lengths and weights.
  public var seed: UInt64 = 1

  /// The default: a minute at each load after a full calibration, or with `quick` some ten seconds at each after a quick one.
  public init(quick: Bool = false) {
    isQuick = quick
    model = quick ? "llama-tiny-8m" : "llama-tiny-25m"
    duration = quick ? .seconds(8) : .seconds(60)
  }

  /// Refuses what cannot be.
  ///
  /// - Throws: ``InputError``.
  func validate() throws(InputError) {
    if schedulers.isEmpty || loads.isEmpty || modes.isEmpty {
      throw InputError("no scheduler, no mode or no load is given", remedy: "at least one of each")
    }
    for load in loads where !(load > 0 && load <= 2) {
      throw InputError("a load of \(load)", remedy: "a part of the capacity above 0, at most 2")
    }
    guard duration >= .seconds(1) && duration <= .seconds(86_400) else {
      throw InputError("\(duration.seconds) s at each load", remedy: "from 1 s to a day")
    }
  }

  // MARK: Sizes

  /// Limits of the engine: large enough that the load decides, small enough for any machine.
  static let limits = EngineLimits(
    kvBlocks: 1600, blockTokens: 16, maximumSequences: 32, maximumBatchedTokens: 1024, maximumSequenceTokens: 1024)

  /// Limits of the core behind it, which keeps the tokens of preempted requests while others, of a policy that orders them,
  /// go first.
  static var coreLimits: EngineLimits {
    var limits = limits
    limits.maximumSequences *= 4
    // Shared text whose blocks are gone is computed beside what was planned.
    limits.maximumBatchedTokens += limits.maximumSequenceTokens
    return limits
  }

  /// What an engine in a process of its own is to be.
  func setup(of role: EngineRole, kvBlocks: Int, referenceSteps: ReferenceSteps) -> EngineSetup {
    EngineSetup(
      role: role, model: model, threads: threads, seed: seed, kvBlocks: kvBlocks, blockTokens: Self.limits.blockTokens,
      maximumSequences: Self.limits.maximumSequences, maximumBatchedTokens: Self.limits.maximumBatchedTokens,
      maximumSequenceTokens: Self.limits.maximumSequenceTokens, knownSequences: Self.coreLimits.maximumSequences,
      referenceSteps: referenceSteps)
  }

  /// What is calibrated: what the engine's limits allow, and nothing beyond.
  var calibrationOptions: CalibrationOptions {
    var options = CalibrationOptions(quick: isQuick, threads: threads, seed: seed)
    options.maximumSequences = Self.limits.maximumSequences
    options.maximumBatchedTokens = Self.limits.maximumBatchedTokens
    options.maximumSequenceTokens = Self.limits.maximumSequenceTokens
    options.blockTokens = Self.limits.blockTokens
    if let calibrationSeconds { options.budgetSeconds = calibrationSeconds }
    return options
  }

  /// Prompts and outputs, cut where the engine's limit would be passed.
  private static let prompts = LengthDistribution.lognormal(mean: 160, coefficientOfVariation: 0.8)
  private static let outputs = LengthDistribution.lognormal(mean: 48, coefficientOfVariation: 0.6)
  private static let longestPrompt = 768
  private static let longestOutput = 256

  /// Where prompts share a prefix: how long it is, for how many prompts, and what is their own. Prompts of a prefix come one after
  /// another; in the mean they are as long as the others.
  private static let prefixTokens = LengthDistribution.constant(96)
  private static let promptsOfPrefix = LengthDistribution.constant(8)
  private static let ownTokens = LengthDistribution.lognormal(mean: 64, coefficientOfVariation: 0.8)

  /// Requests that come all at once, to find the capacity: none of those that are validated.
  func saturatingLoad(_ way: ServedWay) throws -> [Arrival] {
    try arrivals(.atOnce, requests: isQuick ? 80 : 240, way, seed: ~seed)
  }

  /// Poisson arrivals at a rate.
  func load(requestsPerSecond: Double, _ way: ServedWay) throws -> [Arrival] {
    try arrivals(.poisson(requestsPerSecond: requestsPerSecond), requests: nil, way, seed: seed)
  }

  private func arrivals(_ process: ArrivalProcess, requests: Int?, _ way: ServedWay, seed: UInt64) throws -> [Arrival] {
    let origin: WorkloadOrigin
    if way.sharesPrompts {
      let prefixes = SharedPrefixes(
        levels: [.init(tokens: Self.prefixTokens, degree: Self.promptsOfPrefix)], ownTokens: Self.ownTokens, outputTokens: Self.outputs,
        order: .grouped, blockTokens: Self.limits.blockTokens)
      var expected = 1
      if case .poisson(let rate) = process { expected = max(1, Int((rate * duration.seconds).rounded())) }
      origin = .sharedPrefixes(prefixes, arrivals: process, requests: requests ?? expected)
    } else {
      origin = .synthetic(
        arrivals: process, lengths: .independent(prompt: Self.prompts, output: Self.outputs), requests: requests,
        duration: requests == nil ? duration : nil)
    }
    let specification = WorkloadSpecification(
      origin: origin, transforms: [.clip(maximumPromptTokens: Self.longestPrompt, maximumOutputTokens: Self.longestOutput)])
    var source = try specification.makeSource(seed: seed)
    var arrivals: [Arrival] = []
    while let arrival = try source.next() { arrivals.append(arrival) }
    return arrivals
  }

  /// The load in words.
  static func loadInWords(_ way: ServedWay) -> String {
    "Poisson, prompts of 160 and outputs of 48 tokens in the mean, log-normal"
      + (way.sharesPrompts ? ", the first 96 of each prompt shared by eight" : "")
  }
}

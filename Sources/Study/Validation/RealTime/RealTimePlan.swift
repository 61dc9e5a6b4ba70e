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
    if schedulers.isEmpty || loads.isEmpty { throw InputError("no scheduler or no load is given", remedy: "at least one of each") }
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
    return limits
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

  /// Requests that come all at once, to find the capacity: none of those that are validated.
  func saturatingLoad() throws -> [Arrival] {
    try arrivals(.atOnce, requests: isQuick ? 80 : 240, duration: nil, seed: ~seed)
  }

  /// Poisson arrivals at a rate.
  func load(requestsPerSecond: Double) throws -> [Arrival] {
    try arrivals(.poisson(requestsPerSecond: requestsPerSecond), requests: nil, duration: duration, seed: seed)
  }

  private func arrivals(_ process: ArrivalProcess, requests: Int?, duration: Duration?, seed: UInt64) throws -> [Arrival] {
    let specification = WorkloadSpecification(
      origin: .synthetic(
        arrivals: process, lengths: .independent(prompt: Self.prompts, output: Self.outputs), requests: requests, duration: duration),
      transforms: [.clip(maximumPromptTokens: Self.longestPrompt, maximumOutputTokens: Self.longestOutput)])
    var source = try specification.makeSource(seed: seed)
    var arrivals: [Arrival] = []
    while let arrival = try source.next() { arrivals.append(arrival) }
    return arrivals
  }

  /// The load in words.
  static let loadInWords = "Poisson, prompts of 160 and outputs of 48 tokens in the mean, log-normal"
}

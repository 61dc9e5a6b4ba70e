import ArgumentParser
import Kernel
import Workload

/// The steps between a trace and what is done with it, the same and in the same order as those of a scenario's workload.
struct TraceSteps: ParsableArguments {
  @Option(help: ArgumentHelp("Keep what arrives at this time or later, such as 90s or 24h; it becomes the start.", valueName: "time"))
  var from: String?

  @Option(help: ArgumentHelp("Keep what arrives before this time.", valueName: "time"))
  var to: String?

  @Option(help: ArgumentHelp("Keep the first so many requests.", valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("Cut longer prompts to so many tokens; how many were cut is reported.", valueName: "tokens"))
  var clipPrompt: Int?

  @Option(help: ArgumentHelp("Cut longer outputs to so many tokens; how many were cut is reported.", valueName: "tokens"))
  var clipOutput: Int?

  @Option(help: ArgumentHelp("Begin again at the end until there are so many requests.", valueName: "n"))
  var `repeat`: Int?

  @OptionGroup var arrivals: TraceArrivals

  @Option(help: ArgumentHelp("Divide all times by this: 2 is twice the load of the same shape.", valueName: "factor"))
  var rateScale: Double?

  @Option(help: ArgumentHelp("Seed of all that is drawn.", valueName: "n"))
  var seed: UInt64 = 1

  /// Steps in words.
  static func words(_ steps: [WorkloadTransform]) -> String { steps.map(\.description).joined(separator: "; ") }

  /// The steps asked for, in their order.
  ///
  /// - Throws: ``InputError`` for what is no time, no rate or no count.
  func transforms() throws -> [WorkloadTransform] {
    var steps: [WorkloadTransform] = []
    if from != nil || to != nil {
      let begin = try from.map { Instant(try TraceText.duration($0, option: "--from")) }
      let end = try to.map { Instant(try TraceText.duration($0, option: "--to")) }
      steps.append(.window(from: begin ?? .start, to: end ?? .never))
    }
    if let limit { steps.append(.limit(limit)) }
    if clipPrompt != nil || clipOutput != nil {
      steps.append(.clip(maximumPromptTokens: clipPrompt, maximumOutputTokens: clipOutput))
    }
    if let `repeat` { steps.append(.repeat(requests: `repeat`)) }
    if let process = try arrivals.process() {
      steps.append(.resample(process))
    } else if arrivals.rate != nil {
      throw InputError(
        "a rate without an arrival process", remedy: "add --arrivals, such as poisson; to scale recorded times use --rate-scale")
    }
    if let rateScale { steps.append(.scaleRate(try RateFactor(rateScale))) }
    return steps
  }
}

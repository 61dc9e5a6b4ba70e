import ArgumentParser
import Kernel
import Study

/// The options of a validation on this machine.
struct RealTimeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The model to run. (default: llama-tiny-25m, or llama-tiny-8m with --quick)", valueName: "name"),
    completion: Completions.executableModel)
  var model: String?

  @Option(help: ArgumentHelp("Threads of the transformer. (default: 1)", valueName: "n"))
  var threads: Int?

  @Flag(help: "A quick calibration and some seconds a load, in about two minutes all in all.")
  var quick = false

  @Option(
    help: ArgumentHelp("Policies, with commas between. (default: fcfs,sarathi)", valueName: "names"), completion: Completions.schedulers)
  var schedulers: String?

  @Option(
    help: ArgumentHelp(
      "Ways to divide a request: by one engine, or by two processes that hand KV over. (default: aggregated)", valueName: "m,m"),
    completion: .list(["aggregated", "disaggregated", "aggregated,disaggregated"]))
  var mode: String?

  @Option(help: ArgumentHelp("Loads in per cent of the measured capacity, with commas between. (default: 50,80,95)", valueName: "list"))
  var loads: String?

  @Option(help: ArgumentHelp("How long requests come at each load, such as 60s. (default: 60 s, or 8 s with --quick)", valueName: "time"))
  var duration: String?

  /// Whether any of them was given.
  var isGiven: Bool { model != nil || threads != nil || quick || schedulers != nil || mode != nil || loads != nil || duration != nil }

  /// The plan that the options make.
  ///
  /// - Throws: ``InputError`` for what cannot be read.
  func plan(seed: UInt64) throws -> RealTimePlan {
    var plan = RealTimePlan(quick: quick)
    if let model { plan.model = model }
    if let threads { plan.threads = threads }
    if let schedulers { plan.schedulers = schedulers.split(separator: ",").map(String.init) }
    if let mode { plan.modes = try mode.split(separator: ",").map { try Self.mode(String($0)) } }
    if let loads {
      plan.loads = try loads.split(separator: ",").map { text in
        let digits = text.hasSuffix("%") ? text.dropLast() : text
        guard let percent = Double(digits) else {
          throw InputError("--loads: '\(text.prefix(40))' is no number", remedy: "per cent of the capacity, such as 50,80,95")
        }
        return percent / 100
      }
    }
    if let duration { plan.duration = try TraceText.duration(duration, option: "--duration") }
    plan.seed = seed
    return plan
  }

  private static func mode(_ word: String) throws -> PlanMode {
    if let mode = PlanMode(rawValue: word) { return mode }
    let words = PlanMode.allCases.map(\.rawValue)
    throw InputError("--mode: '\(word.prefix(40))' is no way to divide a request", remedy: words.joined(separator: " or "))
  }
}

import ArgumentParser
import Kernel
import Report
import Scenario
import Workload

/// `windtunnel trace generate`: a synthetic trace, from a profile or from distributions.
struct TraceGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Make a synthetic trace from a profile, from clients of ServeGen, or from distributions of lengths.",
    discussion: """
      windtunnel trace generate traces/profiles/azure-2023-conv.json \\
        -o day.csv --duration 24h --rate 20
      windtunnel trace generate -o load.csv --requests 10000 \\
        --prompt-tokens lognormal:1024:1.2 --output-tokens 128 \\
        --arrivals gamma --rate 5 --cv 3
      windtunnel trace generate -o batch.csv --shared-prefix 2000x16 \\
        --prompt-tokens 200 --output-tokens 100 --arrivals at_once --requests 6400
      """)

  @Argument(
    help: ArgumentHelp(
      "A profile that 'trace profile' wrote, or a folder of ServeGen's clients; none with --prompt-tokens.", valueName: "profile"))
  var profile: String?

  @OptionGroup var output: TraceOutput

  @Option(help: ArgumentHelp("How many requests to make. (default: with a profile, as many as its trace had)", valueName: "n"))
  var requests: Int?

  @Option(help: ArgumentHelp("For how long to make requests, such as 30min or 24h.", valueName: "time"))
  var duration: String?

  @OptionGroup var arrivals: TraceArrivals

  @Option(help: ArgumentHelp("Length of prompts: 512, uniform:100:900, or lognormal:MEAN:CV.", valueName: "lengths"))
  var promptTokens: String?

  @Option(help: ArgumentHelp("Length of outputs, in the same words.", valueName: "lengths"))
  var outputTokens: String?

  @OptionGroup var sharing: TraceSharing

  @Option(help: ArgumentHelp("Seed of all that is drawn.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup var form: FormatOption

  func validate() throws { try output.check(isJSON: form.isJSON) }

  func run() throws {
    let workload = try specification()
    let report = try TraceProgress.watching("generating \(output.name)", path: nil) {
      try output.write(inputs: [profile].compactMap { $0 }) { file in try TraceTool.generate(workload, to: file, seed: seed) }
    }
    if !form.isJSON { return Console.note("\(output.name): \(report)") }
    Console.print(TraceJSON.generated(output.file, from: workload, profile: profile, seed: seed, report).text)
  }

  private func specification() throws -> WorkloadSpecification {
    let time = try duration.map { try TraceText.duration($0, option: "--duration") }
    if let profile {
      guard promptTokens == nil, outputTokens == nil, sharing.isUnused else {
        throw InputError("lengths together with a profile", remedy: "a profile has lengths of its own; leave out one of the two")
      }
      let process = try arrivals.process()
      let rate = process == nil ? arrivals.rate : nil
      return WorkloadSpecification(
        origin: .profile(path: profile, requests: requests, duration: time, requestsPerSecond: rate),
        transforms: process.map { [.resample($0)] } ?? [])
    }
    guard let promptTokens, let outputTokens else {
      throw InputError("nothing to generate from", remedy: "name a profile, or give both --prompt-tokens and --output-tokens")
    }
    guard let process = try arrivals.process() else {
      throw InputError("requests without times", remedy: "give --arrivals, such as --arrivals poisson --rate 10")
    }
    let prompt = try TraceText.lengths(promptTokens, option: "--prompt-tokens")
    let output = try TraceText.lengths(outputTokens, option: "--output-tokens")
    if let prefixes = try sharing.prefixes(own: prompt, output: output) {
      guard let requests, time == nil else {
        throw InputError("shared prefixes without a number of requests", remedy: "give --requests, and no --duration")
      }
      return WorkloadSpecification(origin: .sharedPrefixes(prefixes, arrivals: process, requests: requests))
    }
    let lengths = LengthModel.independent(prompt: prompt, output: output)
    return WorkloadSpecification(origin: .synthetic(arrivals: process, lengths: lengths, requests: requests, duration: time))
  }
}

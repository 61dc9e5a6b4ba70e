import ArgumentParser
import Kernel
import Report
import Workload

/// `windtunnel trace inspect`: counts, quantiles, burstiness, and a picture of a trace.
struct TraceInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Say what a trace is like: counts, quantiles, burstiness, shared prefixes, a small picture.",
    discussion: """
      windtunnel trace inspect traces/conversation.csv
      """)

  @OptionGroup var input: TraceInput
  @Option(
    help: ArgumentHelp(
      "Compare the trace with nine generated from this profile, and print a Markdown table instead.", valueName: "profile.json"))
  var against: String?

  @OptionGroup(title: "Steps, taken in the order in which they stand here") var steps: TraceSteps

  func run() throws {
    let transforms = try steps.transforms()
    let path = try input.path(readMoreThanOnce: !transforms.isEmpty)
    if against != nil && !transforms.isEmpty {
      throw InputError("--against together with steps", remedy: "convert the trace with these steps first")
    }
    if against != nil && input.isJSON {
      throw InputError("JSON together with --against", remedy: "--against prints a table in Markdown: leave out one of the two")
    }
    let text = try TraceProgress.watching("reading \(input.file)", path: path) {
      if let against {
        return try TraceTool.compare(
          path: path, format: input.format, blockTokens: input.blockTokens, zeroTokens: input.zeroTokens, hints: try input.hints(),
          profile: against)
      }
      if input.isJSON { return try document(path: path, transforms) }
      if transforms.isEmpty {
        return try TraceTool.inspect(
          path: path, format: input.format, blockTokens: input.blockTokens, zeroTokens: input.zeroTokens, hints: try input.hints(),
          width: Console.width)
      }
      let workload = WorkloadSpecification(origin: try input.origin(path: path), transforms: transforms)
      try workload.validate()
      return try "steps           \(TraceSteps.words(transforms))\n"
        + TraceSummary(of: workload.makeSource(seed: steps.seed), blockTokens: workload.blockTokens()).text(width: Console.width)
    }
    Console.print(String(text.dropLast(text.hasSuffix("\n") ? 1 : 0)))
  }

  /// The trace, or what the steps make of it, for other programs.
  private func document(path: String, _ transforms: [WorkloadTransform]) throws -> String {
    if transforms.isEmpty {
      let trace = try TraceTool.summary(
        path: path, format: input.format, blockTokens: input.blockTokens, zeroTokens: input.zeroTokens, hints: try input.hints())
      return TraceJSON.document(input.file, format: trace.format, hasTimes: trace.hasTimes, steps: nil, trace.summary).text
    }
    let workload = WorkloadSpecification(origin: try input.origin(path: path), transforms: transforms)
    try workload.validate()
    let summary = try TraceSummary(of: workload.makeSource(seed: steps.seed), blockTokens: workload.blockTokens())
    return TraceJSON.document(input.file, format: input.format, hasTimes: true, steps: TraceSteps.words(transforms), summary).text
  }
}

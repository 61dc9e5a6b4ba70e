import ArgumentParser
import Workload

/// `windtunnel trace inspect`: counts, quantiles, burstiness, and a picture of a trace.
struct TraceInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Say what a trace is like: counts, quantiles, burstiness, shared prefixes, a small picture.")

  @OptionGroup var input: TraceInput
  @OptionGroup(title: "Steps, taken in the order in which they stand here") var steps: TraceSteps

  func run() throws {
    let transforms = try steps.transforms()
    let path = try input.path(readMoreThanOnce: !transforms.isEmpty)
    let text = try TraceProgress.watching("reading \(input.file)", path: path) {
      if transforms.isEmpty {
        return try TraceTool.inspect(
          path: path, format: input.format, blockTokens: input.blockTokens, zeroTokens: input.zeroTokens, width: Console.width)
      }
      let workload = WorkloadSpecification(origin: input.origin(path: path), transforms: transforms)
      try workload.validate()
      return try "steps           \(workload.stepsInWords)\n"
        + TraceSummary(of: workload.makeSource(seed: steps.seed), blockTokens: workload.blockTokens()).text(width: Console.width)
    }
    Console.print(String(text.dropLast(text.hasSuffix("\n") ? 1 : 0)))
  }
}

extension WorkloadSpecification {
  /// The transforms without the origin.
  fileprivate var stepsInWords: String { transforms.map(\.description).joined(separator: "; ") }
}

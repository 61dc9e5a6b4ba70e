import ArgumentParser
import Report
import Workload

/// `windtunnel trace convert`: any format to the canonical one, through steps.
struct TraceConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Convert a trace of any format into the canonical CSV, scaled, cut or with new arrivals where asked.",
    discussion: """
      windtunnel trace convert traces/code.csv -o first.csv --limit 1000
      """)

  @OptionGroup var input: TraceInput
  @OptionGroup var output: TraceOutput

  @Flag(help: "Put rows in order of time first, holding all of them in memory; no other step can be taken with it.")
  var sort = false

  @OptionGroup(title: "Steps, taken in the order in which they stand here") var steps: TraceSteps

  func validate() throws { try output.check(isJSON: input.isJSON) }

  func run() throws {
    let transforms = try steps.transforms()
    let path = try input.path(readMoreThanOnce: !transforms.isEmpty)
    let report = try TraceProgress.watching("converting \(input.file)", path: path) {
      try output.write(inputs: [path]) { file in
        try TraceTool.convert(
          from: path, format: input.format, blockTokens: input.blockTokens, zeroTokens: input.zeroTokens, hints: try input.hints(),
          to: file, sort: sort,
          transforms: transforms, seed: steps.seed)
      }
    }
    if !input.isJSON { return Console.note("\(output.name): \(report)") }
    let words = transforms.isEmpty ? nil : TraceSteps.words(transforms)
    Console.print(TraceJSON.converted(input.file, to: output.file, steps: sort ? "sorted by time" : words, report).text)
  }
}

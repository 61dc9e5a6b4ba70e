import ArgumentParser
import Foundation
import Report
import Workload

/// `windtunnel trace profile`: the statistics of a trace in a small file that holds no row of it.
struct TraceProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Measure a trace and write its profile: arrivals over time, burstiness, lengths, shared prefixes, and no row of it.",
    usage: "windtunnel trace profile [<options>] <trace> --out <file>",
    discussion: """
      windtunnel trace profile traces/code.csv -o code.json
      """)

  @OptionGroup var input: TraceInput
  @OptionGroup var output: TraceOutput

  @Option(help: ArgumentHelp("What to call the trace in the profile. (default: the file's name)", valueName: "text"))
  var name: String?

  @Option(help: ArgumentHelp("Where the trace came from and under which licence, for people.", valueName: "text"))
  var attribution = ""

  func validate() throws { try output.check(isJSON: input.isJSON) }

  func run() throws {
    let path = try input.path(readMoreThanOnce: false)
    let title = name ?? (input.file as NSString).lastPathComponent
    let (profile, report) = try TraceProgress.watching("measuring \(input.file)", path: path) {
      try output.write(inputs: [path]) { file in
        try TraceTool.profile(
          path: path, format: input.format, blockTokens: input.blockTokens, zeroTokens: input.zeroTokens, hints: try input.hints(),
          to: file, name: title,
          attribution: attribution)
      }
    }
    if input.isJSON { return Console.print(TraceJSON.profiled(input.file, to: output.file, profile, report).text) }
    let span = NumberText.time(seconds: profile.span.seconds)
    let accounts = report.accounts.map { "\n" + $0 }.joined()
    Console.note("\(output.name): profile of \(NumberText.count(profile.requests)) requests over \(span)\(accounts)")
  }
}

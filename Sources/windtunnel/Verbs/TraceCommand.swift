import ArgumentParser

/// `windtunnel trace`: what can be done with a trace without simulating anything.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Look at traces, convert them, and make synthetic ones.",
    discussion: """
      windtunnel trace inspect traces/conversation.csv
      windtunnel trace convert traces/code.csv -o part.csv --from 2min --to 5min
      windtunnel trace profile traces/code.csv -o model.json
      windtunnel trace generate model.json -o synthetic.csv --requests 1000000

      Azure LLM CSV, Mooncake and Qwen-Bailian JSON lines, BurstGPT CSV, this
      program's own CSV, tables and JSON lines of other tools, and results of
      benchmarks are told apart by their first line; gzip and zstd are unpacked.
      --columns names other columns.
      """,
    subcommands: [TraceInspectCommand.self, TraceConvertCommand.self, TraceProfileCommand.self, TraceGenerateCommand.self])
}

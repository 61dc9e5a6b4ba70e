import ArgumentParser
import Kernel
import Store
import Study

/// `windtunnel validate`: simulations beside measurements.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Lay simulations beside what was measured, and print the errors.",
    discussion: """
      windtunnel validate --against runs/vllm-rtx4090-llama-3.1-8b

      PATH is the folder of a recorded server run (requests.jsonl and
      meta.json), a CSV table of experiments in stages, or one of points at a
      fixed number of requests in flight; what it is, its form tells. Both
      sides are stored as runs where both are known request by request, so
      that 'windtunnel compare run:1 run:2' works on them.
      """)

  @Option(help: ArgumentHelp("The record of a real server: a folder or a table.", valueName: "path"))
  var against: String

  @Option(help: ArgumentHelp("Of a table with several backends, the one whose rows count.", valueName: "name"))
  var backend = Validation.defaultBackend

  @OptionGroup var output: ValidationOutput

  func run() throws {
    let validation = ValidationExecution(output)
    let report = try validation.run { options in try Validation.report(against: against, options: options, backend: backend) }
    Console.print(ValidationText(report, showsAll: output.all).text(width: Console.width))
  }
}

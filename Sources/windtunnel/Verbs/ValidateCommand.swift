import ArgumentParser
import Calibration
import Kernel
import Report
import Store
import Study

/// `windtunnel validate`: simulations beside measurements.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Lay simulations beside what was measured, on this machine or on real servers.",
    discussion: """
      windtunnel validate --quick                serve on this machine, and simulate
      windtunnel validate --against runs/vllm-rtx4090-llama-3.1-8b

      Without --against, a small transformer is calibrated and serves requests
      in real time on this machine, behind the same policies and KV cache that
      a simulation has; the same arrivals are simulated with what was measured.
      Each load is served twice: the noise is by how much the two differ.

      With --against, PATH is yours to bring: the folder of a recorded server run
      (requests.jsonl and meta.json), a CSV table of experiments in stages, or
      one of points at a fixed number of requests in flight; its form tells.

      Where both sides are known request by request both are stored as runs, so
      that 'windtunnel compare run:1 run:2' works on them.
      """)

  @Option(help: ArgumentHelp("The record of a real server: a folder or a table.", valueName: "path"), completion: .file())
  var against: String?

  @Option(help: ArgumentHelp("Of a table with several backends, the one whose rows count.", valueName: "name"))
  var backend = Validation.defaultBackend

  @OptionGroup(title: "On this machine") var machine: RealTimeArguments

  @OptionGroup var output: ValidationOutput
  @OptionGroup var form: FormatOption

  func validate() throws {
    if against != nil && machine.isGiven { throw ValidationError("options of a validation on this machine do not go with --against") }
    if against == nil && !output.changes.isEmpty { throw ValidationError("--set goes with --against") }
  }

  func run() throws {
    let execution = ValidationExecution(output)
    try execution.run { options in
      if let against { return try Validation.report(against: against, options: options, backend: backend) }
      let plan = try machine.plan(seed: output.seed)
      let validation = RealTimeValidation(plan, options: options, clock: Program.servingClock(threads: plan.threads))
      return try validation.report(date: String(options.program.created.prefix(10)))
    } show: { report in
      let revision = Revision.ofThisExecutable()
      form.print(
        ValidationText(report, showsAll: output.all || against == nil, revision: revision).text(width: Console.width),
        json: ValidationJSON.document(report, revision: revision))
    }
  }
}

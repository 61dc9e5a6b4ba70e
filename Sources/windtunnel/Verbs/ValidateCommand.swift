import ArgumentParser
import Calibration
import Kernel
import Report
import Scenario
import Store
import Study

/// `windtunnel validate`: simulations beside measurements.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Lay simulations beside what was measured, on this machine or on real servers.",
    discussion: """
      windtunnel validate --quick                serve on this machine, and simulate
      windtunnel validate --against runs/vllm-rtx4090-llama-3.1-8b
      windtunnel validate --against result.json --scenario chat-8b

      Without --against, a small transformer is calibrated and serves requests
      in real time on this machine, behind the same policies and KV cache that
      a simulation has; the same arrivals are simulated with what was measured.
      Each load is served twice: the noise is by how much the two differ.
      With --mode disaggregated two engines serve, in processes of their own:
      one computes prompts and hands their KV over a socket to the other.

      With --against, PATH is yours to bring: the folder of a recorded server run
      (requests.jsonl and meta.json), a CSV table of experiments in stages, one
      of points at a fixed number of requests in flight or of steady states with
      watts, the result of vllm bench serve, AIPerf, GuideLLM or inference-perf,
      or a folder of these; its form tells. Rows and files that cannot be used
      are left out and counted. For watts it also prints the shares of power
      that they fit, with each model left out of its own fit.

      The result of a benchmark does not tell its server: --scenario FILE gives
      it, or --set accelerator=NAME --set parallel.tensor=N. --server-log FILE is
      the server's own log, or its command: it sets preset, limits, layout and KV
      blocks, and what contradicts it is named.

      --vary KEY=VALUES asks whether one figure of the simulator serves all that
      was measured: engine.exposed_host_time=0..200/25 us simulates everything
      at nine values and prints the best one with its interval, and how far off
      it is where a model, or a version of the engine, had no part in its choice.

      --skip-first N leaves the first requests of each record out of all figures,
      measured and simulated: a server that was not warmed up compiled kernels
      while they waited. engine.cold_start simulates that wait instead.

      In a terminal an error is green that is within the noise, or smaller than
      another simulator's where the record has that one's; red is a larger one.

      Where both sides are known request by request both are stored as runs, so
      that 'windtunnel compare run:1 run:2' works on them.
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Records of real servers: folders, tables, results of benchmarks.", valueName: "path"), completion: .file())
  var against: [String] = []

  @OptionGroup var benchmark: BenchmarkArguments

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A figure of the simulator with values to try: the best of them, with each model and engine version left out.",
      valueName: "key=values"), completion: Completions.assignment)
  var vary: String?

  @Option(
    help: ArgumentHelp(
      "Requests at the start of each record that no figure counts, for the server was still cold.", valueName: "n"))
  var skipFirst = 0

  @OptionGroup(title: "On this machine") var machine: RealTimeArguments

  @OptionGroup var output: ValidationOutput
  @OptionGroup var form: FormatOption

  func validate() throws {
    if !against.isEmpty && machine.isGiven { throw ValidationError("options of a validation on this machine do not go with --against") }
    if against.isEmpty && !output.changes.isEmpty { throw ValidationError("--set goes with --against") }
    if against.isEmpty && output.checks != nil { throw ValidationError("--checks goes with --against") }
    if against.isEmpty && benchmark.isGiven {
      throw ValidationError("--scenario, --server-log, --rate and --concurrency go with --against")
    }
    if against.isEmpty && skipFirst != 0 { throw ValidationError("--skip-first goes with --against") }
    if !(0...1_000_000).contains(skipFirst) { throw ValidationError("--skip-first is \(skipFirst); between 0 and 1000000") }
    if against.isEmpty && vary != nil { throw ValidationError("--vary goes with --against") }
  }

  func run() throws {
    let execution = ValidationExecution(output)
    try execution.run { options in
      if !against.isEmpty {
        var options = options
        try benchmark.lay(into: &options)
        options.firstCounted = skipFirst
        let report = try report(options)
        try output.writeChecks(of: report, date: String(options.program.created.prefix(10)))
        return report
      }
      let plan = try machine.plan(seed: output.seed)
      let validation = RealTimeValidation(
        plan, options: options, clock: Program.servingClock(threads: plan.threads),
        launcher: EngineProcesses(executable: "/proc/self/exe", arguments: ["engine"]))
      return try validation.report(date: String(options.program.created.prefix(10)))
    } show: { report in
      let revision = Revision.ofThisExecutable()
      form.print(
        ValidationText(report, showsAll: output.all || against.isEmpty, revision: revision, ink: Console.ink).text(width: Console.width),
        json: ValidationJSON.document(report, revision: revision))
    }
  }

  private func report(_ options: ValidationOptions) throws -> ValidationReport {
    guard let vary else { return try Validation.report(against: against, options: options, backend: benchmark.backend) }
    return try Validation.report(against: against, options: options, backend: benchmark.backend, varying: try VariedFigure(vary))
  }
}

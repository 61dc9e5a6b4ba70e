import ArgumentParser
import Hardware
import Kernel
import Report
import Scenario
import Store
import Study

/// `windtunnel fit`: what is a property of one installation, out of benchmarks of it.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Fit host, front end, link and operators of your own server on its benchmarks.",
    discussion: """
      windtunnel fit --against result.json --set accelerator=h100-sxm \\
          --set parallel.tensor=1
      windtunnel fit --against runs/low.json runs/high.json \\
          --scenario chat-8b
      windtunnel fit --against runs/stages.csv --only llama --name own-server

      PATH is what 'validate --against' takes. Of one server, from one run or a
      few: the front end's delay, the host's time of an iteration and of a
      sequence, and a factor for matrix products, attention, experts and
      collectives of the accelerator's profile, each with a 95 % interval.

      What the runs do not tell apart is not fitted, by name, with the run that
      would tell; asked for with --parameters it is refused. Each load is left
      out once and simulated by the fit on the rest: several files, the stages of
      one, or the two halves of a single run.

      Written are a profile (NAME.json, for 'calibration: NAME.json', which says
      what was fitted on what) and the server's scenario with it (NAME.yaml).
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Benchmarks of one server: results, tables, folders.", valueName: "path"), completion: .file())
  var against: [String]

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a value of the server, such as accelerator=h100-sxm; may be repeated.", valueName: "key=value"),
    completion: Completions.assignment)
  var changes: [String] = []

  @Option(help: ArgumentHelp("Only runs whose name has this in it.", valueName: "text"))
  var only: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What to fit: \(FitParameter.names.joined(separator: ", ")). (default: all that the runs tell apart)", valueName: "name"),
    completion: .list(FitParameter.names))
  var parameters: [String] = []

  @Option(help: ArgumentHelp("What to call the profile and the scenario. (default: after accelerator and model)", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("Seed of arrivals of which only the rate is known.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup var benchmark: BenchmarkArguments
  @OptionGroup var output: ProfileOutput
  @OptionGroup var form: FormatOption

  func run() throws {
    var fit = FitOptions()
    fit.parameters = parameters.isEmpty ? nil : try parameters.map(FitParameter.init(named:))
    (fit.only, fit.backend, fit.name) = (only, benchmark.backend, name)
    let line = StatusLine(isShown: output.showsProgress, isQuiet: output.quiet)
    var options = ValidationOptions(program: Program.identity())
    (options.assignments, options.seed, options.say) = (changes, seed, line.say)
    try benchmark.lay(into: &options)
    let signals = StopSignals(stopping: options.progress, farewell: "nothing was written")
    defer {
      line.end()
      signals.end()
    }
    let report = try ServerFit.report(against: against, options: options, fit: fit, date: Program.today)
    line.end()
    let written = try FittedFiles(
      report, output: output, name: name, inputs: against + [options.scenario, benchmark.serverLog].compactMap(\.self)
    )
    .write()
    let revision = Revision.ofThisExecutable()
    form.print(
      FitText(report, revision: revision).text(width: Console.width) + "\n\n"
        + TextLayout.paragraph("", written.text, width: Console.width),
      json: FitJSON.document(
        report, profile: written.profile?.file, storedProfile: written.profile?.number, scenario: written.scenario, revision: revision))
  }
}

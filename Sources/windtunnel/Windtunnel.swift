import ArgumentParser
import CGSL
import Calibration
import Kernel

/// The command line: one verb a file, and the way from an error to an exit code in ``Failure``.
@main
struct Windtunnel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "windtunnel",
    abstract: "A wind tunnel for LLM serving: a request trace against a cluster that does not exist yet.",
    discussion: """
      windtunnel run scenarios/chat-8b.yaml      simulate, report, store
      windtunnel compare chat-8b chat-8b-fcfs    the same load under both
      windtunnel plan chat-8b --dry-run          how many of which GPU hold it
      windtunnel validate --quick                hold it against this machine
      windtunnel list scenarios                  what there is to start from
      windtunnel explain tpot                    what a word means
      windtunnel help plan                       what a verb takes

      The shell completes verbs, options, scenarios, models and keys when it has
      read the script that this prints (bash, zsh or fish):

      windtunnel --generate-completion-script bash

      Where it was installed, the README and all its pages are in the folder
      share/doc/windtunnel, and the manual is 'man windtunnel'.

      Exit codes: 0 done, 1 an objective was not met or nothing could be
      served, 2 bad input, 70 a broken invariant (a fault of this program),
      129, 130 and 143 interrupted.

      Environment: COLUMNS is the width of what is printed where no terminal has
      one. NO_COLOR, if it is not empty, keeps verdicts without colour; only a
      terminal has it.
      """,
    // Asking Git takes a while, so it is asked where somebody wants to know.
    version: CommandLine.arguments.contains("--version") ? Revision.description() : Program.version,
    subcommands: [ManualCommand.self, EngineCommand.self],
    groupedSubcommands: [
      CommandGroup(name: "Planning", subcommands: [PlanCommand.self]),
      CommandGroup(name: "Simulation", subcommands: [RunCommand.self, CompareCommand.self, SweepCommand.self, MergeCommand.self]),
      CommandGroup(
        name: "Results", subcommands: [ReportCommand.self, ExportCommand.self, ListCommand.self, ExplainCommand.self, StoreCommand.self]),
      CommandGroup(
        name: "Measurement", subcommands: [CalibrateCommand.self, ValidateCommand.self, FitCommand.self, ReproduceCommand.self]),
      CommandGroup(name: "Workload", subcommands: [TraceCommand.self]),
    ])

  static func main() {
    // Only what runs kernels on this machine is worth a second start.
    if let verb = CommandLine.arguments.dropFirst().first, ["calibrate", "validate"].contains(verb) {
      BLASLibrary.relaunchWithFastKernels()
    }
    // A statistical function out of its range must give NaN and not end the process.
    unsafe gsl_set_error_handler_off()
    Console.start()
    StopSignals.install()
    do {
      var command = try parseAsRoot()
      try Installation.check()
      try command.run()
    } catch {
      Failure.exit(error)
    }
    Console.flush()
  }
}

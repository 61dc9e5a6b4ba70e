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
      windtunnel explain tpot                    what a word means

      Exit codes: 0 done, 1 an objective was not met or nothing could be
      served, 2 bad input, 70 a broken invariant (a fault of this program),
      129, 130 and 143 interrupted.
      """,
    // Asking Git takes a while, so it is asked where somebody wants to know.
    version: CommandLine.arguments.contains("--version") ? Revision.description() : Program.version,
    subcommands: [
      RunCommand.self, CompareCommand.self, PlanCommand.self, SweepCommand.self, MergeCommand.self, ReproduceCommand.self,
      CalibrateCommand.self, ValidateCommand.self, ExportCommand.self, StoreCommand.self, TraceCommand.self,
      ListCommand.self, ExplainCommand.self,
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

import ArgumentParser
import Calibration
import Foundation
import Hardware
import Kernel
import Model
import Report
import Store

/// `windtunnel calibrate`: operator times, measured on this machine or fitted to published tables.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Measure operator times on this machine, or fit published tables; written as a profile.",
    discussion: """
      windtunnel calibrate --quick
      windtunnel calibrate --model llama-tiny-60m --threads 2
      windtunnel calibrate --from tables/aiconfigurator --accelerator h100
      windtunnel calibrate --from bundles/Llama-3.1-8B --accelerator rtx-4090

      The tables and bundles of the last two are files that you bring.

      On this machine a small transformer is run over a grid of steps, each
      operator's times are fitted, and a fifth of the points is kept aside to
      tell the error. --from reads AIConfigurator's CSV tables, LLMServingSim's
      bundles (a folder with meta.yaml; --from may be repeated, one a model) and
      Vidur's profiling CSVs, through fits of the same form.

      A scenario on the accelerator that the tables are of takes the profile by
      'calibration: FILE'. That of this machine is what 'validate' simulates with,
      which measures one of its own.
      """)

  @Option(
    help: ArgumentHelp("The model to run, of about 1 to 200 million parameters.", valueName: "name"),
    completion: Completions.executableModel)
  var model = "llama-tiny-25m"

  @Option(help: ArgumentHelp("Threads of the transformer.", valueName: "n"))
  var threads = 1

  @Flag(help: "Fewer points and repeats: done within 20 seconds.")
  var quick = false

  @Option(help: ArgumentHelp("Seed of weights, of the order of points, and of those kept aside.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Tables to fit instead of measuring; may be repeated.", valueName: "path"), completion: .file())
  var from: [String] = []

  @Option(help: ArgumentHelp("The accelerator that the tables are of.", valueName: "name"), completion: Completions.accelerator)
  var accelerator: String?

  @Option(help: ArgumentHelp("What to call the profile. (default: the accelerator and the model)", valueName: "name"))
  var name: String?

  @OptionGroup var output: ProfileOutput
  @OptionGroup var form: FormatOption

  func validate() throws {
    if from.isEmpty && accelerator != nil { throw ValidationError("--accelerator goes with --from") }
  }

  func run() throws {
    let progress = StatusLine(isShown: output.showsProgress, isQuiet: output.quiet)
    defer { progress.end() }
    let text: String
    var (measured, remarks): (CalibrationReport?, [String]) = (nil, [])
    var profile: CalibrationProfile
    if from.isEmpty {
      let calibration = try measure(progress)
      profile = calibration.profile
      measured = calibration.report
      text = CalibrationText.measured(calibration, width: Console.width)
    } else {
      let found = try ProfileImport(paths: from, accelerator: accelerator, name: name).run(date: Program.today) {
        progress.say("fitting \($0)")
      }
      profile = found.profile
      remarks = found.remarks
      text = CalibrationText.imported(profile, remarks: found.remarks, width: Console.width)
    }
    if let name { profile.id = name }
    progress.end()
    let stored = try output.write(profile, kind: from.isEmpty ? .measured : .imported, inputs: from + from.flatMap(Self.files))
    form.print(
      text + "\n\n" + TextLayout.paragraph("", stored.text, width: Console.width),
      json: CalibrationJSON.document(
        profile, file: stored.file, storedProfile: stored.number, measured: measured, remarks: remarks))
  }

  /// The files in a folder of tables, and below it.
  private static func files(in folder: String) -> [String] {
    (try? FileManager.default.subpathsOfDirectory(atPath: folder).map { folder + "/" + $0 }) ?? []
  }

  private func measure(_ progress: StatusLine) throws -> MachineCalibration {
    let shape = try ModelCatalog.model(named: model).shape
    try output.check(name: name ?? MachineCalibration.profileName(of: shape))
    let options = CalibrationOptions(quick: quick, threads: threads, seed: seed)
    return try MachineCalibration.run(model: shape, options: options, date: Program.today) { state in
      let left = NumberText.time(seconds: max(1, state.remaining.seconds.rounded(.up)), decimals: 0)
      progress.say("about \(left) left · \(state.stage.rawValue) · \(state.points) points · \(state.steps) steps")
    }
  }
}

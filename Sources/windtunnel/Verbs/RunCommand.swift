import ArgumentParser
import Kernel
import Report
import Scenario
import Store
import Study

/// `windtunnel run`: simulates scenarios and says what came of them.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Simulate scenarios: verdict, latencies, throughput, energy and cost; stored in SQLite.",
    discussion: """
      windtunnel run chat-8b --seeds 3
      windtunnel run chat-8b --set replicas=2 --set objective.ttft="300 ms"
      windtunnel run chat-8b --set vary.replicas="[1, 2, 4]" --no-store
      windtunnel run chat-8b --picture --window 10s..20s --no-store

      A scenario is the path of a YAML file, or its name in the folder
      'scenarios'. Results go to standard output, progress and times to
      standard error. A key that the file varies is chosen with --set vary.KEY;
      --set vary=null lets nothing vary. Exit code 1 says that an objective was
      not met, or that every request was rejected.
      """)

  @Argument(help: ArgumentHelp("Scenarios to run.", valueName: "scenario"), completion: Completions.scenario)
  var scenarios: [String]

  @OptionGroup var options: StudyArguments

  @Option(
    help: ArgumentHelp("Write a timeline of the run for ui.perfetto.dev or chrome://tracing.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var timeline: String?

  @Flag(help: "Replace the file of the timeline where it exists.")
  var overwrite = false

  @OptionGroup var form: FormatOption
  @OptionGroup var view: PictureArguments

  func run() throws {
    let prepared = try StudyExecution.prepare(scenarios, assignments: options.assignments)
    let picture = try view.execution(of: prepared)
    if picture != nil && form.isJSON {
      throw InputError("a picture is for the terminal and JSON for programs", remedy: "leave out --picture or --format json")
    }
    if let timeline {
      let guards = OutputGuard(inputs: prepared.flatMap(\.scenario.files), store: options.store)
      try guards.check(timeline, overwrite: overwrite)
    }
    let execution = try StudyExecution(prepared, options) { study in
      if timeline == nil && picture == nil { return }
      study.listener = { scenario, seed in
        let drawing = picture?.listener(seed: seed)
        guard let timeline else { return drawing }
        let writing = try RunTimeline.listener(for: scenario, path: timeline, note: Console.say)
        return drawing.map { Self.both(writing, $0) } ?? writing
      }
    }
    if timeline != nil && execution.study.runCount != 1 {
      throw InputError(
        "a timeline shows one run, and these are \(execution.study.runCount)",
        remedy: "name one scenario that varies nothing, and add --seed 1")
    }
    let results = try execution.run()
    if form.isJSON {
      let pairs = Array(zip(prepared, results))
      Console.print(RunJSON.document(pairs, revision: Revision.ofThisExecutable(), ownChecks: execution.ownChecks).text)
    } else {
      print(prepared, results, execution.ownChecks)
      if let text = picture?.text(width: Console.width) { Console.print("\n" + text) }
    }
    try execution.checkStored()
    if results.contains(where: { $0.objectiveIsMet == false || $0.isAllRejected }) { throw Failure.objectiveNotMet }
  }

  /// Two that listen to the same run.
  private static func both(_ first: StudyOptions.Listener, _ second: StudyOptions.Listener) -> StudyOptions.Listener {
    (
      ObserverPair(first.observer, second.observer),
      { outcome in
        try first.finish(outcome)
        try second.finish(outcome)
      }
    )
  }

  /// A report for every scenario, or a table where one file stands for many.
  private func print(_ prepared: [PreparedScenario], _ results: [Replications], _ checks: [FidelityCheck]) {
    let width = Console.width
    let store = options.noStore ? nil : options.store
    let revision = Revision.ofThisExecutable()
    let pairs = Array(zip(prepared, results))
    var position = 0
    while position < pairs.count {
      let file = pairs[position].0.scenario.file
      let end = pairs[position...].firstIndex { $0.0.scenario.file != file || $0.0.label.isEmpty } ?? pairs.count
      let group = pairs[position..<max(end, position + 1)]
      if position > 0 { Console.print("") }
      Console.print(
        group.first!.0.label.isEmpty
          ? RunReport(
            group.first!.0, group.first!.1, store: store, revision: revision, ink: Console.ink, ownChecks: checks
          ).text(width: width)
          : VariantTable(Array(group), store: store, ink: Console.ink, ownChecks: checks).text(width: width))
      position += group.count
    }
  }
}

import Kernel
import Metrics
import Scenario
import Serving
import Study

// Runs a scenario under the scheduler of this package and under Windtunnel's own default, on the same requests.
guard CommandLine.arguments.count == 2 else { fatalError("give the path of a scenario") }

do {
  try SchedulerCatalog.add(OnePromptScheduler.self)
  let studies = try ["one_prompt", "sarathi"].map { scheduler in
    try PreparedScenario(Scenario.load(path: CommandLine.arguments[1], assignments: ["scheduler=\(scheduler)"]), label: scheduler)
  }
  let program = ProgramIdentity(revision: "unknown", version: "0.1.0", created: "2026-11-29")
  for runs in try Study(studies, options: StudyOptions(program: program)).run() {
    let (firstToken, gap) = (runs.mean(of: Measure(.ttft, .p99)), runs.mean(of: Measure(.itl, .p99)))
    print("\(runs.name): TTFT p99 \(milliseconds(firstToken)), ITL p99 \(milliseconds(gap))")
  }
} catch {
  print("\(error)")
}

func milliseconds(_ value: Double?) -> String { value.map { "\(($0 * 10).rounded() / 10) ms" } ?? "unknown" }

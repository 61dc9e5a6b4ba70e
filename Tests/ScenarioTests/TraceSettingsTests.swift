import Scenario
import Testing
import Workload

@Suite("A trace in a scenario: units and columns that the file does not say itself")
struct TraceSettingsTests {
  private func folder(_ workload: String, _ trace: String) throws -> ScenarioFolder {
    try ScenarioFolder(["t.csv": trace, "s.yaml": "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: {trace: t.csv\(workload)}\n"])
  }

  private static let open = "timestamp,prompt_tokens,output_tokens\n" + (0..<20).map { "\($0 * 10),5,5\n" }.joined()

  @Test("times of an open unit are refused with the key that says it, and read with it")
  func timeUnit() throws {
    let refused = try folder("", Self.open).fault("s.yaml")
    #expect(refused.hasPrefix("t.csv:1: error: the unit of 'timestamp' is open") && refused.contains("'time_unit: s'"), "\(refused)")
    let scenario = try folder(", time_unit: ms", Self.open).load("s.yaml")
    guard case .trace(_, _, _, _, let hints) = scenario.workload.origin else {
      Issue.record("\(scenario.workload.origin)")
      return
    }
    #expect(hints == TraceHints(timeUnit: .milliseconds))
    #expect(scenario.resolvedText.contains("  time_unit: ms\n"))
    #expect(try folder(", time_unit: min", Self.open).fault("s.yaml").contains("time_unit"))
  }

  @Test("columns of other names are named, and what names none is said where it stands")
  func columns() throws {
    let trace = "when,a,b\n0.5,10,20\n1.5,30,40\n"
    #expect(try folder("", trace).fault("s.yaml").contains("--columns"))
    let files = try folder(", columns: \"time=when,prompt=a,output=b\"", trace)
    var source = try files.load("s.yaml").workload.makeSource(seed: 1)
    #expect(try source.next()?.outputTokens == 20)
    withExtendedLifetime(files) {}
    let wrong = try folder(", columns: \"time=when,prompt=a\"", trace).fault("s.yaml")
    #expect(wrong.hasPrefix("s.yaml:3:") && wrong.contains("no column is named for 'output'"), "\(wrong)")
    #expect(try folder(", columns: \"time=whn,prompt=a,output=b\"", trace).fault("s.yaml").contains("did you mean 'when'"))
  }

  @Test("turns of sessions wait where the trace gives delays or it is said, and the key says what is meant")
  func sessions() throws {
    let delays = "session_id,arrival_ms,delay_ms,prompt_tokens,output_tokens\na,0,,10,5\na,,2000,20,5\n"
    let delayed = try folder("", delays)
    #expect(try delayed.load("s.yaml").workload.hasTurns())
    let times = "session_id,arrival_ms,prompt_tokens,output_tokens\na,0,10,5\na,700,20,5\n"
    let recorded = try folder("", times)
    #expect(try !recorded.load("s.yaml").workload.hasTurns())
    let files = try folder(", sessions: closed", times)
    let closed = try files.load("s.yaml")
    #expect(try closed.workload.hasTurns() && closed.resolvedText.contains("  sessions: closed\n"))
    for files in [delayed, recorded, files] { withExtendedLifetime(files) {} }
    #expect(try folder(", sessions: shut", times).fault("s.yaml").contains("recorded"))
    #expect(try folder(", sessions: closed, concurrency: 4", delays).fault("s.yaml").contains("closed loop of requests"))
  }

  @Test("a folder of ServeGen's clients stands where a profile does; another folder does not")
  func servegen() throws {
    let files = try ScenarioFolder([
      "pool/chunk-0-trace.csv": "0,1.0,1.0,Gamma,1.0,1.0\n600,1.0,1.0,Gamma,1.0,1.0\n",
      "pool/chunk-0-dataset.json": #"{"0": {"input_tokens": "{100: 1.0}", "output_tokens": "{10: 1.0}"}}"#, "other/a.txt": "a",
      "s.yaml": "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: {profile: pool, requests: 7}\n",
      "o.yaml": "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: {profile: other, requests: 7}\n",
    ])
    var source = try files.load("s.yaml").workload.makeSource(seed: 1)
    #expect(try source.next()?.promptTokens == 100)
    withExtendedLifetime(files) {}
    #expect(files.fault("o.yaml").contains("this is a directory"))
  }
}

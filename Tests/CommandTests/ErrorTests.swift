import Foundation
import GRDB
import Testing

/// Everything a user can get wrong ends with exit code 2, one message on standard error that says what would be right, and nothing
/// on standard output.
@Suite("Bad input")
struct ErrorTests {
  /// Something wrong in a scenario or a trace, and what must be said of it.
  struct Fault: CustomTestStringConvertible {
    var name: String
    var file: String = "bad.yaml"
    var text: String
    var says: [String]
    var testDescription: String { name }
  }

  private static let base = "model: llama-3.1-8b\naccelerator: h100-sxm\n"

  static let faults: [Fault] = [
    Fault(name: "an empty scenario", text: "", says: ["bad.yaml", "error:"]),
    Fault(name: "a truncated scenario", text: "model: llama-3.1-8b\nworkload: {trace: ", says: ["bad.yaml:3", "error:"]),
    Fault(
      name: "an unknown key", text: base + "schedular: fcfs\nworkload: {trace: t.csv}\n",
      says: ["bad.yaml:3:1: error: unknown key 'schedular'; did you mean 'scheduler'?"]),
    Fault(
      name: "an unknown model", text: "model: llama-3.1-9b\naccelerator: h100-sxm\nworkload: {trace: t.csv}\n",
      says: ["bad.yaml:1:8: error:", "llama-3.1-8b"]),
    Fault(name: "a duplicate key", text: base + "model: yi-34b\nworkload: {trace: t.csv}\n", says: ["bad.yaml:3:1", "twice"]),
    Fault(
      name: "a number without its unit", text: base + "workload: {trace: t.csv}\nobjective: {ttft: 500}\n", says: ["bad.yaml:4", "no unit"]),
    Fault(name: "an unknown unit", text: base + "workload: {trace: t.csv}\nobjective: {ttft: 500 msec}\n", says: ["bad.yaml:4", "'ms'"]),
    Fault(name: "a missing trace", text: base + "workload: {trace: nowhere.csv}\n", says: ["bad.yaml:3", "nowhere.csv"]),
    Fault(name: "a directory for a trace", text: base + "workload: {trace: folder}\n", says: ["bad.yaml:3", "directory"]),
    Fault(
      name: "a model that does not fit", text: "model: llama-3.1-70b\naccelerator: rtx-4090\nworkload: {trace: t.csv}\n",
      says: ["bad.yaml:1", "does not fit"]),
    Fault(name: "anchors and aliases", text: "a: &a [*a, *a, *a]\nb: &b [*a, *a]\n", says: ["bad.yaml:", "error:"]),
    Fault(name: "a scenario in UTF-16", text: "\u{0}m\u{0}o", says: ["bad.yaml:1", "error:"]),
    Fault(name: "an empty trace", file: "t.csv", text: "", says: ["t.csv", "error:"]),
    Fault(name: "a trace of nothing known", file: "t.csv", text: "once upon a time\n", says: ["t.csv", "error:"]),
    Fault(name: "an unsorted trace", file: "t.csv", text: heading + "2,5,5\n1,5,5\n", says: ["t.csv:3", "error:"]),
    Fault(name: "negative tokens", file: "t.csv", text: heading + "0,-5,5\n", says: ["t.csv:2", "error:"]),
    Fault(name: "absurd tokens", file: "t.csv", text: heading + "0,1000000000000,5\n", says: ["t.csv:2", "error:"]),
    Fault(name: "a mistyped cell", file: "t.csv", text: heading + "0,five,5\n", says: ["t.csv:2", "error:"]),
    Fault(name: "a truncated row", file: "t.csv", text: heading + "0,5,5\n1,5", says: ["t.csv:3", "error:"]),
  ]

  private static let heading = "arrival_s,prompt_tokens,output_tokens\n"

  @Test("a fault in a file is told with its place", arguments: faults)
  func fileFault(fault: Fault) throws {
    try Command.inFolder { command in
      try command.write(Self.heading + "0,5,5\n", to: "t.csv")
      try FileManager.default.createDirectory(atPath: command.path("folder"), withIntermediateDirectories: true)
      try command.write(Self.base + "workload: {trace: t.csv}\n", to: "bad.yaml")
      try command.write(fault.text, to: fault.file)
      let result = try command.run("run", "bad.yaml")
      #expect(result.status == 2 && !result.wasKilled)
      #expect(result.output == "")
      for words in fault.says { #expect(result.error.contains(words), "\(result.error)") }
      #expect(!result.error.contains("Fatal") && !result.error.contains(".swift"))
    }
  }

  @Test(
    "a slip on the command line is told",
    arguments: [
      (["rnu"], "did you mean 'run'?"), (["run"], "Missing expected argument"), (["run", "--nonsense", "x"], "nonsense"),
      (["run", "nowhere.yaml"], "there is no scenario 'nowhere.yaml'"), (["run", "scenarios/chta.yaml"], "did you mean 'chat'?"),
      (["run", "scenarios"], "directory"), (["run", "chat", "--set", "replicas"], "no assignment"),
      (["run", "chat", "--set", "replicsa=2"], "did you mean 'replicas'?"), (["run", "chat", "--seed", "-1"], "error"),
      (["run", "chat", "--record", "everything"], "run.record"), (["run", "chat", "--timeline", "t.json"], "one run"),
      (["run", "chat", "--store", "nowhere/results.sqlite"], "nowhere"), (["run", "chat", "--store", "scenarios"], "directory"),
      (["run", "chat", "--store", "/proc/results.sqlite"], "/proc/results.sqlite"),
      (["run", "chat", "--threads", "0"], "between 1 and 1024"), (["compare", "chat"], "two scenarios"),
      (["compare", "run:1", "run:2"], "results.sqlite"), (["compare", "chat", "run:x"], "results.sqlite"),
      (["list", "modles"], "did you mean 'models'?"), (["list", "runs"], "results.sqlite"), (["explain", "tpto"], "did you mean"),
      (["explain", "blub.yaml"], "there is no scenario"), (["export", "--to", "x"], "results.sqlite"),
      (["run", "chat", "--set", "workload.arrivals.rate=-5"], "'-5' is negative and has no unit; write it like 12 req/s"),
      (["run", "chat", "--set", "objective.attainment=99"], "'99' is more than all; write '99 %' or 0.99"),
      (
        ["run", "chat", "--set", "model=some-lab/Unheard-5.9-70B"],
        "shows those that are known; any other model by the path of its config.json"
      ),
      (["run", "chat", "--set", "model=llama-3.1-9b"], "the nearest that is known is 'llama-3.1-8b'; any other model by"),
      (["run", "chat", "--set", "accelerator=null"], "missing key 'accelerator'; the accelerator"),
      (["run", "chat", "--set", "calibration=nowhere.json"], "'nowhere.json': there is no such file; write the name of a profile"),
      (["run", "chat", "--set", "vary.replicas=[1, 1]"], "has '1' twice"), (["explain", "capacty"], "did you mean 'capacity'?"),
      (["run", "chat", "--set", "calibration=h10"], "did you mean 'h100'?"),
      (["run", "chat", "--set", "engine=vllm-0.18"], "did you mean 'vllm-0.1"),
      (["run", "chat", "--set", "calibration=h200"], "was measured on 'h200', not on 'h100-sxm'"),
      (["run", "chat", "--set", "calibration=none.json"], "there is no such file"),
      (["validate", "--against", "nowhere"], "there is no such file or folder"), (["validate", "--against", "scenarios"], "meta.json"),
      (["validate", "--loads", "half"], "per cent of the capacity"),
      (["validate", "--quick", "--against", "x"], "do not go with --against"),
      (["validate", "--model", "gemma-2-27b"], "the executed core cannot run gemma-2-27b"),
      (["validate", "--schedulers", "sarahti"], "did you mean 'sarathi'?"), (["validate", "--duration", "5"], "--duration"),
      (["calibrate", "--model", "llama-tiny"], "unknown model"), (["calibrate", "--from", "nowhere"], "there is no such file or folder"),
      (["calibrate", "--accelerator", "h100"], "--accelerator goes with --from"), (["calibrate", "--threads", "0"], "threads"),
      (["calibrate", "--output", "nowhere/p.json"], "nowhere/p.json"),
      (["calibrate", "--output", "scenarios/chat.yaml"], "exists already"),
      (["calibrate", "--store", "scenarios"], "directory"), (["validate", "--threads", "0"], "threads is 0"),
      (["validate", "--loads", "nan"], "a load of nan"), (["validate", "--schedulers", ","], "at least one of each"),
      (["validate", "--set", "calibration=roofline"], "--set goes with --against"),
      (["validate", "--checks", "checks.csv"], "--checks goes with --against"),
      (["validate", "--against", "x", "--fitted", "all"], "--source and --fitted go with --checks"),
      (["run", "chat", "--set", "from=chat.yaml"], "says in its file what it begins with"),
      (["plan", "chat", "--set", "from=chat.yaml"], "says in its file what it begins with"),
      (["run", "chat", "--record", "all,summaries"], "--record names all and summaries"), (["run", "chat", "--seeds", "-1"], "run.seeds"),
      (["plan", "chat", "--seeds", "-1"], "between 1 and 1000"), (["plan", "chat", "--mixed", "--no-mixed"], "--no-mixed"),
      (
        ["trace", "generate", "--prompt-tokens", "lognormal:1:0", "--output-tokens", "1", "--arrivals", "at_once", "-o", "t"],
        "more than 0"
      ),
      (["help", "nosuch"], "there is no command 'nosuch'"), (["list", "runs", "--sources"], "of runs no sources are listed"),
      (["explain", "ttft", "--set", "replicas=1"], "'ttft' is no scenario"),
      (["validate", "--rate", "5"], "go with --against"), (["validate", "--against", "x", "--rate=-5"], "--rate is -5"),
      (["validate", "--against", "x", "--rate", "5", "--concurrency", "5"], "give one of them"),
      (["validate", "--against", "scenarios/chat.yaml"], "no measurement that is known here"),
      (["run", "chat", "--set", "workload=."], "'.': this is a directory; give a file in it; a text alone under 'workload' is its"),
      (
        ["run", "chat", "--set", "workload=fast"],
        "no such file; check the path, which is as seen from here; a text alone under 'workload' is its 'trace'"
      ),
      (["sweep", "chat", "--vary", "replicas=1,2", "--against", "replicas=9"], "'replicas' is nowhere '9'; one of 1, 2"),
      (["sweep", "chat", "--vary", "scheduler=fcfs,sarathi", "--against", "scheduler=sarahti"], "did you mean 'sarathi'?"),
      (["plan", "chat", "--day", "sunny"], "there is no such file; factors with commas between"),
      (["fit", "--against", "nowhere"], "there is no such file or folder"), (["fit"], "--against"),
      (["fit", "--against", "x", "--parameters", "hots_time"], "did you mean 'host_time'?"),
      (["fit", "--against", "x", "--server-log", "nowhere"], "nowhere"), (["fit", "--against", "x", "--rate=-5"], "--rate is -5"),
      (["validate", "--server-log", "x"], "go with --against"),
      (["validate", "--against", "x", "--server-log", "scenarios/chat.yaml"], "no line is one of a serving engine known here"),
    ])
  func slip(arguments: [String], says: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run(try command.process(arguments))
      #expect(result.status == 2 && !result.wasKilled)
      #expect(result.output == "")
      #expect(result.error.contains(says), "\(result.error)")
    }
  }

  @Test("a sweep that would try nothing is refused")
  func emptySweep() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("{}\n", to: "set.yaml")
      let result = try command.run("sweep", "chat", "--vary", "@set.yaml", "--no-store")
      #expect(result.status == 2 && result.output == "" && result.error.contains("nothing to vary"), "\(result.error)")
    }
  }

  /// A change to a profile that was right, and what must be said of it.
  static let profileFaults: [(of: String, to: String, says: String)] = [
    ("windtunnel-profile/2", "windtunnel-profile/9", "the schema is 'windtunnel-profile/9'"),
    ("\"bytesPerSecond\" : 2e12", "\"bytesPerSecond\" : NaN", "wrong.json:8: no JSON value begins like this"),
    ("\"bytesPerSecond\" : 2e12", "\"bytesPerSecond\" : 1e400", "wrong.json:8: a number beyond what a double holds"),
    ("\"bytesPerSecond\" : 2e12", "\"bytesPerSecond\" : -1", "no positive figure"),
    ("\"launchSeconds\" : 1e-6", "\"launchSeconds\" : -1e-6", "launchSeconds"),
    ("\"1 0.9\"", "\"1\"", "1 factors stand where the knots make 2"),
    ("\"1 0.9\"", "\"1 -0.9\"", "factors"), ("\"knots\" : [1, 64]", "\"knots\" : [64, 1]", "ascending"),
    ("\"date\" : \"2026-11-24\",", "", "'date' is missing"),
    ("}\n", "", "wrong.json:9: a comma or '}' should stand here"),
  ]

  private static let profile = """
    {"schema" : "windtunnel-profile/2", "id" : "mine", "accelerator" : "h100-sxm", "date" : "2026-11-24", "machine" : "here",
     "library" : "own", "origin" : {"source" : "own", "software" : "own", "licence" : "own"},
     "operators" : [{"operator" : "matrix product", "format" : "bf16",
       "pins" : {"inputs" : 4096, "outputs" : 6144}, "ranges" : {"rows" : [1, 64]},
       "residuals" : {"rows" : 2, "heldOutRows" : 0, "heldOutShapes" : 0, "medianError" : 0, "p90Error" : 0, "worstError" : 0},
       "surface" : {"axes" : [{"quantity" : "rows", "knots" : [1, 64]}], "factors" : ["1 0.9"],
         "reference" : {"form" : "matrix product", "launchSeconds" : 1e-6, "flopsPerSecond" : 5e14,
           "bytesPerSecond" : 2e12, "bytesPerValue" : 2}}}]
    }

    """

  @Test("a profile that is not right is told with the place of the fault")
  func profiles() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write(Self.profile, to: "right.json")
      let right = try command.run("run", "chat", "--seeds", "1", "--no-store", "--set", "calibration=right.json")
      #expect(right.status == 0, "\(right.error)")
      for fault in Self.profileFaults {
        #expect(Self.profile.contains(fault.of))
        try command.write(Self.profile.replacingOccurrences(of: fault.of, with: fault.to), to: "wrong.json")
        let wrong = try command.run("run", "chat", "--no-store", "--set", "calibration=wrong.json")
        #expect(wrong.status == 2 && wrong.output == "" && wrong.error.contains("wrong.json"), "\(fault): \(wrong.error)")
        #expect(wrong.error.contains(fault.says), "\(wrong.error)")
      }
    }
  }

  @Test("a database of another program, and what is none, are refused, and left as they are")
  func databases() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("no database at all, but long enough to be looked at as one", to: "text.sqlite")
      let before = FileManager.default.contents(atPath: command.path("text.sqlite"))
      let refused = try command.run("run", "chat", "--store", "text.sqlite")
      #expect(refused.status == 2 && refused.error.contains("text.sqlite"), "\(refused.error)")
      #expect(FileManager.default.contents(atPath: command.path("text.sqlite")) == before)

      let other = try DatabaseQueue(path: command.path("other.sqlite"))
      try other.write { try $0.execute(sql: "CREATE TABLE invoice(id INTEGER PRIMARY KEY, total REAL); PRAGMA user_version = 7") }
      try other.close()
      let otherBefore = FileManager.default.contents(atPath: command.path("other.sqlite"))
      for arguments in [["run", "chat", "--store", "other.sqlite"], ["list", "runs", "--store", "other.sqlite"]] {
        let result = try command.run(try command.process(arguments))
        #expect(result.status == 2 && result.output == "" && result.error.contains("other.sqlite"), "\(result.error)")
      }
      #expect(FileManager.default.contents(atPath: command.path("other.sqlite")) == otherBefore)
    }
  }

  @Test("export writes nothing over what is there unless it is told to")
  func overwriting() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try command.run("run", "chat", "--seeds", "1").status == 0)
      #expect(try command.run("export", "--to", "csv").status == 0)
      let again = try command.run("export", "--to", "csv")
      #expect(again.status == 2 && again.error.contains("csv"))
      #expect(try command.run("export", "--to", "csv", "--overwrite").status == 0)
      #expect(try command.run("export", "--to", "csv2", "--run", "7").status == 2)
    }
  }
}

import Foundation
import Testing

/// `--format json` of every verb that prints results: one document on standard output, as docs/schema/windtunnel.schema.json has it.
@Suite("Results for other programs")
struct FormatTests {
  private static func schema() throws -> JSONSchema { try JSONSchema(path: Command.root + "/docs/schema/windtunnel.schema.json") }

  /// The document that a command prints, after it has been held against the schema.
  @discardableResult private func document(_ command: Command, _ words: [String], status: Int32 = 0) throws -> [String: Any] {
    let result = try command.run(try command.process(words))
    #expect(result.status == status, "\(words): \(result.error)")
    let faults = try Self.schema().faults(of: result.output)
    #expect(faults.isEmpty, "\(words): \(faults.prefix(5))")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(document["schemaVersion"] as? Int == 1)
    return document
  }

  private static let small = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    workload: {prompt: 200, output: 20, arrivals: {process: poisson, rate: 10 req/s}, requests: 60}
    objective: {ttft: 500 ms, tpot: 50 ms}
    run: {seeds: 2}

    """

  @Test("runs, comparisons, sweeps and plans, and the database with them")
  func studies() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      let json = ["--format", "json"]
      let run = try document(command, ["run", "small.yaml", "--record", "itl,iterations"] + json)
      let scenario = try #require((run["scenarios"] as? [[String: Any]])?.first)
      #expect(scenario["runs"] as? [Int] == [1, 2] && scenario["model"] as? String == "llama-3.1-8b")
      let ttft = (scenario["metrics"] as? [String: [String: Any]])?["ttft"]
      #expect(ttft?["unit"] as? String == "ms" && ttft?["p99"] is Double)
      try document(
        command, ["run", "small.yaml", "--no-store", "--set", "objective.ttft=1 ms", "--set", "vary.replicas=[1, 2]"] + json, status: 1)

      let compared = try document(command, ["compare", "small.yaml", "run:1..2", "--no-store"] + json)
      let candidate = try #require((compared["candidates"] as? [[String: Any]])?.first)
      #expect(candidate["pairedOver"] as? String == "seeds" && candidate["pairs"] as? Int == 2)

      let sweep = try document(command, ["sweep", "small.yaml", "--vary", "replicas=1,2", "--vary", "parallel.tensor=1,3"] + json)
      let cells = try #require(sweep["cells"] as? [[String: Any]])
      #expect(cells.count == 4 && cells[3]["fault"] is String && cells[0]["objectiveMet"] as? Bool == true)
      try document(command, ["plan", "small.yaml", "--accelerators", "h100-sxm", "--tensor", "1", "--mode", "aggregated"] + json)

      for list in ["runs", "sweeps", "plans", "profiles"] { try document(command, ["list", list] + json) }
      let exported = try document(command, ["export", "--to", "csv"] + json)
      #expect(exported["runs"] as? [Int] == Array(1...6) && exported["sweeps"] as? [Int] == [1] && exported["plans"] as? [Int] == [1])
      let added = try document(command, ["store", "add", "results.sqlite", "--store", "other.sqlite"] + json)
      let file = try #require((added["files"] as? [[String: Any]])?.first)
      #expect((file["runs"] as? [Any])?.count == 6 && (file["plans"] as? [Any])?.count == 1)
      try document(command, ["merge", "results.sqlite", "--store", "other.sqlite"] + json)
    }
  }

  @Test("what ranks nothing has a document as well: dry runs, a part of a sweep, and the files of a stored plan")
  func withoutRanking() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      let json = ["--format", "json"]
      let varying = ["sweep", "small.yaml", "--vary", "parallel.tensor=1,3"]
      let trial = try document(command, varying + ["--dry-run"] + json)
      #expect(trial["command"] as? String == "sweep --dry-run" && trial["runsToMake"] as? Int == 2 && trial["cellsTried"] as? Int == 1)
      #expect((trial["impossible"] as? [Any])?.count == 1 && trial["mostSeconds"] is Double)
      let part = try document(command, varying + ["--shard", "0/1", "--store", "part.sqlite"] + json)
      #expect(part["runsMade"] as? Int == 2 && part["store"] as? String == "part.sqlite")
      let none = try document(command, varying + ["--dry-run", "--store", "part.sqlite"] + json)
      #expect(none["runsToMake"] as? Int == 0 && none["leastSeconds"] is NSNull)

      let few = ["plan", "small.yaml", "--accelerators", "h100-sxm", "--tensor", "1,3", "--mode", "aggregated"]
      let outline = try document(command, few + ["--dry-run"] + json)
      #expect((outline["layouts"] as? [Any])?.count == 1 && (outline["passedOver"] as? [Any])?.count == 1)
      let searched = try document(command, few + ["--shard", "0/2", "--store", "plan-0.sqlite"] + json)
      #expect(searched["layouts"] as? [String] == ["h100-sxm TP1"] && searched["layoutsInAll"] as? Int == 1)
      let merged = try document(command, ["merge", "plan-0.sqlite", "--store", "merged.sqlite"] + json)
      #expect(((merged["files"] as? [[String: Any]])?.first?["planParts"] as? [[String: Any]])?.first?["parts"] as? Int == 2)
      let plan = try document(command, few + json)
      let written = try document(command, ["plan", "plan:1", "--write", "out"] + json)
      #expect(written["command"] as? String == "plan --write" && (written["files"] as? [String])?.first == "README.md")
      let again = try document(command, ["plan", "plan:1"] + json)
      #expect(
        NSDictionary(dictionary: again["load"] as? [String: Any] ?? [:]) == NSDictionary(dictionary: plan["load"] as? [String: Any] ?? [:]))
      #expect(
        (again["rows"] as? [[String: Any]])?.map { $0["set"] as? [String] }
          == (plan["rows"] as? [[String: Any]])?.map { $0["set"] as? [String] })
    }
  }

  @Test(
    "every list but those of a database",
    arguments: [
      "models", "checkpoints", "accelerators", "links", "engines", "schedulers", "routers", "techniques", "metrics", "capacities", "keys",
      "trace-formats",
    ])
  func lists(name: String) throws {
    try Command.inFolder { command in
      let list = try document(command, ["list", name, "--format", "json"])
      #expect(list["list"] as? String == name && (list["items"] as? [Any])?.isEmpty == false)
    }
  }

  @Test(
    "explanations of each kind of word",
    arguments: [
      ("tpot", "metric"), ("sarathi", "scheduler"), ("round_robin", "router"), ("vllm-0.19", "engine"), ("llama-3.1-8b", "model"),
      ("h100-sxm", "accelerator"), ("nvlink-4", "link"), ("engine.max_sequences", "key"), ("knee", "term"), ("awq", "technique"),
      ("published", "reference"),
      ("small.yaml", "scenario"), ("vllm serve meta-llama/Llama-3.1-8B -tp 2", "launch"), ("config.json", "config"),
    ])
  func explanations(word: String, kind: String) throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      try command.write(Self.config, to: "config.json")
      let explained = try document(command, ["explain", word, "--format", "json"])
      let kinds = (explained["entries"] as? [[String: Any]])?.compactMap { $0["kind"] as? String }
      #expect(kinds?.contains(kind) == true, "\(kinds ?? [])")
    }
  }

  private static let config = """
    {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4,
     "num_key_value_heads": 2, "intermediate_size": 512, "vocab_size": 1000, "max_position_embeddings": 2048, "torch_dtype": "bfloat16"}
    """

  /// A point that a server was measured at.
  static let measured = """
    experiment,stage,model,gpu,tp,dp,precision,max_num_batched_tokens,max_num_seqs,stages,system_prompt_len,question_len,output_len,\
    kv_blocks,e2e_mean_ms,e2e_p99_ms,ttft_mean_ms,ttft_p99_ms,itl_true_mean_ms
    a,-1,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2rps x 20s,100,400,20,20000,900,950,20,40,8

    """

  @Test("traces, published results and measured servers")
  func records() throws {
    try Command.inFolder { command in
      try command.write("arrival_s,prompt_tokens,output_tokens\n0,100,10\n1.5,200,20\n2,50,5\n", to: "trace.csv")
      let trace = try document(command, ["trace", "inspect", "trace.csv", "--json"])
      #expect(trace["requests"] as? Int == 3 && trace["promptTokensTotal"] as? Int == 350)
      try document(command, ["trace", "inspect", "trace.csv", "--format", "json", "--format", "canonical", "--limit", "2"])
      let folder = Command.root + "/scenarios/published"
      let reproduced = try document(
        command, ["reproduce", "sarathi-steps", "--folder", folder, "--no-store", "--format", "json"])
      #expect((reproduced["sum"] as? [String: Any])?["off"] as? Int == 0)
      try command.write(Self.measured, to: "measured.csv")
      let validated = try document(command, ["validate", "--against", "measured.csv", "--no-store", "--format", "json"])
      #expect((validated["groups"] as? [Any])?.count == 1 && validated["meanAbsoluteError"] is Double)
      // Stored, it is a check of one's own, and written into a table a row of it.
      let own = ["validate", "--against", "measured.csv", "--checks", "checks.csv", "--source", "my rack, vLLM", "--format", "json"]
      try document(command, own)
      let rows = try String(contentsOfFile: command.path("checks.csv"), encoding: .utf8).split(separator: "\n")
      #expect(rows.count == 2 && rows[1].contains("\"my rack, vLLM\""))
      let listed = try document(command, ["list", "checks", "--format", "json"])
      let checks = try #require(listed["items"] as? [[String: Any]])
      #expect(checks.last?["source"] as? String == "measured.csv" && checks.count > 1)
      let fitted = try document(command, ["fit", "--against", "measured.csv", "--no-store", "--name", "own", "--format", "json"])
      #expect((fitted["figures"] as? [Any])?.isEmpty == false && fitted["scenario"] as? String == "own.yaml")
      try command.write("m,n,k,latency_ms\n1,32,32,0.004\n8,32,32,0.005\n", to: "tables/h100_sxm_gemm_bfloat16_vllm0.24.0.csv")
      let calibrated = try document(command, ["calibrate", "--from", "tables", "--no-store", "--format", "json"])
      #expect(calibrated["measured"] is NSNull && (calibrated["profile"] as? [String: Any])?["accelerator"] as? String == "h100-sxm")
    }
  }

  @Test("what trace verbs write: the file, its rows, and what was left out or changed")
  func writtenTraces() throws {
    try Command.inFolder { command in
      try command.write("arrival_s,prompt_tokens,output_tokens\n0,100,10\n1.5,200,0\n2,50,5\n4,900,9\n", to: "trace.csv")
      let json = ["--zero-tokens", "skip", "--format", "json"]
      let one = try document(command, ["trace", "inspect", "trace.csv", "--limit", "1"] + json)
      #expect(one["gapSeconds"] is NSNull && one["delaySeconds"] is NSNull)
      let all = try document(command, ["trace", "inspect", "trace.csv"] + json)
      let note = try #require((all["notes"] as? [[String: Any]])?.first)
      #expect(note["action"] as? String == "skipped" && note["count"] as? Int == 1 && note["firstLine"] as? Int == 3)
      let converted = try document(command, ["trace", "convert", "trace.csv", "-o", "out.csv", "--clip-prompt", "500"] + json)
      #expect(converted["file"] as? String == "out.csv" && converted["requests"] as? Int == 3)
      #expect(converted["skipped"] as? Int == 1 && converted["clipped"] as? Int == 1 && converted["steps"] is String)
      let profiled = try document(command, ["trace", "profile", "trace.csv", "-o", "out.json", "--name", "mine"] + json)
      #expect(profiled["name"] as? String == "mine" && profiled["requests"] as? Int == 3 && profiled["skipped"] as? Int == 1)
      let words = ["--prompt-tokens", "100", "--output-tokens", "10", "--arrivals", "constant", "--rate", "2", "--requests", "7"]
      let made = try document(command, ["trace", "generate", "-o", "made.csv", "--format", "json"] + words)
      #expect(made["requests"] as? Int == 7 && made["profile"] is NSNull && made["seed"] as? Int == 1)
      let again = try document(command, ["trace", "generate", "out.json", "-o", "again.csv", "--seed", "3", "--format", "json"])
      #expect(again["profile"] as? String == "out.json" && again["requests"] as? Int == 3)

      let sessions =
        #"{"session_id": "a", "timestamp": 0, "input_length": 512, "output_length": 20}"# + "\n"
        + #"{"session_id": "a", "timestamp": 9000, "delay": 5000, "input_length": 1536, "output_length": 20}"# + "\n"
      try command.write(sessions, to: "turns.jsonl")
      let turns = try document(command, ["trace", "inspect", "turns.jsonl", "--json"])
      #expect((turns["delaySeconds"] as? [String: Any])?["count"] as? Int == 1)

      let both = try command.run("trace", "convert", "trace.csv", "-o", "-", "--json")
      #expect(both.status == 2 && both.output.isEmpty && both.error.contains("name a file with --out"))
      let two = try command.run("trace", "inspect", "trace.csv", "--format", "azure", "--format", "canonical")
      #expect(two.status == 2 && two.error.contains("a file holds one of them"))
    }
  }

  @Test("the page that was written, with the folders beside it")
  func pages() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml").status == 0)
      let page = try document(command, ["report", "run:1..2", "-o", "page.html", "--data", "data", "--format", "json"])
      let size = try FileManager.default.attributesOfItem(atPath: command.path("page.html"))[.size] as? Int
      #expect(page["file"] as? String == "page.html" && page["bytes"] as? Int == size)
      let folder = try #require((page["folders"] as? [[String: Any]])?.first)
      let files = try FileManager.default.contentsOfDirectory(atPath: command.path("data"))
      #expect(folder["folder"] as? String == "data" && Set(folder["files"] as? [String] ?? []) == Set(files))
    }
  }

  @Test(
    "the schema refuses a document that lacks a key, has another, or holds a text for a number",
    arguments: [
      #"{"schemaVersion": 1, "command": "run", "revision": "a"}"#,
      #"{"schemaVersion": 2, "command": "run", "revision": "a", "scenarios": []}"#,
      #"{"schemaVersion": 1, "command": "run", "revision": "a", "scenarios": [], "more": 1}"#,
      #"{"schemaVersion": 1, "command": "run", "revision": 5, "scenarios": []}"#, #"{"schemaVersion": true, "command": "trace inspect"}"#,
    ])
  func refused(text: String) throws {
    let whole = #"{"schemaVersion": 1, "command": "run", "revision": "a", "scenarios": []}"#
    #expect(try Self.schema().faults(of: whole).isEmpty)
    #expect(try !Self.schema().faults(of: text).isEmpty)
  }

  @Test("faults stay on standard error, and two forms at once are refused")
  func faults() throws {
    try Command.inFolder { command in
      let unknown = try command.run("explain", "nosuchword", "--format", "json")
      #expect(unknown.status == 2 && unknown.output.isEmpty && unknown.error.contains("nothing is called"))
      let form = try command.run("list", "metrics", "--format", "yaml")
      #expect(form.status == 2 && form.output.isEmpty)
      let both = try command.run("reproduce", "--markdown", "--format", "json")
      #expect(both.status == 2 && both.error.contains("leave out one of them"))
    }
  }
}

import Foundation
import Kernel
import Scenario
import Serving
import Testing

@Suite("Bad input is told with file, line, column and remedy")
struct BadInputTests {
  @Test("the message of the design")
  func misspelledKey() {
    #expect(
      fault("model: llama-3.1-8b\naccelerator: h100-sxm\nschedular: fcfs\n")
        == "s.yaml:3:1: error: unknown key 'schedular'; did you mean 'scheduler'?")
  }

  @Test(
    "a line added to a good scenario",
    arguments: [
      ("replicas: 0", "'replicas': '0' is out of range; from 1 to 65536"),
      ("replicas: no", "'replicas': 'no' is no number; write a whole number such as 64"),
      ("replicas: \"2\"", "'replicas': the text \"2\" is in quotes where a whole number from 1 to 65536 is needed; remove the quotes"),
      ("replicas: [2]", "'replicas' is a list where a whole number from 1 to 65536 is needed; write '64'"),
      ("replicas: {}", "'replicas' is a mapping where a whole number from 1 to 65536 is needed; write '64'"),
      ("replicas:", "'replicas' has no value; write a whole number from 1 to 65536, or leave the key out"),
      ("replicas: ~", "'replicas' has no value; write a whole number from 1 to 65536, or leave the key out"),
      ("name: no", "'name': 'no' can be read as something other than text; put it in quotes: \"no\""),
      ("name: 2026", "'name': '2026' can be read as something other than text; put it in quotes: \"2026\""),
      ("because: [why]", "'because' is a list where text is needed; write 'some text'"),
      (
        "scheduler: sarati",
        "unknown scheduler 'sarati'; did you mean 'sarathi'? there are " + SchedulerCatalog.names.joined(separator: ", ")
      ),
      ("scheduler: [fcfs]", "'scheduler' is a list where a scheduler is needed; one of " + SchedulerCatalog.names.joined(separator: ", ")),
      (
        "parallel: 2",
        "'parallel' is '2' where a mapping is needed; its keys are tensor, pipeline, micro_batches, data, expert, redundant_experts, expert_imbalance, expert_zipf, exchange, context, context_scheme, shift_below, decode_context, feed_forward, tensor_link, expert_link, pipeline_link, context_link"
      ),
      ("objective: {ttft: 500}", "'objective.ttft': '500' has no unit; write 500 ms or 500 s (units: ps, ns, us, ms, s, min, h, d)"),
      ("objective: {ttft: -1 ms}", "'objective.ttft': '-1 ms' is negative; write it like 500 ms"),
      ("objective: {ttft: 0 s}", "'objective.ttft': '0 s' is out of range; from 1 ps to 106 days"),
      ("objective: {attainment: 99}", "'objective.attainment': '99' is more than all; write '99 %' or 0.99"),
      ("objective: {attainment: 101 %}", "'objective.attainment': '101 %' is out of range; from 0.0001 to 1"),
      ("objective: {ttfs: 1 s}", "unknown key 'ttfs' in 'objective'; did you mean 'ttft'?"),
      ("engine: {memory_fraction: 1.5}", "'engine.memory_fraction': '1.5' is out of range; from 0.01 to 1"),
      (
        "engine: {kv_blocks: none}", "'engine.kv_blocks': 'none' is no number; write a whole number of blocks from 1 to 1000000000, or auto"
      ),
      (
        "formats: {kv: fp7}",
        "'formats.kv': 'fp7' is not one of the words known here; did you mean 'fp8'? there are fp32, bf16, fp16, fp8, int8, mxfp4, nvfp4, int4, int2"
      ),
      (
        "run: {record: summary}",
        "'run.record': 'summary' is no number; did you mean 'summaries'? write a share such as 0.9 or 90 %, or all, summaries"
      ),
      ("run: {seeds: 0}", "'run.seeds': '0' is out of range; from 1 to 10000"),
      ("run: {seeds: [1, 1]}", "the seed 1 stands twice; equal seeds give equal runs: keep one of them"),
      ("run: {seeds: []}", "'run.seeds' has 0 seeds; give from 1 to 10000"),
      (
        "run: {predictor: noisy}",
        "missing key 'run.predictor.log_deviation'; deviation of the error's natural logarithm, such as 'log_deviation: 1'"
      ),
      ("max_sequences: 5", "unknown key 'max_sequences'; it belongs at 'engine.max_sequences'"),
      (
        "engine.max_sequences: 5",
        "unknown key 'engine.max_sequences'; dotted paths stand under 'change' and 'vary' only; nest the keys here"
      ),
      (
        "xyzzyplugh: 1",
        "unknown key 'xyzzyplugh'; keys here: name, because, model, accelerator, calibration, parallel, formats, engine, sampling, costs, step_times, offload, experts, adapters, encoder, speculation, kv, compute, scheduler, replicas, scaling, role, hand_over, pools, router, decode_router, roles, network, failures, carbon_intensity, workload, objective, plan, run, from, change, vary, technique"
      ),
      ("<<: {a: 1}", "unknown key '<<'; merge keys are not used; put what is shared into a scenario of its own and refer to it by 'from'"),
      ("replicas: !!int 2", "the tag 'tag:yaml.org,2002:int' is not used in scenarios; remove it: a value's type follows from its key"),
      ("change: {replicas: 2}", "'change' without 'from' changes nothing; name the scenario to change: 'from: chat-8b.yaml'"),
      ("vary: 4", "'vary' is '4' where paths with lists of values are needed; write 'replicas: [1, 2, 4]'"),
      (
        "vary: {replicas: 4}",
        "'vary.replicas' is '4' where a list of values is needed; write 'replicas: [value, value]', or a range such as 512..8192x2"
      ),
      ("pools: []", "'pools' is an empty list; leave the key out"),
      ("pools: main", "'pools' is 'main' where a list is needed; write a list of mappings, or none"),
    ])
  func addedLine(line: String, message: String) {
    let described = fault(minimal + line + "\n")
    #expect(described.hasSuffix(": error: " + message), "\(described)")
    #expect(described.hasPrefix("s.yaml:4:"), "\(described)")
  }

  @Test(
    "a key that only other sorts have is told with what this one has in its place",
    arguments: [
      (
        "{trace: t.csv, arrivals: {process: recorded, rate: 5}}",
        "unknown key 'rate' of arrival process 'recorded'; recorded has none: write 'workload.rate_scale', by which the recorded rate is "
          + "multiplied, or 'workload.arrivals.process: constant' or poisson, gamma, which have it"
      ),
      (
        "{trace: t.csv, arrivals: {process: poisson, rate: 5, coefficient_of_variation: 2}}",
        "unknown key 'coefficient_of_variation' of arrival process 'poisson'; poisson has none: write 'workload.arrivals.process: gamma', "
          + "which has it"
      ),
    ])
  func keysOfOtherSorts(workload: String, message: String) throws {
    let folder = try ScenarioFolder([
      "s.yaml": "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: \(workload)\n",
      "t.csv": "arrival_s,prompt_tokens,output_tokens\n0,10,10\n1,20,20\n",
    ])
    let described = folder.fault("s.yaml")
    #expect(described.hasSuffix(": error: " + message), "\(described)")
  }

  @Test("the column is that of the value or key at fault")
  func columns() {
    #expect(fault(minimal + "engine: {watermark: 0.1, kv_blocks: x}\n").hasPrefix("s.yaml:4:37: error: 'engine.kv_blocks'"))
    #expect(
      fault(minimal + "engine:\n  watermark: 0.1\n  kv_blokcs: 1\n").hasPrefix(
        "s.yaml:6:3: error: unknown key 'kv_blokcs' in 'engine'; did you mean 'kv_blocks'?"))
  }

  @Test("what must be given is asked for")
  func missingKeys() {
    #expect(
      fault("accelerator: h100-sxm\n")
        == "s.yaml:1:1: error: missing key 'model'; the model: a name ('windtunnel list models'), or the path of a Hugging Face config.json, such as 'model: llama-2-7b'"
        || fault("accelerator: h100-sxm\n").hasPrefix("s.yaml:1:1: error: missing key 'model'; "))
    #expect(fault("model: llama-3.1-8b\n").hasPrefix("s.yaml:1:1: error: missing key 'accelerator'; "))
    #expect(fault("model: llama-3.1-8b\naccelerator: h200\n").hasPrefix("s.yaml:1:1: error: missing key 'workload'; "))
    let arrivals = fault("model: llama-3.1-8b\naccelerator: h200\nworkload: {prompt: 1, output: 1, arrivals: poisson, requests: 1}\n")
    #expect(arrivals == "s.yaml:3:44: error: missing key 'workload.arrivals.rate'; mean rate of arrivals, such as 'rate: 12 req/s'")
  }

  @Test("names that the catalogs do not know")
  func unknownNames() {
    #expect(
      fault(minimal.replacingAll("llama-3.1-8b", "llama-3.1-8c")).hasPrefix(
        "s.yaml:1:8: error: 'model': unknown model 'llama-3.1-8c'; did you mean 'llama-3.1-8b'?"))
    #expect(
      fault(minimal.replacingAll("h100-sxm", "h100-sxn")).hasPrefix(
        "s.yaml:2:14: error: unknown accelerator 'h100-sxn'; did you mean 'h100-sxm'?"))
  }

  @Test("a workload says where requests come from, once")
  func workloads() {
    let head = "model: llama-3.1-8b\naccelerator: h100-sxm\n"
    #expect(
      fault(head + "workload: {rate_scale: 2}\n")
        == "s.yaml:3:11: error: 'workload' does not say where requests come from; it has one of 'trace' (requests of a trace file), 'profile' (requests drawn from a profile that 'windtunnel trace profile' wrote, or made from clients of ServeGen), 'shared_prefixes' (prompts that begin with shared text), 'agents' (tasks of agents, which call the model, use a tool and call it again), 'prompt' (requests with lengths from distributions)"
    )
    #expect(
      fault(head + "workload: {trace: a.csv, prompt: 5}\n")
        == "s.yaml:3:26: error: 'workload' has both 'trace' and 'prompt'; keep one; in a what-if, write null for the other")
    #expect(
      fault(head + "workload: {trace: a.csv, requests: 5}\n").hasPrefix(
        "s.yaml:3:26: error: 'workload.requests' does not go with 'trace'; with it go trace, format,"))
    let text = "; a text alone under 'workload' is its 'trace'"
    #expect(fault(head + "workload: a.csv\n") == "s.yaml:3:11: error: 'a.csv': there is no such file; check the path" + text)
    #expect(fault(head + "workload: /\n") == "s.yaml:3:11: error: '/': this is a directory; give a file in it" + text)
    let regular = "s.yaml:3:11: error: '/dev/null': this is no regular file; save it to a file first"
    #expect(fault(head + "workload: /dev/null\n") == regular + text)
    #expect(fault(head + "workload: {prompt: 1, output: 1, arrivals: at_once}\n").hasPrefix("s.yaml:3:11: error: "))
    #expect(
      fault(head + "workload: {prompt: {distribution: uniform, from: 9, to: 3}, output: 1, arrivals: at_once, requests: 1}\n")
        == "s.yaml:3:20: error: the range from 9 to 3 is empty; 'from' must not be greater than 'to'")
  }

  @Test("pools have names of their own, and leave 'replicas' to no one else")
  func pools() {
    let head = minimal + "pools:\n"
    #expect(
      fault(head + "  - {name: a}\n  - {name: a}\n")
        == "s.yaml:6:12: error: two pools are called 'a', the first in line 5; give each its own name")
    #expect(fault(head + "  - {replicas: 2}\n").hasPrefix("s.yaml:5:5: error: missing key 'pools.1.name'; "))
    #expect(fault(head + "  - 5\n") == "s.yaml:5:5: error: 'pools.1' is '5' where a mapping is needed; write '- name: ...'")
    #expect(
      fault("replicas: 2\n" + head + "  - {name: a}\n") == "s.yaml:1:1: error: 'replicas' beside 'pools'; give 'replicas' in each pool")
    #expect(
      fault(head + "  - {name: a, scheduler: {name: fcfs, max_chunk_tokens: 1}}\n").hasPrefix(
        "s.yaml:5:39: error: unknown key 'max_chunk_tokens' of scheduler 'fcfs'; "))
  }

  @Test("files that are no YAML text")
  func noText() {
    func bytes(_ bytes: [UInt8]) -> String {
      do {
        _ = try Scenario.read(bytes: bytes, file: "s.yaml")
        return ""
      } catch { return error.description }
    }
    let good = Array(minimal.utf8)
    #expect(bytes([]) == "s.yaml:1:1: error: the file is empty; a scenario is a mapping such as 'model: llama-3.1-8b'")
    #expect(bytes(Array("# only a comment\n".utf8)).hasPrefix("s.yaml:1:1: error: the file is empty"))
    #expect(bytes([0xEF, 0xBB, 0xBF] + good) == "")
    #expect(bytes([0xFF, 0xFE] + good) == "s.yaml:1:1: error: the file is UTF-16; save it as UTF-8")
    #expect(
      bytes(Array("model: a\nname: \u{e9}".utf8) + [0xC3, 0x28]) == "s.yaml:2:8: error: a byte that is not UTF-8; save the file as UTF-8")
    #expect(bytes(Array("model: a\nna".utf8) + [0]) == "s.yaml:2:3: error: a NUL byte in a text file; remove it")
    #expect(bytes(Array("model: a\n\u{1b}".utf8)) == "s.yaml:2:1: error: the control character 27 in a text file; remove it")
    #expect(
      bytes(Array("- model\n- accelerator\n".utf8))
        == "s.yaml:1:1: error: a list where a mapping is needed; a scenario is made of lines such as 'model: llama-3.1-8b'")
    #expect(bytes(Array("model".utf8)).hasPrefix("s.yaml:1:1: error: 'model' where a mapping is needed"))
    #expect(bytes(good + Array("engine:\n\twatermark: 0.1\n".utf8)) == "s.yaml:5:1: error: a tab in the indentation; indent with spaces")
    #expect(
      bytes(good + Array("---\nmodel: b\n".utf8))
        == "s.yaml:4:1: error: the file holds several documents; one scenario a file: remove what follows '---'")
    #expect(
      bytes(Array(repeating: 32, count: 300 << 10))
        == "s.yaml: error: the file has more than 256 KiB: it is no scenario; a scenario names its trace, it does not hold it")
    #expect(bytes(Array("model: [a\n".utf8)).hasPrefix("s.yaml:2:1: error: this is not YAML: "))
  }

  @Test("a key that stands twice is told with both lines")
  func duplicateKeys() {
    #expect(
      fault(minimal + "replicas: 1\n# x\nreplicas: 2\n")
        == "s.yaml:6:1: error: the key 'replicas' stands twice, first in line 4; keep one of them")
    #expect(
      fault(minimal + "engine: {kv_blocks: 1, kv_blocks: 2}\n")
        == "s.yaml:4:24: error: the key 'kv_blocks' stands twice, first in line 4; keep one of them")
    #expect(
      fault(minimal + "'replicas': 1\n\"replicas\": 2\n")
        == "s.yaml:5:1: error: the key 'replicas' stands twice, first in line 4; keep one of them")
    #expect(
      fault(minimal + "replicas: 1\nreplicas: 2\nreplicas: 3\n")
        == "s.yaml:5:1: error: the key 'replicas' stands twice, first in line 4; keep one of them")
  }

  @Test("aliases and nesting that exist to exhaust a parser are refused at once")
  func explosions() {
    let laughs =
      "a: &a [x,x,x,x,x,x,x,x,x]\n"
      + "bcdefghi".map {
        "\($0): &\($0) [" + Array(repeating: "*\(Character(UnicodeScalar($0.asciiValue! - 1)))", count: 9).joined(separator: ",") + "]"
      }.joined(separator: "\n") + "\n"
    #expect(fault(laughs).contains("error: anchors (&) and aliases (*) are not used in scenarios; write the value out"))
    #expect(fault("name: &n chat\nbecause: *n\n").hasPrefix("s.yaml:1:7: error: anchors (&) and aliases (*)"))
    #expect(fault("because: *n\n").hasPrefix("s.yaml:1:10: error: anchors (&) and aliases (*)"))
    #expect(fault(minimal + "because: a * b & c, really * 2\n") == "")
    #expect(fault("a: " + String(repeating: "[", count: 100_000)).contains("nested more than 24 deep"))
    #expect(fault(String(repeating: "- ", count: 50_000)).contains("indented by more than 200 columns"))
    #expect(fault(String(repeating: "{a: ", count: 30)).contains("nested more than 24 deep"))
    var staircase = ""
    for depth in 0..<190 { staircase += String(repeating: " ", count: depth) + "a:\n" }
    #expect(fault(staircase).contains("nested more than 24 deep"))
  }

  @Test("files that cannot be read are told by name")
  func files() throws {
    let folder = try ScenarioFolder()
    #expect(folder.fault("nothing.yaml") == "nothing.yaml: error: there is no such file; check the path")
    #expect(
      folder.fault("") == ": error: this is a directory; give a file in it"
        || folder.fault("").hasSuffix("error: this is a directory; give a file in it"))
    mkfifo(folder.path + "/pipe.yaml", 0o600)
    #expect(folder.fault("pipe.yaml") == "pipe.yaml: error: this is no regular file; save it to a file first")
  }

  @Test(
    "assignments from the command line are told as they were written",
    arguments: [
      ("replicas", "error: 'replicas' is no assignment; write a path, '=' and a value, such as 'replicas=4'"),
      ("replicas=", "'replicas=': error: 'replicas' is not set: there is nothing to take away; remove this line"),
      ("replicas=x", "'replicas=x': error: 'replicas': 'x' is no number; write a whole number such as 64"),
      ("replics=4", "'replics=4': error: unknown key 'replics'; did you mean 'replicas'?"),
      ("engine.max_seq=4", "'engine.max_seq=4': error: unknown key 'max_seq' in 'engine'; did you mean 'kv_blocks'?"),
      ("engine..x=4", "'engine..x=4': error: 'engine..x' is no path; a path is made of keys and points, such as 'engine.max_sequences'"),
    ])
  func assignments(assignment: String, message: String) {
    let described = fault(minimal, assignments: [assignment])
    if assignment.hasPrefix("engine.max_seq") {
      #expect(described.hasPrefix("'engine.max_seq=4': error: unknown key 'max_seq' in 'engine'; "))
    } else {
      #expect(described == message)
    }
  }
}

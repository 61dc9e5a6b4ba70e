import Kernel
import Testing

import Scenario

/// Commands that people have written mean the settings that they would mean to the engine.
@Suite("Commands of servers, read")
struct LaunchReaderTests {
  @Test(
    "a command is read by long and short names, with values behind '=' or a blank",
    arguments: [
      (
        "vllm serve meta-llama/Llama-3.1-8B -tp 2 --max_num_seqs=64 --kv-cache-dtype fp8",
        ["parallel.tensor=2", "engine.max_sequences=64", "formats.kv=fp8"]
      ),
      (
        "vllm serve meta-llama/Llama-3.1-8B \\\n  --no-enable-prefix-caching # no reuse",
        ["engine.prefix_caching=false", "scheduler.name=sarathi"]
      ),
      (
        "python -m sglang.launch_server --model meta-llama/Llama-3.1-8B --tp 4 --dp 2 --enable-dp-attention",
        ["parallel.tensor=2", "parallel.data=2"]
      ),
      ("python3 -m sglang.launch_server --model-path meta-llama/Llama-3.1-8B", ["scheduler.name=prefill_first", "engine=sglang-0.5"]),
      (
        "python3 -m sglang.launch_server --model-path Qwen/Qwen3-8B --scheduler-recv-interval 30",
        ["engine.receive_interval=30 iterations"]
      ),
      (
        "trtllm-serve meta-llama/Llama-3.1-8B --enable_chunked_prefill --tp_size 2 --max_batch_size 32",
        ["parallel.tensor=2", "engine.max_sequences=32", "scheduler.name=sarathi"]
      ),
      (
        "CUDA_VISIBLE_DEVICES=0 nohup vllm serve 'meta-llama/Llama-3.1-8B' --enable-expert-parallel -tp 4 &",
        ["parallel.expert=4", "model=llama-3.1-8b"]
      ),
    ])
  func commands(text: String, expected: [String]) throws {
    let reading = try LaunchReader.reading(ofCommand: text)
    for assignment in expected { #expect(reading.assignments.contains(assignment), "\(reading.assignments)") }
    #expect(reading.notes == [])
  }

  @Test("adapters are read with what the engine has by itself, and written as they are read")
  func adapters() throws {
    let cases = [
      ("vllm serve meta-llama/Llama-3.1-8B --enable-lora --max-loras 8 --max-lora-rank 64 --max-cpu-loras 99", "8", "64"),
      ("vllm serve meta-llama/Llama-3.1-8B --enable-lora", "1", nil),
      ("python3 -m sglang.launch_server --model-path meta-llama/Llama-3.1-8B --lora-paths a=b --max-loras-per-batch 4", "4", nil),
    ]
    for (command, slots, rank) in cases {
      let reading = try LaunchReader.reading(ofCommand: command)
      #expect(reading.notes == [], "\(reading.notes)")
      #expect(reading.assignments.contains { $0.hasPrefix("adapters.device_slots=\(slots) ") || $0 == "adapters.device_slots=\(slots)" })
      #expect(reading.assignments.contains { $0.hasPrefix("adapters.rank=") } == (rank != nil), "\(reading.assignments)")
    }
    let without = try LaunchReader.reading(ofCommand: "vllm serve meta-llama/Llama-3.1-8B --max-loras 8")
    #expect(!without.assignments.contains { $0.hasPrefix("adapters") })
  }

  @Test("an option that nothing here stands for is named, and an options file that is not at hand")
  func unknown() throws {
    let reading = try LaunchReader.reading(ofCommand: "vllm serve meta-llama/Llama-3.1-8B --made-up 3 --enable-mfu-metrics --port 80")
    #expect(reading.notes.map { String($0.prefix { $0 != " " }) } == ["'--made-up'", "'--enable-mfu-metrics'"])
    let options = try LaunchReader.reading(ofCommand: "trtllm-serve meta-llama/Llama-3.1-8B --extra_llm_api_options x.yaml")
    #expect(options.notes == ["the options file that is named was not read"])
  }

  @Test(
    "what has no meaning is refused with what would have",
    arguments: [
      ("ls -la", "no server is started here"), ("vllm serve no/model", "unknown model"),
      ("vllm serve meta-llama/Llama-3.1-8B --max-num-seqs many", "a whole number"),
      ("vllm serve meta-llama/Llama-3.1-8B --kv-transfer-config '{'", "no object of JSON"),
      ("vllm serve meta-llama/Llama-3.1-8B --scheduling-policy lifo", "fcfs or priority"),
      ("vllm serve meta-llama/Llama-3.1-8B --kv-cache-dtype fp7", "one of auto"),
      ("python3 -m sglang.launch_server --model-path meta-llama/Llama-3.1-8B --dp 2", "replicas of their own"),
      ("trtllm-serve meta-llama/Llama-3.1-8B --tp_size", "a whole number"),
      ("vllm serve meta-llama/Llama-3.1-8B\ntrtllm-serve x", "servers of different engines"),
      ("vllm serve meta-llama/Llama-3.1-8B -tp 2\nvllm serve meta-llama/Llama-3.1-8B", "servers with different options"),
      ("vllm serve \"unended", "unknown model"),
    ])
  func refused(text: String, message: String) {
    #expect { try LaunchReader.reading(ofCommand: text) } throws: { "\($0)".contains(message) }
  }

  @Test("servers that differ by their ports alone are replicas, and so is data parallelism of a model without experts")
  func replicas() throws {
    let two = "vllm serve meta-llama/Llama-3.1-8B --port 1 &\nvllm serve meta-llama/Llama-3.1-8B --port 2\n"
    #expect(try LaunchReader.reading(ofCommand: two).assignments.contains("replicas=2"))
    let data = try LaunchReader.reading(ofCommand: "vllm serve meta-llama/Llama-3.1-8B -dp 4 --max-num-seqs 8").assignments
    #expect(data.contains("replicas=4") && data.contains("parallel.data=1") && data.contains("engine.max_sequences=8"))
  }

  @Test("no text breaks the reader", arguments: 1...300)
  func fuzz(seed: UInt64) {
    let pieces = [
      "vllm", " serve ", "--tensor-parallel-size", "=", "'", "\"", "\\", "\n", "$", "{", "}", "trtllm-serve", "&", "#", "9", "-", "é", ":",
      "---\n", "apiVersion: v1\n", "kind: Deployment\n", "# windtunnel: ", "a=b", "# windtunnel-pool: ",
    ]
    var state = SplitMix64(state: seed)
    let text = (0..<Int(state.next() % 60)).map { _ in pieces[Int(state.next() % UInt64(pieces.count))] }.joined()
    for path in ["", "x.sh", "x.yaml"] { _ = try? LaunchReader.reading(of: [LaunchFile(path: path, text: text)]) }
  }
}

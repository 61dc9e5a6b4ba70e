import Foundation
import Testing

/// What `trace inspect` says of files of other tools: how they were read, what was passed over, and what they are where they are none.
@Suite("windtunnel trace inspect of files from the field")
struct TraceInputTests {
  private func inspect(_ text: String, _ options: [String] = []) throws -> (status: Int32, output: String, error: String) {
    try Command.inFolder { command in
      try command.write(text, to: "trace")
      let result = try command.run(try command.process(["trace", "inspect", "trace"] + options))
      return (result.status, result.output, result.error)
    }
  }

  @Test("Vidur's arrived_at is its time in seconds")
  func vidur() throws {
    let result = try inspect("arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,370,40\n4.25,400,110\n4.5,880,55\n9.75,95,16\n")
    #expect(result.output.contains("format          table\nrequests        4 in 9.750 s"), "\(result)")
    #expect(result.output.contains("columns read: time 'arrived_at' (seconds), prompt 'num_prefill_tokens'"))
  }

  @Test(
    "Qwen-Bailian's eight requests take three and a half seconds, with and without the size of blocks",
    arguments: [[], ["--block-tokens", "16"]])
  func bailian(_ options: [String]) throws {
    let rows = (0..<8).map { row in
      "{\"chat_id\": \(row), \"parent_chat_id\": -1, \"timestamp\": \(row / 2).\(row % 2 == 0 ? 114 : 614), \"input_length\": \(51 + 16 * row), "
        + "\"output_length\": 130, \"hash_ids\": [\((0..<(3 + row)).map(String.init).joined(separator: ", "))]}\n"
    }
    let result = try inspect(rows.joined(), options)
    #expect(result.output.contains("requests        8 in 3.500 s"), "\(result)")
    #expect(result.output.contains("blocks of 16 tokens seen before"))
    #expect(result.output.contains("times read as seconds: the first 8 requests in 3.500 s"))
    #expect(result.output.contains("passed over: keys chat_id (8), parent_chat_id (8)"))
  }

  @Test("turns that wait for an answer are read, and all come at their times only where that is said")
  func sessions() throws {
    let rows =
      #"{"session_id": "a", "timestamp": 0, "input_length": 1024, "output_length": 20}"# + "\n"
      + #"{"session_id": "a", "timestamp": 0, "delay": 5000, "input_length": 1536, "output_length": 20}"# + "\n"
    let closed = try inspect(rows)
    #expect(closed.status == 0 && closed.output.contains("sessions        1 of 2.000 turns in the mean"), "\(closed)")
    #expect(closed.output.contains("after the answer to the one before: 1"))
    let recorded = try inspect(rows, ["--sessions", "recorded"])
    #expect(recorded.status == 0 && recorded.output.contains("passed over: keys delay (1)"), "\(recorded)")
  }

  @Test("results without requests and texts are refused for what they are, with status 2")
  func refused() throws {
    let result = try inspect("{\n  \"model_id\": \"m\",\n  \"num_prompts\": 3\n}\n")
    #expect(result.status == 2 && result.error.contains("this is a result of vllm bench serve"), "\(result)")
    let texts = try inspect(#"{"prompt": "hello", "output_tokens": 3}"# + "\n")
    #expect(texts.status == 2 && texts.error.contains("a tokenizer"), "\(texts)")
  }

  @Test("a result of vllm bench serve is inspected by its lengths, and converted once it is given times")
  func benchmark() throws {
    try Command.inFolder { command in
      try command.write(
        "{\n\"model_id\": \"m\", \"num_prompts\": 3,\n\"input_lens\": [300,\n200, 400], \"output_lens\": [20, 20, 20], \"errors\": [\"\", \"\", \"\"]\n}\n",
        to: "bench.json")
      let inspected = try command.run("trace", "inspect", "bench.json")
      #expect(inspected.output.contains("format          document (lengths only: give it an arrival process)"), "\(inspected.error)")
      #expect(inspected.output.contains("read from a result of vllm bench serve"))
      #expect(try command.run("trace", "convert", "bench.json", "-o", "t.csv").error.contains("lengths and no times"))
      let timed = try command.run("trace", "convert", "bench.json", "-o", "t.csv", "--arrivals", "constant", "--rate", "2")
      #expect(timed.status == 0 && timed.error == "t.csv: 3 requests\nread from a result of vllm bench serve\n", "\(timed.error)")
    }
  }

  @Test("columns and units are given by name")
  func options() throws {
    let result = try inspect("when,a,b\n0,5,6\n1500,7,8\n", ["--columns", "time=when,prompt=a,output=b", "--time-unit", "ms"])
    #expect(result.output.contains("requests        2 in 1.500 s"), "\(result)")
    let wrong = try inspect("when,a,b\n0,5,6\n", ["--columns", "time=when,prompt=a"])
    #expect(wrong.status == 2 && wrong.error.contains("--columns: no column is named for 'output'"), "\(wrong)")
  }
}

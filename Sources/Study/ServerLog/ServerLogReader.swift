import Foundation
import Kernel
import Scenario
import Workload

/// Reads what vLLM, SGLang and TensorRT-LLM print when they start: options, version, and how much the KV cache holds.
///
/// Lines (vLLM 0.6 to 0.24: `entrypoints/openai/api_server.py`, `v1/core/kv_cache_utils.py`, `executor_base.py`; SGLang 0.4 and 0.5:
/// `launch_server.py`, `model_runner.py`, `scheduler.py`; TensorRT-LLM 0.20 to 1.2: `kvCacheManager.cpp`, `_util.py`).
struct ServerLogReader {
  /// The largest log that is read, and the longest line.
  private static let (largestFile, longestLine) = (256 << 20, 1 << 20)

  private let file: String
  private var log: ServerLog?

  /// The log at `path`, packed or not.
  ///
  /// - Throws: ``InputError`` where it cannot be read, or is the log of no engine known here.
  static func log(path: String) throws -> ServerLog {
    let text = String(decoding: try PackedFile.bytes(of: path, limit: largestFile), as: UTF8.self)
    var reader = ServerLogReader(file: path)
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      if line.utf8.count <= longestLine { try reader.read(line, number) }
    }
    guard let log = reader.log else {
      throw InputError(
        "no line is one of a serving engine known here", file: path,
        remedy: "the log that vLLM, SGLang or TensorRT-LLM prints when it starts, or the command that starts it")
    }
    return log
  }

  private init(file: String) { self.file = file }

  /// The log so far, which is of this engine.
  ///
  /// - Throws: ``InputError`` where it is of another one already.
  private mutating func change(_ engine: LaunchEngine, _ line: Int, _ body: (inout ServerLog) -> Void) throws(InputError) {
    var log = log ?? ServerLog(file: file, engine: engine)
    if log.engine != engine {
      throw InputError(
        "a line of \(engine.name) in a log of \(log.engine.name)", file: file, line: line, remedy: "the log of one server")
    }
    body(&log)
    self.log = log
  }

  private mutating func read(_ line: Substring, _ number: Int) throws {
    if try readVLLM(line, number) { return }
    if try readSGLang(line, number) { return }
    if try readTensorRT(line, number) { return }
    try readCommand(line, number)
  }

  /// What follows `mark` in a line.
  private static func rest(of line: Substring, behind mark: String) -> Substring? {
    line.range(of: mark).map { line[$0.upperBound...] }
  }

  /// The whole number that a text begins with, thousands parted by commas or not.
  private static func number(_ text: Substring?) -> Int? {
    guard let text else { return nil }
    let digits = text.drop { $0 == " " || $0 == "=" || $0 == ":" || $0 == "(" }.prefix { $0.isASCII && ($0.isNumber || $0 == ",") }
    return Int(digits.filter { $0 != "," }).flatMap { (1...1_000_000_000_000).contains($0) ? $0 : nil }
  }

  private static func least(_ known: ServerLog.Figure?, _ value: Int, _ line: Int) -> ServerLog.Figure {
    if let known, known.value <= value { return known }
    return ServerLog.Figure(value: value, line: line)
  }

  /// Begins anew with the options of a start: a log that a server was started in twice tells of the last.
  private static func start(_ log: inout ServerLog, _ pairs: [(name: String, value: String)], _ line: Int) {
    (log.tokens, log.blocks, log.blockTokens, log.limits) = (nil, nil, nil, [])
    log.options = pairs.map { ServerLog.Option(name: $0.name, value: $0.value) }
    log.optionsLine = line
    log.model = ["model", "model_path", "model_tag"].lazy.compactMap { name in pairs.first { $0.name == name }?.value }.first ?? log.model
  }

  // MARK: vLLM

  private mutating func readVLLM(_ line: Substring, _ number: Int) throws -> Bool {
    if let rest = Self.rest(of: line, behind: "non-default args: {") ?? Self.rest(of: line, behind: "args: Namespace(") {
      try change(.vllm, number) { Self.start(&$0, PythonValues.pairs(in: rest), number) }
    } else if let rest = Self.rest(of: line, behind: "LLM engine (v"), line.contains("with config:") {
      let version = String(rest.prefix { $0 != ")" })
      let pairs = Self.rest(of: line, behind: "with config:").map(PythonValues.pairs) ?? []
      try change(.vllm, number) { log in
        log.version = version
        log.model = log.model ?? pairs.first { $0.name == "model" }?.value
        if log.options == nil { (log.options, log.optionsLine) = (Self.options(ofConfiguration: pairs), number) }
      }
    } else if let rest = Self.rest(of: line, behind: "vLLM API server version ") {
      try change(.vllm, number) { $0.version = String(rest.prefix { $0.isNumber || $0 == "." }) }
    } else if let tokens = Self.number(Self.rest(of: line, behind: "GPU KV cache size: ")), line.contains(" tokens") {
      try change(.vllm, number) { $0.tokens = Self.least($0.tokens, tokens, number) }
    } else if let blocks = Self.number(
      Self.rest(of: line, behind: "# GPU blocks: ") ?? Self.rest(of: line, behind: "# cuda blocks: ")
        ?? Self.rest(of: line, behind: "num_gpu_blocks is: "))
    {
      try change(.vllm, number) { $0.blocks = Self.least($0.blocks, blocks, number) }
    } else if let tokens = Self.number(Self.rest(of: line, behind: "prefill is enabled with max_num_batched_tokens=")) {
      try change(.vllm, number) { Self.add("engine.max_batched_tokens", tokens, to: &$0) }
    } else {
      return false
    }
    return true
  }

  /// The options that an engine's configuration tells, in the words of options.
  private static func options(ofConfiguration pairs: [(name: String, value: String)]) -> [ServerLog.Option] {
    let names = [
      "max_seq_len": "max_model_len", "tensor_parallel_size": "tensor_parallel_size", "pipeline_parallel_size": "pipeline_parallel_size",
      "data_parallel_size": "data_parallel_size", "quantization": "quantization", "kv_cache_dtype": "kv_cache_dtype",
      "enable_prefix_caching": "enable_prefix_caching",
    ]
    return pairs.compactMap { pair in names[pair.name].map { ServerLog.Option(name: $0, value: pair.value) } }
  }

  private static func add(_ key: String, _ value: Int, to log: inout ServerLog) {
    log.limits.removeAll { $0.name == key }
    log.limits.append(ServerLog.Option(name: key, value: "\(value)"))
  }

  // MARK: SGLang

  private mutating func readSGLang(_ line: Substring, _ number: Int) throws -> Bool {
    if let rest = Self.rest(of: line, behind: "server_args=ServerArgs(") {
      try change(.sglang, number) { Self.start(&$0, PythonValues.pairs(in: rest), number) }
    } else if line.contains("max_total_num_tokens="), let tokens = Self.number(Self.rest(of: line, behind: "max_total_num_tokens=")) {
      let sequences = Self.number(Self.rest(of: line, behind: "max_running_requests="))
      try change(.sglang, number) { log in
        log.tokens = Self.least(log.tokens, tokens, number)
        if let sequences { Self.add("engine.max_sequences", sequences, to: &log) }
      }
    } else if line.contains("KV Cache is allocated"), let tokens = Self.number(Self.rest(of: line, behind: "#tokens: ")) {
      try change(.sglang, number) { $0.tokens = Self.least($0.tokens, tokens, number) }
    } else {
      return false
    }
    return true
  }

  // MARK: TensorRT-LLM

  private mutating func readTensorRT(_ line: Substring, _ number: Int) throws -> Bool {
    if let rest = Self.rest(of: line, behind: "TensorRT-LLM version: ") ?? Self.rest(of: line, behind: "TensorRT LLM version: ") {
      try change(.tensorrt, number) { $0.version = String(rest.prefix { !$0.isWhitespace }) }
    } else if let tokens = Self.number(Self.rest(of: line, behind: "max tokens in paged KV cache")) {
      try change(.tensorrt, number) { $0.tokens = Self.least($0.tokens, tokens, number) }
    } else if let blocks = Self.number(
      Self.rest(of: line, behind: "Number of blocks in KV cache primary pool:") ?? Self.rest(of: line, behind: "primary blocks"))
    {
      let block = Self.number(Self.rest(of: line, behind: "tokens per block"))
      try change(.tensorrt, number) { log in
        log.blocks = Self.least(log.blocks, blocks, number)
        log.blockTokens = block ?? log.blockTokens
      }
    } else if let block = Self.number(Self.rest(of: line, behind: "Number of tokens per block:")) {
      try change(.tensorrt, number) { $0.blockTokens = block }
    } else {
      return false
    }
    return true
  }

  // MARK: Commands

  /// The command that started the server, as scripts print it.
  private mutating func readCommand(_ line: Substring, _ number: Int) throws {
    guard ["vllm serve", "vllm.entrypoints", "sglang.launch_server", "trtllm-serve"].contains(where: { line.contains($0) }) else { return }
    guard let reading = try? LaunchReader.reading(ofCommand: String(line)) else { return }
    try change(reading.engine, number) { log in
      // What the engine itself prints says more.
      if log.options != nil { return }
      log.options = [ServerLog.Option(name: ServerLog.command, value: String(line))]
      log.optionsLine = number
    }
  }
}

extension ServerLog {
  /// The name under which a whole command stands among the options.
  static let command = "command"
}

import Kernel

/// What tools of the field call the columns and keys of a trace. Capitals, blanks, dashes and underlines do not count.
///
/// The names are those of Azure's and BurstGPT's traces, Mooncake and Qwen-Bailian, Vidur (`arrived_at`, `num_prefill_tokens`),
/// splitwise-sim (`arrival_timestamp`, `prompt_size`, `token_size`), LLMServingSim (`input_toks`, `arrival_time_ns`), the traces of
/// inference-sim (`arrival_time_us`), ServeGen, AIPerf (`input_length`, `delay`), LLMPerf (`number_input_tokens`), and of the usage
/// that servers report (`prompt_tokens`, `completion_tokens`).
enum FieldNames {
  /// What a name stands for.
  struct Meaning {
    let field: TraceField
    /// Of two columns for one field the lower rank is read.
    let rank: Int
    /// The unit of a time, where the name says it.
    let unit: TimeUnit?
  }

  private static let times = [
    "arrival_time", "arrived_at", "arrival", "arrival_timestamp", "arrival_at", "request_arrival_time", "request_arrived_at",
    "request_arrival", "timestamp", "time", "request_time", "request_timestamp", "request_start_time", "request_start", "start_time",
    "start_timestamp", "start", "submit_time", "submitted_at", "submission_time", "received_at", "receive_time", "created_at",
    "created", "sent_at", "send_time", "invocation_time", "event_time", "ts", "t", "offset", "time_offset", "start_offset",
  ]
  private static let prompts = [
    "prompt_tokens", "num_prefill_tokens", "input_tokens", "input_length", "context_tokens", "request_tokens", "input_toks",
    "prompt_size", "prompt_length", "prompt_len", "input_len", "num_prompt_tokens", "num_input_tokens", "number_input_tokens",
    "n_prompt_tokens", "n_input_tokens", "prefill_tokens", "prefill_length", "prefill_len", "request_num_prefill_tokens", "isl",
    "input_sequence_length", "input_seq_len", "prompt_token_count", "input_token_count", "prompt_token_length", "input_token_length",
    "tokens_in", "in_tokens", "input_size", "prompt_toks", "context_length", "context_len",
  ]
  private static let outputs = [
    "output_tokens", "num_decode_tokens", "output_length", "generated_tokens", "response_tokens", "output_toks", "token_size",
    "completion_tokens", "output_len", "num_output_tokens", "num_completion_tokens", "num_generated_tokens", "number_output_tokens",
    "n_output_tokens", "n_completion_tokens", "decode_tokens", "decode_length", "decode_len", "request_num_decode_tokens", "osl",
    "output_sequence_length", "output_seq_len", "completion_token_count", "output_token_count", "output_token_length", "tokens_out",
    "out_tokens", "generation_tokens", "generation_length", "generation_len", "generated_length", "response_length", "response_len",
    "completion_length", "output_size", "completion_toks", "gen_len", "gen_tokens",
  ]
  private static let lists: [(TraceField, [String])] = [
    (.time, times), (.prompt, prompts), (.output, outputs), (.blocks, ["blocks", "hash_ids", "block_hashes", "prefix_hashes"]),
    (.images, ["num_images", "n_images", "image_count", "number_images"]), (.session, ["session_id", "conversation_id", "session"]),
    (.delay, ["delay", "think_time"]), (.turn, ["chat_id", "turn_id"]), (.previous, ["parent_chat_id", "previous_turn_id"]),
    // 'model' is no such name: most traces that have it mean the model itself.
    (
      .adapter,
      ["adapter", "adapter_id", "adapter_name", "lora_adapter", "lora_name", "lora_id", "lora_path", "lora", "lora_request"]
    ),
    (.failure, ["error", "error_code", "error_message"]),
  ]
  /// Vidur and splitwise-sim write seconds under names that do not say so.
  private static let knownUnits: [String: TimeUnit] = ["arrived_at": .seconds, "arrival_timestamp": .seconds]

  private static let meanings: [String: Meaning] = {
    var meanings: [String: Meaning] = [:]
    for (field, names) in lists {
      for (rank, name) in names.enumerated() { meanings[name] = Meaning(field: field, rank: rank, unit: knownUnits[name]) }
    }
    return meanings
  }()

  /// What a name stands for; nil where it is none that is known.
  static func meaning(of name: String) -> Meaning? {
    let words = words(of: name)
    if let meaning = meanings[words.joined(separator: "_")] { return meaning }
    guard words.count > 1, let unit = words.last.flatMap({ TimeUnit(word: $0) }),
      let meaning = meanings[words.dropLast().joined(separator: "_")], meaning.field == .time || meaning.field == .delay
    else { return nil }
    return Meaning(field: meaning.field, rank: meaning.rank, unit: unit)
  }

  /// The unit that the name of a time says, or the last of keys within keys; nil where it says none.
  static func unit(ofTime path: String) -> TimeUnit? {
    let name = String(path.split(separator: ".").last ?? "")
    let words = words(of: name)
    return meaning(of: name)?.unit ?? (words.count > 1 ? words.last.flatMap { TimeUnit(word: $0) } : nil)
  }

  /// The small words of a name: `Request tokens`, `request-tokens` and `requestTokens` are two alike.
  static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasSmall = false
    for character in name.prefix(100) {
      let isPart = character.isLetter || character.isNumber
      if !isPart || (character.isUppercase && wasSmall) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if isPart { word += character.lowercased() }
      wasSmall = character.isLowercase || character.isNumber
    }
    return word.isEmpty ? words : words + [word]
  }

  /// For each field the place of the name that says it best.
  static func places(in names: [String]) -> [TraceField: Int] {
    var places: [TraceField: (rank: Int, place: Int)] = [:]
    for (place, name) in names.enumerated() {
      guard let meaning = meaning(of: name), meaning.rank < places[meaning.field]?.rank ?? .max else { continue }
      places[meaning.field] = (meaning.rank, place)
    }
    return places.mapValues(\.place)
  }
}

import Kernel

/// The file formats that a trace can be read from.
public enum TraceFormat: String, Hashable, Sendable, CaseIterable {
  /// Found from the first line of the file.
  case automatic
  /// Azure LLM inference traces, 2023 and 2024: `TIMESTAMP,ContextTokens,GeneratedTokens`, dates with or without a zone.
  case azure
  /// Mooncake JSON lines: `timestamp` (ms), `input_length`, `output_length` and, where known, `hash_ids`.
  case mooncake
  /// BurstGPT: `Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type`, seconds.
  case burstgpt
  /// Lengths without times: `num_prefill_tokens,num_decode_tokens`. It needs an ``ArrivalProcess``.
  case lengths
  /// Our own: `arrival_s,prompt_tokens,output_tokens[,blocks]`; see ``CanonicalTrace``.
  case canonical

  /// Any other CSV file whose header names prompt and output as tools of the field do, or as ``TraceHints/columns`` says.
  case table
  /// Any other JSON lines with such keys.
  case jsonLines = "json_lines"
  /// A JSON document: a result of a benchmark, or a list of objects with such keys.
  case document

  /// The format of that name, as scenarios and the command line write it.
  ///
  /// - Throws: ``InputError`` with the nearest name, or with all that there are.
  public init(named name: String) throws(InputError) { self = try Self.catalog.required(name) }

  private static let catalog = Catalog(of: "trace format", allCases) { [$0.rawValue] }
}

import Kernel

/// Which column of a CSV file holds what, found by the names in its header.
struct ColumnLayout {
  /// Positions, from 0; -1 where the format has no such column.
  private(set) var time = -1
  private(set) var prompt = -1
  private(set) var output = -1
  private(set) var blocks = -1
  /// How many columns the header names.
  let count: Int
  /// The names of the columns that are not read.
  let passedOver: [String]

  /// What the columns of a format are called.
  struct Names {
    var time: String?
    var prompt: String
    var output: String
    var blocks: String?

    /// All that a file must have.
    var required: [String] { (time.map { [$0] } ?? []) + [prompt, output] }
  }

  /// The names of a CSV format.
  static func names(of format: TraceFormat) -> Names? {
    switch format {
    case .azure: Names(time: "TIMESTAMP", prompt: "ContextTokens", output: "GeneratedTokens")
    case .burstgpt: Names(time: "Timestamp", prompt: "Request tokens", output: "Response tokens")
    case .lengths: Names(prompt: "num_prefill_tokens", output: "num_decode_tokens")
    case .canonical: Names(time: "arrival_s", prompt: "prompt_tokens", output: "output_tokens", blocks: "blocks")
    case .automatic, .mooncake, .table, .jsonLines, .document: nil
    }
  }

  /// Finds a format's columns in a header; case and blanks around names do not matter, and other columns are passed over.
  ///
  /// - Throws: ``InputError`` naming the missing column and the nearest that is there, or a column that stands twice.
  init(format: TraceFormat, header: [String]) throws {
    guard let names = Self.names(of: format) else { preconditionFailure("\(format) is no CSV format") }
    count = header.count
    let lowered = header.map { $0.lowercased() }
    func find(_ name: String) throws -> Int {
      let wanted = name.lowercased()
      guard let first = lowered.firstIndex(of: wanted) else { return -1 }
      guard lowered[(first + 1)...].firstIndex(of: wanted) == nil else {
        throw InputError("the column '\(name)' stands twice in the header", remedy: "keep one")
      }
      return first
    }
    if let name = names.time { time = try find(name) }
    prompt = try find(names.prompt)
    output = try find(names.output)
    if let name = names.blocks { blocks = try find(name) }
    let used = [time, prompt, output, blocks]
    passedOver = header.indices.filter { !used.contains($0) }.map { header[$0] }
    for name in names.required where !lowered.contains(name.lowercased()) {
      let near = Nearest.match(name, among: header).map { "; is '\($0)' meant for it?" } ?? ""
      throw InputError(
        "the column '\(name)' is missing" + near,
        remedy: "the header of the format \(format.rawValue) is \(names.required.joined(separator: ","))")
    }
  }

  /// The names in a header line.
  static func header(_ line: TraceLine) -> [String] {
    line.split(separator: 0x2C, omittingEmptySubsequences: false).map { field in
      var bytes = field
      while let first = bytes.first, first == 0x20 || first == 0x09 || first == 0x22 { bytes.removeFirst() }
      while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x22 { bytes.removeLast() }
      return String(decoding: bytes.prefix(100), as: UTF8.self)
    }
  }

  /// The CSV format that has all of its columns in a header.
  static func exactFormat(of header: [String]) -> TraceFormat? {
    let lowered = Set(header.map { $0.lowercased() })
    return TraceFormat.allCases.first { format in names(of: format)?.required.allSatisfy { lowered.contains($0.lowercased()) } ?? false }
  }

  /// The CSV format whose columns a header nearly has.
  ///
  /// - Throws: ``InputError`` where no format comes near.
  static func format(of header: [String]) throws -> TraceFormat {
    let lowered = Set(header.map { $0.lowercased() })
    var best: (share: Double, format: TraceFormat) = (0, .automatic)
    for format in TraceFormat.allCases {
      guard let names = names(of: format) else { continue }
      let found = names.required.count { lowered.contains($0.lowercased()) }
      let share = Double(found) / Double(names.required.count)
      if share > best.share { best = (share, format) }
    }
    if best.share > 0 { return best.format }
    for format in TraceFormat.allCases {
      for name in names(of: format)?.required ?? [] where Nearest.match(name, among: header) != nil { return format }
    }
    let known = TraceFormat.allCases.compactMap { names(of: $0)?.required.joined(separator: ",") }
    throw InputError(
      "the first line names no column of a known trace format",
      remedy: "it should be one of " + known.joined(separator: " | ") + ", or the file JSON lines with input_length and output_length; "
        + "columns of other names are named with --columns time=NAME,prompt=NAME,output=NAME")
  }
}

import Kernel

/// Points in flight in the columns of collections that name formats of products and of experts apart (`model,machine,engine,...,
/// gemm_format,expert_format,...,ttft_ms,tpot_ms`), as the table of ``ClosedLoopPoint``.
///
/// They are runs of InferenceX, whose rows are called by their date. Its `nvfp4` of gpt-oss is the word for four bits of any kind: that
/// model is published in MXFP4 alone. Lines stay where they are, so that faults name them.
enum LayoutTable {
  /// Columns that must be there.
  static let required = [
    "model", "machine", "engine", "engine_version", "gemm_format", "expert_format", "input_tokens", "output_tokens", "tensor_parallel",
    "attention_data_parallel", "expert_parallel", "concurrency", "ttft_ms", "tpot_ms",
  ]

  /// Whether these are a table's columns.
  static func isMeant(by header: [String]) -> Bool { header.contains("expert_format") && header.contains("ttft_ms") }

  /// The text with the columns of ``ClosedLoopPoint``.
  ///
  /// - Throws: ``InputError`` for a missing column.
  static func text(_ text: String, file: String) throws(InputError) -> String {
    let table = try CSVTable(text, file: file, required: required)
    let columns = ClosedLoopPoint.required + ["attention_dp_size", "moe_ep_size"]
    var lines = [columns.joined(separator: ",")]
    for (index, row) in table.rows.enumerated() {
      let date = table.columns.contains("measured") ? row["measured"].replacing("-", with: "_") : ""
      let fields = [
        "\(date.isEmpty ? "0000_00_00" : date)_\(lines.count)", row["engine"], row["engine"] == "vllm" ? row["engine_version"] : "",
        row["model"], row["machine"], precision(row), row["input_tokens"], row["output_tokens"], row["concurrency"],
        row["tensor_parallel"], "1", row["ttft_ms"], row["tpot_ms"], row["attention_data_parallel"], row["expert_parallel"],
      ]
      // A table has a line for each row, and an empty one would move those below.
      while lines.count < table.line(of: index) - 1 { lines.append("") }
      lines.append(fields.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The format of the weights; nothing for the model's own.
  private static func precision(_ row: CSVRow) -> String {
    if row["model"].lowercased().contains("gpt-oss") { return "" }
    return row["expert_format"] == "fp8_block" ? "fp8" : row["expert_format"]
  }
}

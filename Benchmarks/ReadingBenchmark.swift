import Foundation
import Kernel
import Workload

/// Reads traces written as their publishers write them.
enum ReadingBenchmark {
  /// A file holds so many rows however many are read, so that writing it costs the same.
  private static let rowsOfFile = 12_000

  /// Rows that are read in a second of processor time, from the first again after the last; nil for a format that is not measured.
  static func rowsPerSecond(format: TraceFormat, rows: Int) throws -> Double? {
    guard let text = text(of: format) else { return nil }
    let path = NSTemporaryDirectory() + "windtunnel-benchmark-\(ProcessInfo.processInfo.processIdentifier).trace"
    defer { unsafe unlink(path) }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    let start = ProcessorTime.seconds()
    var left = rows
    while left > 0 {
      let reader = try TraceReader(path: path, format: format)
      while left > 0, try reader.next() != nil { left -= 1 }
    }
    return Double(rows) / (ProcessorTime.seconds() - start)
  }

  private static func text(of format: TraceFormat) -> String? {
    let rows = 0..<rowsOfFile
    switch format {
    case .azure: return "TIMESTAMP,ContextTokens,GeneratedTokens\n" + rows.map(azureRow).joined()
    case .burstgpt:
      return "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n" + rows.map(burstGPTRow).joined()
    case .mooncake: return rows.map(mooncakeRow).joined()
    case .table: return "arrived_at,num_prefill_tokens,num_decode_tokens\n" + rows.map(vidurRow).joined()
    case .jsonLines: return rows.map(servingSimRow).joined()
    case .automatic, .canonical, .lengths, .document: return nil
    }
  }

  private static func vidurRow(_ row: Int) -> String {
    "\(row / 8).\(row % 8 * 125),\(100 + row % 4000),\(10 + row % 700)\n"
  }

  private static func servingSimRow(_ row: Int) -> String {
    "{\"input_toks\": \(100 + row % 4000), \"output_toks\": \(10 + row % 700), \"arrival_time_ns\": \(row * 2_000_000)}\n"
  }

  /// Two milliseconds after the row before: 1,500,000 rows are fifty minutes.
  static func azureRow(_ row: Int) -> String {
    let (minute, second, millisecond) = (row / 30_000, row / 500 % 60, row % 500 * 2)
    return String(format: "2023-11-16 18:%02d:%02d.%03d0000,", minute, second, millisecond) + "\(100 + row % 4000),\(10 + row % 700)\n"
  }

  private static func burstGPTRow(_ row: Int) -> String {
    let (prompt, output) = (100 + row % 4000, 10 + row % 700)
    return "\(row * 5),\(row % 3 == 0 ? "GPT-4" : "ChatGPT"),\(prompt),\(output),\(prompt + output),Conversation log\n"
  }

  private static func mooncakeRow(_ row: Int) -> String {
    let prompt = 1 + row * 977 % 20_000
    let blocks = (0..<(prompt + 511) / 512).map { String($0 == 0 ? 0 : row * 40 + $0) }
    return "{\"timestamp\": \(row * 100), \"input_length\": \(prompt), \"output_length\": \(10 + row % 700), "
      + "\"hash_ids\": [\(blocks.joined(separator: ", "))]}\n"
  }
}

import Foundation
import Kernel
import Workload

/// Reads the requests of a recorded run: `requests.jsonl`, and the identities of their prompts' blocks where a second
/// file tells them.
struct RecordedRequestReader {
  private let folder: RunFolder

  init(_ folder: RunFolder) { self.folder = folder }

  /// The requests in the order in which the engine queued them, the first one at the start of time.
  ///
  /// - Throws: ``InputError`` with file and line.
  func requests(blockTokens: Int) throws(InputError) -> [RecordedRequest] {
    let file = folder.path("requests.jsonl")
    let records = try folder.lines("requests.jsonl")
    if records.isEmpty { throw InputError("the file holds no request", file: file, remedy: "one JSON object a line") }
    var first = Double.infinity
    for record in records { first = min(first, try record.requiredNumber("queued_ts")) }
    var requests: [RecordedRequest] = []
    for record in records { requests.append(try request(record, origin: first)) }
    for (index, row) in (try identities(of: requests.count, blockTokens: blockTokens) ?? []).enumerated() {
      if row.promptTokens != requests[index].promptTokens {
        throw InputError(
          "the prompt has \(row.promptTokens) tokens here and \(requests[index].promptTokens) in requests.jsonl", file: row.file,
          line: row.line, remedy: "both files must hold the same requests in the same order")
      }
      requests[index].blocks = row.blocks
    }
    // Sorting by a key with the position behind it keeps the file's order among equals.
    return requests.enumerated().sorted { ($0.element.queued, $0.offset) < ($1.element.queued, $1.offset) }.map(\.element)
  }

  private func request(_ record: JSONRecord, origin: Double) throws(InputError) -> RecordedRequest {
    let tokens = 1...Arrival.maximumTokens
    func instant(_ key: String) throws(InputError) -> Instant {
      let seconds = try record.requiredNumber(key) - origin
      guard let length = Duration(exactlySeconds: seconds), seconds < 106 * 86_400 else {
        throw record.fault(
          "'\(key)' lies \(seconds) s after the first request", remedy: "clocks in seconds; a run is no longer than 106 days")
      }
      return Instant(length)
    }
    let request = RecordedRequest(
      promptTokens: try record.requiredWhole("input_toks", in: tokens), outputTokens: try record.requiredWhole("output_toks", in: tokens),
      queued: try instant("queued_ts"), scheduled: try instant("scheduled_ts"), firstToken: try instant("first_token_ts"),
      lastToken: try instant("last_token_ts"))
    guard request.queued <= request.scheduled, request.scheduled <= request.firstToken, request.firstToken <= request.lastToken else {
      throw record.fault(
        "the request's times are out of order", remedy: "queued_ts, scheduled_ts, first_token_ts and last_token_ts follow one another")
    }
    return request
  }

  // MARK: Prefix identities

  private typealias IdentityRow = (promptTokens: Int, blocks: [UInt64], file: String, line: Int?)

  /// The identities of every prompt's full blocks, where the run has the file `trace-N-token-blocks.jsonl`.
  private func identities(of requests: Int, blockTokens: Int) throws(InputError) -> [IdentityRow]? {
    guard let name = folder.names.first(where: { $0.hasPrefix("trace-") && $0.hasSuffix("-token-blocks.jsonl") }) else { return nil }
    let digits = name.dropFirst("trace-".count).prefix { $0.isNumber }
    guard Int(digits) == blockTokens else {
      throw InputError(
        "its identities stand for \(digits) tokens and the engine's blocks hold \(blockTokens)", file: folder.path(name),
        remedy: "give the identities of blocks of \(blockTokens) tokens, or remove the file")
    }
    var rows: [IdentityRow] = []
    for record in try folder.lines(name) {
      let tokens = try record.requiredWhole("input_length", in: 1...Arrival.maximumTokens)
      let blocks = try record.identities("hash_ids")
      if blocks.count > (tokens + blockTokens - 1) / blockTokens {
        throw record.fault("\(blocks.count) identities for a prompt of \(tokens) tokens", remedy: "one for each full block")
      }
      rows.append((tokens, Array(blocks.prefix(tokens / blockTokens)), record.file, record.line))
    }
    if rows.count != requests {
      throw InputError(
        "\(rows.count) rows for \(requests) requests", file: folder.path(name),
        remedy: "the same requests as in requests.jsonl, in the same order")
    }
    return rows
  }
}

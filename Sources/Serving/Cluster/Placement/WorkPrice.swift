import Hardware
import Kernel

/// What a token of work is taken to cost on a replica when a router predicts: a figure for comparing replicas, read off
/// the cost model at a typical batch, not a promise of latency.
///
/// Work is counted in nanoseconds and one request's is capped, so that no sum over a cluster can overflow.
struct WorkPrice {
  /// One request counts for no more than this, about four and a half minutes of a replica.
  private static let mostNanoseconds: Int64 = 1 << 38

  /// Time to prefill a token within a chunk of 1,024.
  private let perPrefillToken: Duration
  /// A request's share of the time of a decode step of 32 sequences with 1,024 tokens of context each.
  private let perDecodeToken: Duration

  init(_ model: any CostModel) {
    var prefill = BatchShape()
    prefill.prefillChunks = 1
    prefill.prefillTokens = 1024
    prefill.sampledRows = 1
    let chunk = model.chunkCost(tokens: 1024, contextTokens: 0)
    perPrefillToken = Duration(picoseconds: model.iterationCost(of: prefill, chunks: chunk).time.base / 1024)
    var decode = BatchShape()
    decode.addDecodes(32, contextTokens: 1024, readCaps: model.readCaps)
    // In Double: it is an estimate, and a cost model may be absurdly slow.
    let step = model.iterationCost(of: decode, chunks: .zero).time.estimate(at: decode.decodeContext)
    perDecodeToken = Duration(picoseconds: Int64(min(step / 32, 1e18)))
  }

  func prefillNanoseconds(tokens: Int) -> Int64 { Self.nanoseconds(perPrefillToken, tokens) }

  func decodeNanoseconds(tokens: Int) -> Int64 { Self.nanoseconds(perDecodeToken, tokens) }

  private static func nanoseconds(_ price: Duration, _ tokens: Int) -> Int64 {
    let (product, overflow) = price.picoseconds.multipliedReportingOverflow(by: Int64(tokens))
    return overflow ? mostNanoseconds : min(product / 1000, mostNanoseconds)
  }
}

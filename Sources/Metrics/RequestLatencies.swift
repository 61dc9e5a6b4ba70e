/// The latencies of one finished request, in picoseconds.
package struct RequestLatencies: BitwiseCopyable {
  package var ttft: Int64
  /// To the nearest picosecond; 0 where the request has a single token and none is defined.
  package var tpot: Int64
  package var e2e: Int64
  package var normalized: Int64
  package var delay: Int64

  /// One of ``MetricID/requestLatencies``.
  func value(of metric: MetricID) -> Int64 {
    switch metric {
    case .ttft: ttft
    case .tpot: tpot
    case .e2e: e2e
    case .normalizedLatency: normalized
    case .schedulingDelay: delay
    default: preconditionFailure("no latency of single requests")
    }
  }
}

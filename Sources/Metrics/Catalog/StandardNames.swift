/// What widely used tools call a figure, with the factor from its unit here to theirs; nil where a tool has no such figure.
///
/// Names were read in the tools' own repositories in November 2026: vLLM's Prometheus metrics in `docs/design/metrics.md` and
/// `vllm/v1/metrics/loggers.py` (vllm-project/vllm), which counters end in `_total`; OpenTelemetry's in `docs/gen-ai/gen-ai-metrics.md`
/// (open-telemetry/semantic-conventions-genai), whose status is "Development"; AIPerf's tags in `docs/metrics-reference.md` and
/// `src/aiperf/metrics/types` (ai-dynamo/aiperf); GuideLLM's fields in `src/guidellm/benchmark/schemas/generative/metrics.py` and
/// `request_stats.py` (vllm-project/guidellm).
///
/// Their values are measured at a server or a client, with the network or without, and their ends are not always the ones here;
/// what is called the same is meant to be the same.
public struct StandardNames: Hashable, Sendable {
  /// One name.
  public struct Name: Hashable, Sendable {
    /// The name.
    public var name: String
    /// What a value here is to be multiplied by to be in the tool's unit.
    public var factor: Double

    /// A name of a figure in the same unit, or in one that `factor` leads to.
    public init(_ name: String, times factor: Double = 1) {
      self.name = name
      self.factor = factor
    }
  }

  /// vLLM's metric for Prometheus.
  public var prometheus: Name?
  /// The metric of OpenTelemetry's semantic conventions for generative AI.
  public var openTelemetry: Name?
  /// AIPerf's tag.
  public var aiperf: Name?
  /// GuideLLM's field.
  public var guidellm: Name?

  /// The names of a figure.
  public init(prometheus: Name? = nil, openTelemetry: Name? = nil, aiperf: Name? = nil, guidellm: Name? = nil) {
    self.prometheus = prometheus
    self.openTelemetry = openTelemetry
    self.aiperf = aiperf
    self.guidellm = guidellm
  }

  /// The tools with their names, in the order of columns.
  public var tools: [(tool: String, name: Name?)] {
    [("prometheus", prometheus), ("opentelemetry", openTelemetry), ("aiperf", aiperf), ("guidellm", guidellm)]
  }
}

extension MetricID {
  /// Milliseconds here, seconds there.
  private static let inSeconds = 0.001

  /// What tools call the metric.
  public var standardNames: StandardNames {
    let seconds = Self.inSeconds
    return switch self {
    case .ttft:
      StandardNames(
        prometheus: .init("vllm:time_to_first_token_seconds", times: seconds),
        openTelemetry: .init("gen_ai.server.time_to_first_token", times: seconds), aiperf: .init("time_to_first_token"),
        guidellm: .init("time_to_first_token_ms"))
    case .tpot:
      StandardNames(
        prometheus: .init("vllm:request_time_per_output_token_seconds", times: seconds),
        openTelemetry: .init("gen_ai.server.time_per_output_token", times: seconds), aiperf: .init("inter_token_latency"),
        guidellm: .init("inter_token_latency_ms"))
    // A chunk that AIPerf sees holds a token, as servers stream them unless they are told otherwise.
    case .itl:
      StandardNames(prometheus: .init("vllm:inter_token_latency_seconds", times: seconds), aiperf: .init("inter_chunk_latency"))
    case .e2e:
      StandardNames(
        prometheus: .init("vllm:e2e_request_latency_seconds", times: seconds),
        openTelemetry: .init("gen_ai.server.request.duration", times: seconds), aiperf: .init("request_latency"),
        guidellm: .init("request_latency", times: seconds))
    // GuideLLM's time per output token counts the wait for the first one.
    case .normalizedLatency: StandardNames(guidellm: .init("time_per_output_token_ms"))
    case .schedulingDelay: StandardNames(prometheus: .init("vllm:request_queue_time_seconds", times: seconds))
    case .requestThroughput: StandardNames(aiperf: .init("request_throughput"), guidellm: .init("requests_per_second"))
    case .outputThroughput: StandardNames(aiperf: .init("output_token_throughput"), guidellm: .init("output_tokens_per_second"))
    case .totalThroughput: StandardNames(aiperf: .init("total_token_throughput"), guidellm: .init("tokens_per_second"))
    case .goodput: StandardNames(aiperf: .init("goodput"))
    case .attainment: StandardNames(aiperf: .init("good_request_fraction"))
    case .requestsInSystem: StandardNames(guidellm: .init("request_concurrency"))
    case .queueLength: StandardNames(prometheus: .init("vllm:num_requests_waiting"))
    case .meanPower: StandardNames(aiperf: .init("total_gpu_power"))
    default: StandardNames()
    }
  }
}

import Metrics

extension StandardNames {
  /// What tools call the columns of views, by `view.column`; those that have no name elsewhere are not here.
  static let ofColumns: [String: StandardNames] = {
    var names: [String: StandardNames] = [:]
    for latency in RequestLatency.allCases {
      names["requestLatency.\(ColumnDefinition.name(of: latency))"] = latency.metric.standardNames
    }
    for (column, metric) in wide { names["runWide.\(column)"] = metric.standardNames }
    for (column, own) in others { names[column] = own }
    return names
  }()

  /// Columns of a run that show a metric.
  private static let wide: [(String, MetricID)] = [
    ("attainedShare", .attainment), ("ttftP50", .ttft), ("ttftP99", .ttft), ("tpotP50", .tpot), ("tpotP99", .tpot), ("itlP50", .itl),
    ("itlP99", .itl), ("e2eP50", .e2e), ("e2eP99", .e2e), ("requestsPerSecond", .requestThroughput), ("goodputPerSecond", .goodput),
    ("outputTokensPerSecond", .outputThroughput), ("watts", .meanPower),
  ]

  /// Columns that show something else.
  private static let others: [(String, StandardNames)] = [
    ("runWide.tokensPerSecondPerUser", StandardNames(aiperf: .init("output_token_throughput_per_user"))),
    ("runWide.finished", StandardNames(prometheus: .init("vllm:request_success_total"), aiperf: .init("request_count"))),
    ("runWide.rejected", StandardNames(aiperf: .init("error_request_count"))),
    ("runWide.preemptions", StandardNames(prometheus: .init("vllm:num_preemptions_total"))),
    ("runWide.promptTokens", StandardNames(prometheus: .init("vllm:prompt_tokens_total"))),
    ("runWide.outputTokens", StandardNames(prometheus: .init("vllm:generation_tokens_total"))),
    ("runWide.cachedTokens", StandardNames(prometheus: .init("vllm:prefix_cache_hits_total"))),
    ("runWide.joules", StandardNames(aiperf: .init("total_gpu_energy"))),
    (
      "requestLatency.promptTokens",
      StandardNames(
        prometheus: .init("vllm:request_prompt_tokens"), openTelemetry: .init("gen_ai.client.token.usage"),
        aiperf: .init("input_sequence_length"), guidellm: .init("prompt_token_count"))
    ),
    (
      "requestLatency.outputTokens",
      StandardNames(
        prometheus: .init("vllm:request_generation_tokens"), openTelemetry: .init("gen_ai.client.token.usage"),
        aiperf: .init("output_sequence_length"), guidellm: .init("output_token_count"))
    ),
    ("timeSeriesRate.waiting", StandardNames(prometheus: .init("vllm:num_requests_waiting"))),
    ("timeSeriesRate.running", StandardNames(prometheus: .init("vllm:num_requests_running"))),
    ("timeSeriesRate.kvShare", StandardNames(prometheus: .init("vllm:kv_cache_usage_perc"))),
    ("tokenGapDistribution.fromMilliseconds", MetricID.itl.standardNames),
    ("iterationTime.batchTokens", StandardNames(prometheus: .init("vllm:iteration_tokens_total"))),
  ]
}

extension RequestLatency {
  /// How the latency is computed; known when it is compiled, so that a request's latencies cost a few instructions each.
  @inline(__always) var formula: LatencyFormula {
    switch self {
    case .ttft: LatencyFormula(from: .arrival, to: .firstToken)
    case .tpot: LatencyFormula(from: .firstToken, to: .finish, over: .laterTokens)
    case .e2e: LatencyFormula(from: .arrival, to: .finish)
    case .normalized: LatencyFormula(from: .arrival, to: .finish, over: .outputTokens)
    case .schedulingDelay: LatencyFormula(from: .arrival, to: .firstScheduled)
    }
  }

  /// How the latency is computed, and what it is called.
  public var definition: LatencyDefinition {
    switch self {
    case .ttft:
      LatencyDefinition(
        formula: formula, columnMeaning: "Time to first token.",
        metric: MetricDefinition(
          id: .ttft, name: "time to first token", unit: "ms", formula: "first token - arrival",
          meaning: "One value a finished request, queueing and prefill included.", aliases: ["time_to_first_token"],
          otherTools: "vLLM, AIPerf, GuideLLM and GenAI-Perf agree, but measure at the client, network included.",
          direction: .lowerIsBetter))
    case .tpot:
      LatencyDefinition(
        formula: formula,
        columnMeaning: "Time per output token after the first; nothing of a single token.",
        metric: MetricDefinition(
          id: .tpot, name: "time per output token", unit: "ms", formula: "(finish - first token) / (output tokens - 1)",
          meaning: "One value a finished request; requests of a single token have none and are counted apart.",
          aliases: ["time_per_output_token"],
          otherTools: "AIPerf and GuideLLM call this figure ITL (inter-token latency); vLLM and SGLang call it TPOT.",
          direction: .lowerIsBetter))
    case .e2e:
      LatencyDefinition(
        formula: formula, columnMeaning: "End-to-end latency.",
        metric: MetricDefinition(
          id: .e2e, name: "end-to-end latency", unit: "ms", formula: "finish - arrival", meaning: "One value a finished request.",
          aliases: ["latency", "end_to_end", "response_time"],
          otherTools: "AIPerf: request latency; vLLM: E2EL; queueing theory: response time.", direction: .lowerIsBetter))
    case .normalized:
      LatencyDefinition(
        formula: formula,
        columnMeaning: "End-to-end latency divided by output tokens.",
        metric: MetricDefinition(
          id: .normalizedLatency, name: "normalized latency", unit: "ms", formula: "(finish - arrival) / output tokens",
          meaning: "One value a finished request; the wait is spread over the tokens.", aliases: ["per_token_latency"],
          otherTools: "Orca and the vLLM paper report its mean.", direction: .lowerIsBetter))
    case .schedulingDelay:
      LatencyDefinition(
        formula: formula, columnMeaning: "Arrival to first iteration.",
        metric: MetricDefinition(
          id: .schedulingDelay, name: "scheduling delay", unit: "ms", formula: "start of the first iteration - arrival",
          meaning: "One value a finished request; the queueing part of TTFT.", aliases: ["queue_time", "queueing_delay"],
          otherTools: "vLLM: request queue time; Vidur: scheduling delay.", direction: .lowerIsBetter))
    }
  }
}

extension MetricCatalog {
  /// Power, energy, carbon and price.
  static let costs: [MetricDefinition] = power + phases + carbon + prices

  private static let power: [MetricDefinition] = [
    MetricDefinition(
      id: .meanPower, name: "mean power", unit: "W", formula: "energy / length of the run", meaning: "All replicas, idle draw included.",
      aliases: ["watts", "power"], otherTools: "", direction: .lowerIsBetter),
    MetricDefinition(
      id: .peakPower, name: "peak power", unit: "W", formula: "greatest energy of a bin of the time series / its width",
      meaning: "All replicas; given where there is a time series, and the narrower its bins the higher the peak.", aliases: ["peak_watts"],
      otherTools: "What a breaker sees over the width of a bin.", direction: .lowerIsBetter),
    MetricDefinition(
      id: .energyPerRequest, name: "energy per request", unit: "J", formula: "energy / finished requests",
      meaning: "Idle draw and work on requests that did not finish are borne by those that did.", aliases: ["joules_per_request"],
      otherTools: "The ML.ENERGY benchmark reports it for busy servers.", direction: .lowerIsBetter),
    MetricDefinition(
      id: .energyPerOutputToken, name: "energy per output token", unit: "J", formula: "energy / output tokens",
      meaning: "Prefill's energy is borne by the tokens produced.", aliases: ["joules_per_token", "energy"], otherTools: "",
      direction: .lowerIsBetter),
  ]

  private static func phase(
    _ id: MetricID, _ name: String, _ formula: String, _ meaning: String
  ) -> MetricDefinition {
    MetricDefinition(
      id: id, name: name, unit: "J", formula: formula, meaning: meaning, aliases: [], otherTools: "", direction: .lowerIsBetter)
  }

  private static let phases: [MetricDefinition] = [
    phase(
      .prefillEnergyPerRequest, "prefill energy per request", "energy above idle of prefill / finished requests",
      "Of an iteration that also decodes, prefill bears its attention and its tokens' share of all that does not depend on context."),
    phase(
      .decodeEnergyPerRequest, "decode energy per request", "energy above idle of decoding / finished requests",
      "With prefill's and the idle draw it adds up to the energy per request."),
    phase(
      .idleEnergyPerRequest, "idle energy per request", "idle draw of all accelerators and hosts / finished requests",
      "Drawn from start to end, whether or not anything runs."),
    phase(
      .prefillEnergyPerToken, "prefill energy per token", "energy above idle of prefill / tokens prefilled",
      "Tokens taken from a cache are not prefilled; those computed anew are."),
    phase(
      .decodeEnergyPerToken, "decode energy per token", "energy above idle of decoding / tokens decoded",
      "A request's first token comes from its prefill and is not among them."),
  ]

  private static let carbon: [MetricDefinition] = [
    MetricDefinition(
      id: .carbonPerMillionOutputTokens, name: "carbon per million output tokens", unit: "g",
      formula: "energy x carbon intensity x 10^6 / output tokens",
      meaning: "Of the electricity alone; given where the scenario has a carbon_intensity.", aliases: ["carbon"],
      otherTools: "Emissions of making the hardware and of cooling are not in it.", direction: .lowerIsBetter),
    MetricDefinition(
      id: .carbonPerMillionTokens, name: "carbon per million tokens", unit: "g",
      formula: "energy x carbon intensity x 10^6 / (prompt tokens of finished requests + output tokens)",
      meaning: "Prompt and output tokens weigh the same.", aliases: [], otherTools: "", direction: .lowerIsBetter),
  ]

  private static let prices: [MetricDefinition] = [
    MetricDefinition(
      id: .costPerMillionOutputTokens, name: "cost per million output tokens", unit: "USD",
      formula: "price of the cluster's hours x 10^6 / output tokens", meaning: "Idle hours are paid for.", aliases: ["cost"],
      otherTools: "Providers price prompt and output tokens apart.", direction: .lowerIsBetter),
    MetricDefinition(
      id: .costPerMillionTokens, name: "cost per million tokens", unit: "USD",
      formula: "price of the cluster's hours x 10^6 / (prompt tokens of finished requests + output tokens)",
      meaning: "Prompt and output tokens weigh the same.", aliases: [], otherTools: "", direction: .lowerIsBetter),
  ]
}

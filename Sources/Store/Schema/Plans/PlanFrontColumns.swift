/// Columns of the thirteenth version: prices, carbon, fleets of two types, and the Pareto front of a plan.
extension ColumnDefinition {
  /// What a plan has more: the price list and the carbon of the grid.
  static let planMoney = [
    ColumnDefinition("priceList", "TEXT", "Name of the price list; empty where prices were those of the scenario and the catalog."),
    ColumnDefinition("priceDate", "TEXT", "The day of its prices, ISO 8601."),
    ColumnDefinition("priceKind", "TEXT", "Which of its prices counted: on_demand, reserved, spot or owned."),
    ColumnDefinition(
      "carbonGramsPerKilowattHour", "REAL CHECK (carbonGramsPerKilowattHour >= 0)", unit: "g/kWh",
      "Carbon dioxide of the electricity; empty where it was not asked for."),
  ]

  /// What a layout of a plan has more.
  static let planLayoutFront = [
    ColumnDefinition("besideAccelerator", "TEXT", "Of a fleet of two types the second accelerator's id."),
    ColumnDefinition("besideTensor", "INTEGER", "Accelerators of the second type that share every layer."),
    ColumnDefinition("besidePipeline", "INTEGER", "Stages that the layers are cut into on the second type."),
    ColumnDefinition(
      "besideReplicas", "INTEGER NOT NULL DEFAULT 0 CHECK (besideReplicas >= 0)", "Replicas of the second type; 0 of a fleet of one."),
    ColumnDefinition(
      "carbonPerMillionOutputTokensGrams", "REAL", unit: "g",
      "Carbon dioxide for a million output tokens; empty where it was not asked for."),
    ColumnDefinition(
      "latencyOverLimit", "REAL", unit: "share",
      "The worst of the 99th percentiles of what the objective limits, each over its limit; empty where it was not told."),
    ColumnDefinition(
      "isPareto", "INTEGER NOT NULL DEFAULT 0 CHECK (isPareto IN (0, 1))",
      "Whether no other layout beats it in money, latency and energy together."),
  ]

  /// What a run of a plan has more.
  static let planTrialTails = ColumnDefinition(
    "p99Picoseconds", "TEXT CHECK (p99Picoseconds NOT GLOB '*[^0-9,]*')", unit: "ps",
    "The 99th percentile of each latency that the objective limits, with commas between; empty where the run was cut short, and of runs "
      + "that earlier versions made.")
}

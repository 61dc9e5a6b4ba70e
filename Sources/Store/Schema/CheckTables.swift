/// What validations that were stored here found: a row for each server, load and source of measurements, the latest.
extension TableDefinition {
  static let fidelityCheck = TableDefinition(
    name: "fidelityCheck",
    columns: [
      text("model", "The model."),
      ColumnDefinition("parameters", "REAL NOT NULL CHECK (parameters > 0)", unit: "weights", "Weights of the model."),
      text("architecture", "What the model is made of, such as `dense`."), text("accelerator", "The accelerator."),
      degree("tensor", "Accelerators that share every layer."), degree("pipeline", "Stages that the layers are cut into."),
      degree("data", "Tensor groups of a stage, among which sequences are divided."),
      degree("expert", "Parts that the routed experts of a layer are dealt out in."),
      text("weights", "Format of the weights."), text("keyValues", "Format of the KV cache."),
      text("engine", "The engine's preset, with its version."),
      text("costs", "Where the times of operators came from: the id of a profile, or `roofline`."), text("load", "How requests came."),
      ColumnDefinition("runs", "INTEGER NOT NULL CHECK (runs > 0)", unit: "runs", "Measured runs or points behind the errors."),
      error("e2eError", "end-to-end latency"), error("ttftError", "time to the first token"), error("tpotError", "time per output token"),
      error("itlError", "gap between tokens"),
      ColumnDefinition("fitted", "TEXT NOT NULL", "What of the program was fitted to these measurements; empty of nothing."),
      text("source", "Whose measurements they are."), text("date", "When they were simulated, an ISO date."),
    ],
    constraints: [
      "PRIMARY KEY (source, load, model, accelerator, tensor, pipeline, data, expert, weights, keyValues, engine, costs)"
    ], withoutRowID: true)

  private static func text(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "TEXT NOT NULL CHECK (\(name) <> '')", meaning)
  }

  private static func degree(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL CHECK (\(name) > 0)", meaning)
  }

  private static func error(_ name: String, _ what: String) -> ColumnDefinition {
    ColumnDefinition(
      name, "REAL CHECK (\(name) >= 0)", unit: "share", "Median absolute error of the mean \(what); nothing where it was not measured.")
  }
}

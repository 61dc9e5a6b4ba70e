import GRDB

extension ResultStore {
  /// Keeps what a validation found, in place of earlier rows of the same server, load and source.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func add(_ checks: [FidelityCheck]) throws {
    if checks.isEmpty { return }
    try write { db in
      for check in checks {
        let (server, errors) = (check.server, check.errors)
        let key: [any DatabaseValueConvertible] = [
          check.source, check.load, server.model, server.accelerator, server.tensor, server.pipeline, server.data, server.expert,
          server.weights, server.keyValues, server.engine, server.costs,
        ]
        let names = [
          "source", "load", "model", "accelerator", "tensor", "pipeline", "data", "expert", "weights", "keyValues", "engine", "costs",
        ]
        try db.executeCached(
          sql: "DELETE FROM fidelityCheck WHERE " + names.map { "\($0) = ?" }.joined(separator: " AND "), arguments: StatementArguments(key)
        )
        try db.insert(
          into: .fidelityCheck,
          [
            "model": server.model, "parameters": server.parameters, "architecture": server.architecture, "accelerator": server.accelerator,
            "tensor": server.tensor, "pipeline": server.pipeline, "data": server.data, "expert": server.expert, "weights": server.weights,
            "keyValues": server.keyValues, "engine": server.engine, "costs": server.costs, "load": check.load, "runs": check.runs,
            "e2eError": errors.e2e,
            "ttftError": errors.ttft, "tpotError": errors.tpot, "itlError": errors.itl, "fitted": check.fitted, "source": check.source,
            "date": check.date,
          ])
      }
    }
  }

  /// What validations that were stored here found, in the order of their sources.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func fidelityChecks() throws -> [FidelityCheck] {
    try read { db in
      let order = "source, load, model, accelerator, tensor, pipeline, data, expert, weights, keyValues, engine, costs"
      return try Row.fetchAll(db, sql: "SELECT * FROM fidelityCheck ORDER BY \(order)").map(StoredRow.init).map { row in
        FidelityCheck(
          server: .init(
            model: try row("model"), parameters: try row("parameters"), architecture: try row("architecture"),
            accelerator: try row("accelerator"), tensor: try row("tensor"), pipeline: try row("pipeline"), data: try row("data"),
            expert: try row("expert"), weights: try row("weights"), keyValues: try row("keyValues"), engine: try row("engine"),
            costs: try row("costs")),
          load: try row("load"), runs: try row("runs"),
          errors: .init(e2e: try row("e2eError"), ttft: try row("ttftError"), tpot: try row("tpotError"), itl: try row("itlError")),
          fitted: try row("fitted"), source: try row("source"), date: try row("date"))
      }
    }
  }
}

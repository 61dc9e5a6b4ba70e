import Store

/// What verbs say of databases, in JSON: what was added, what was exported.
package enum StoredJSON {
  /// What `windtunnel store add` or `windtunnel merge` took over from each file, and the sweeps that there are then.
  package static func document(
    _ command: String, store: String, _ additions: [(file: String, addition: ResultStore.Addition)], sweeps: [SweepTally]
  ) -> JSONTree {
    .document(
      command,
      [
        ("store", .text(store)),
        (
          "files",
          .list(
            additions.map { file, addition in
              .object([
                ("file", .text(file)), ("runs", .list(addition.runs.map { row($0.source, $0.run, $0.wasThere) })),
                ("plans", .list(addition.plans.map { row($0.source, $0.plan, $0.wasThere) })),
                ("planParts", .list(addition.planParts.map(part))),
              ])
            })
        ), ("sweeps", .list(sweeps.map { .object(StoredItems.sweep($0)) })),
      ])
  }

  private static func part(_ part: ResultStore.AddedPlanPart) -> JSONTree {
    .object([
      ("plan", .text(part.name)), ("part", .of(whole: part.part)), ("parts", .of(whole: part.parts)), ("layouts", .of(whole: part.layouts)),
      ("runs", .of(whole: part.runs)), ("wasThere", .flag(part.wasThere)),
    ])
  }

  private static func row(_ source: Int64, _ number: Int64, _ wasThere: Bool) -> JSONTree {
    .object([("source", .of(whole: source)), ("number", .of(whole: number)), ("wasThere", .flag(wasThere))])
  }

  /// What `windtunnel export` wrote.
  package static func export(
    _ selection: ExportSelection, missing: ExportSelection, to directory: String, _ outcome: CSVExport.Outcome
  ) -> JSONTree {
    .document(
      "export",
      [
        ("directory", .text(directory)), ("runs", .of(wholes: selection.runs)), ("sweeps", .of(wholes: selection.sweeps)),
        ("plans", .of(wholes: selection.plans)),
        (
          "missing",
          .object([
            ("runs", .of(wholes: missing.runs)), ("sweeps", .of(wholes: missing.sweeps)), ("plans", .of(wholes: missing.plans)),
          ])
        ),
        ("files", .list(outcome.files.map { .object([("name", .text($0.name)), ("rows", .of(whole: $0.rows))]) })),
        ("removed", .of(texts: outcome.removed)), ("leftThere", .of(texts: outcome.leftThere)),
      ])
  }
}

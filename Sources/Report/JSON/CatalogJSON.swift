import Hardware
import Kernel
import Metrics
import Model
import Scenario
import Store
import Study
import Workload

/// The lists of `windtunnel list` in JSON.
package enum CatalogJSON {
  /// A list, `items` an object each.
  private static func document(_ list: String, _ items: [JSONMembers]) -> JSONTree {
    .document("list", [("list", .text(list)), ("items", .list(items.map(JSONTree.object)))])
  }

  /// Models.
  package static func models(_ list: String, _ models: [CatalogModel]) -> JSONTree { document(list, models.map(CatalogItems.model)) }

  /// Accelerators.
  package static func accelerators(_ list: String) -> JSONTree {
    document(list, AcceleratorCatalog.accelerators.map(CatalogItems.accelerator))
  }

  /// Links.
  package static func links(_ list: String) -> JSONTree { document(list, LinkCatalog.links.map(CatalogItems.link)) }

  /// Calibration profiles.
  package static func profiles(_ list: String, _ profiles: [CalibrationProfile]) -> JSONTree {
    document(list, profiles.map(ProfileItems.profile))
  }

  /// Checks against real servers.
  package static func checks(_ list: String, _ checks: [FidelityCheck]) -> JSONTree { document(list, checks.map(CheckListing.members)) }

  /// Engines.
  package static func engines(_ list: String) -> JSONTree { document(list, EngineCatalog.presets.map(CatalogItems.engine)) }

  /// Schedulers.
  package static func schedulers(_ list: String) -> JSONTree { document(list, PolicyDescription.schedulers.map(CatalogItems.policy)) }

  /// Routers.
  package static func routers(_ list: String) -> JSONTree { document(list, PolicyDescription.routers.map(CatalogItems.policy)) }

  /// Techniques.
  ///
  /// - Throws: ``InputError`` where one that comes with the program cannot be read.
  package static func techniques(_ list: String) throws -> JSONTree {
    document(list, try TechniqueCatalog.techniques().map(CatalogItems.technique))
  }

  /// Papers.
  ///
  /// - Throws: ``InputError`` where a list of them cannot be read.
  package static func papers(_ list: String) throws -> JSONTree { document(list, try PaperCatalog.papers().map(CatalogItems.paper)) }

  /// Metrics.
  package static func metrics(_ list: String) -> JSONTree { document(list, MetricCatalog.all.map(CatalogItems.metric)) }

  /// KV capacities that servers logged, beside what is planned for them.
  ///
  /// - Throws: ``InputError`` where a model does not fit.
  package static func capacities(_ list: String) throws -> JSONTree {
    document(
      list,
      try ReportedCapacityCatalog.all.map { row in
        let plan = try row.plan()
        return [
          ("model", .text(row.model)), ("weights", .of(text: row.weights)), ("accelerator", .text(row.accelerator)),
          ("tensor", .of(whole: row.tensor)), ("engine", .text(row.engine)), ("version", .text(row.version)),
          ("settings", .of(texts: row.settings)), ("loggedTokens", .of(whole: row.tokens)),
          ("plannedTokens", .of(whole: plan.keyValueTokens)), ("error", .number(row.error(of: plan))), ("bound", .of(number: row.bound)),
          ("source", .text(row.source)), ("note", .of(text: row.note)),
        ]
      })
  }

  /// Keys of scenarios.
  package static func keys(_ list: String) -> JSONTree { document(list, ScenarioReference.entries.map(CatalogItems.key)) }

  /// Formats of traces.
  package static func traceFormats(_ list: String) -> JSONTree {
    named(list, TraceFormat.allCases.map { ($0.rawValue, CatalogListing.meaning(of: $0), "") })
  }

  /// Things with a name and what they are.
  package static func named(_ list: String, _ entries: [(name: String, summary: String, source: String)]) -> JSONTree {
    document(list, entries.map { [("name", .text($0.name)), ("summary", .text($0.summary))] })
  }

  /// Stored runs.
  package static func runs(_ list: String, _ runs: [StoredRun]) -> JSONTree { document(list, runs.map(StoredItems.run)) }

  /// Stored plans.
  package static func plans(_ list: String, _ plans: [PlanTally]) -> JSONTree { document(list, plans.map(StoredItems.plan)) }

  /// Stored sweeps.
  package static func sweeps(_ list: String, _ sweeps: [SweepTally]) -> JSONTree { document(list, sweeps.map(StoredItems.sweep)) }
}

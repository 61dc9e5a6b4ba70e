import Record
import Serving

/// What is told of a scheduler or a router: enough to list and to explain it without the engine.
package struct PolicyDescription: Hashable, Sendable {
  /// As written in a scenario.
  package let name: String
  /// What it does, in one sentence.
  package let summary: String
  /// Where it is described; empty where nowhere is named.
  package let source: String
  /// Its parameters.
  package let parameters: [ParameterDoc]

  /// The schedulers there are, in the order of their catalog.
  package static var schedulers: [PolicyDescription] {
    SchedulerCatalog.all.map { PolicyDescription(name: $0.name, summary: $0.summary, source: $0.source, parameters: $0.parameters) }
  }

  /// The routers there are, in the order of their catalog.
  package static var routers: [PolicyDescription] {
    RouterCatalog.all.map { PolicyDescription(name: $0.name, summary: $0.summary, source: "", parameters: $0.parameters) }
  }
}

import Foundation

/// A page of the reference that is written from what the program knows of itself.
enum ReferencePage: String, CaseIterable {
  case keys, metrics, policies, techniques, papers, engines, accelerators, models, schema, commands

  /// Where it lies.
  var path: String { Command.root + "/docs/reference/\(rawValue).md" }

  /// The page as the program would have it now.
  func text() throws -> String {
    let (title, body) = try content()
    let origin = "<!-- Written from the program by `make docs`; what is changed here is lost. -->"
    return "# \(title)\n\n\(origin)\n\n" + body.joined(separator: "\n\n") + "\n"
  }

  private func content() throws -> (title: String, body: [String]) {
    switch self {
    case .keys: ("Keys of a scenario", KeyReference.body)
    case .metrics: ("Metrics", PolicyReference.metrics)
    case .policies: ("Schedulers, routers, eviction", PolicyReference.policies)
    case .techniques: ("Techniques", try PolicyReference.techniques())
    case .papers: ("Papers", try PaperReference.body())
    case .engines: ("Engines", HardwareReference.engines)
    case .accelerators: ("Accelerators and links", HardwareReference.accelerators)
    case .models: ("Models", HardwareReference.models)
    case .schema: ("The database", try SchemaReference.body())
    case .commands: ("Commands", CommandReference.body)
    }
  }
}

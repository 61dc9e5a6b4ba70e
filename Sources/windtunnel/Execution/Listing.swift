import Foundation
import Hardware
import Kernel
import Model
import Report
import Scenario
import Store
import Study

/// The lists of `windtunnel list`: those of catalogs, and those for which a database or a folder is read.
enum Listing: String, CaseIterable {
  case models, checkpoints, accelerators, links, profiles, checks, engines, schedulers, routers, techniques, papers, metrics, capacities,
    keys,
    scenarios
  case runs, sweeps, plans
  case traceFormats = "trace-formats"

  /// Whether its figures were read somewhere, which `--sources` says.
  var hasSources: Bool {
    [.models, .checkpoints, .accelerators, .links, .profiles, .engines, .schedulers, .techniques, .papers, .capacities].contains(self)
  }

  /// The list within so many columns.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, and where an entry of the program's own catalog cannot.
  func text(width: Int, sources: Bool, everyFit: Bool, store: String) throws -> String {
    // A person is told of columns that are left out; a program that reads the list has lines alone.
    let names = Console.outputIsTerminal
    let catalogs = CatalogListing(width: width, sources: sources, namesLeftOut: names)
    switch self {
    case .models: return try Self.sound(catalogs.models)
    case .checkpoints: return try Self.sound(catalogs.checkpoints)
    case .accelerators: return catalogs.accelerators
    case .links: return catalogs.links
    case .profiles:
      let profiles = try Self.profiles(store)
      return sources
        ? ProfileTable.origins(of: profiles, width: width)
        : ProfileTable.text(profiles, width: width, everyFit: everyFit, namesLeftOut: names)
    case .checks: return CheckListing.text(try Self.checks(store), width: width, namesLeftOut: names)
    case .engines: return catalogs.engines
    case .schedulers: return catalogs.schedulers
    case .routers: return catalogs.routers
    case .techniques: return try catalogs.techniques()
    case .papers: return try catalogs.papers()
    case .metrics: return catalogs.metrics
    case .capacities: return try CapacityTable.text(width: width, sources: sources, namesLeftOut: names)
    case .keys: return catalogs.keys
    case .scenarios: return TextLayout.entries(try Self.scenarios(), width: width)
    case .runs: return StoredRunsTable.text(try Self.reading(store) { try $0.runs() }, width: width, namesLeftOut: names)
    case .sweeps: return SweepListing.text(try Self.reading(store) { try $0.sweeps() }, width: width, namesLeftOut: names)
    case .plans: return PlanListing.text(try Self.reading(store) { try $0.planTallies() }, width: width, namesLeftOut: names)
    case .traceFormats: return catalogs.traceFormats
    }
  }

  /// The list for other programs, with all that is known of every entry.
  ///
  /// - Throws: ``InputError`` as ``text(width:sources:everyFit:store:)``.
  func json(store: String) throws -> JSONTree {
    switch self {
    case .models: return CatalogJSON.models(rawValue, try Self.sound(ModelCatalog.models))
    case .checkpoints: return CatalogJSON.models(rawValue, try Self.sound(ModelCatalog.checkpoints))
    case .accelerators: return CatalogJSON.accelerators(rawValue)
    case .links: return CatalogJSON.links(rawValue)
    case .profiles: return CatalogJSON.profiles(rawValue, try Self.profiles(store))
    case .checks: return CatalogJSON.checks(rawValue, try Self.checks(store))
    case .engines: return CatalogJSON.engines(rawValue)
    case .schedulers: return CatalogJSON.schedulers(rawValue)
    case .routers: return CatalogJSON.routers(rawValue)
    case .techniques: return try CatalogJSON.techniques(rawValue)
    case .papers: return try CatalogJSON.papers(rawValue)
    case .metrics: return CatalogJSON.metrics(rawValue)
    case .capacities: return try CatalogJSON.capacities(rawValue)
    case .keys: return CatalogJSON.keys(rawValue)
    case .scenarios: return CatalogJSON.named(rawValue, try Self.scenarios())
    case .runs: return CatalogJSON.runs(rawValue, try Self.reading(store) { try $0.runs() })
    case .sweeps: return CatalogJSON.sweeps(rawValue, try Self.reading(store) { try $0.sweeps() })
    case .plans: return CatalogJSON.plans(rawValue, try Self.reading(store) { try $0.planTallies() })
    case .traceFormats: return CatalogJSON.traceFormats(rawValue)
    }
  }

  /// The list, where no model is missing from it.
  private static func sound<List>(_ list: List) throws(InputError) -> List {
    if let fault = ModelCatalog.faults.first { throw fault }
    return list
  }

  /// The profiles that come with the program, and those that were measured or imported into the database where there is one.
  private static func profiles(_ path: String) throws -> [CalibrationProfile] {
    var profiles = ProfileCatalog.entries.map(\.profile)
    if FileManager.default.fileExists(atPath: path) {
      let store = try ResultStore.open(readingFrom: path, say: Console.say)
      defer { try? store.close() }
      for stored in try store.profiles() where stored.kind != .shipped {
        if let profile = try store.profile(stored.id) { profiles.append(profile) }
      }
    }
    return profiles
  }

  /// The checks that come with the program, and those of the database where there is one.
  private static func checks(_ path: String) throws -> [FidelityCheck] {
    CheckTable.shipped + (FileManager.default.fileExists(atPath: path) ? try reading(path) { try $0.fidelityChecks() } : [])
  }

  /// The scenarios at hand, each with why it exists, or with what is wrong with it.
  private static func scenarios() throws -> [(name: String, summary: String, source: String)] {
    let names = ScenarioPath.names()
    if names.isEmpty { throw InputError("there is no folder 'scenarios' with scenarios here", remedy: "go to the folder of the project") }
    return names.map { name in
      let path = ScenarioPath.path(ofName: name)
      do { return (name, try Scenario.load(path: path).because ?? "", "") } catch { return (name, "\(error)", "") }
    }
  }

  private static func reading<Rows>(_ path: String, _ body: (ResultStore) throws -> Rows) throws -> Rows {
    let store = try ResultStore.open(readingFrom: path, say: Console.say)
    defer { try? store.close() }
    return try body(store)
  }
}

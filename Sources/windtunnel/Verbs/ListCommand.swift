import ArgumentParser
import Kernel

/// `windtunnel list`: what there is to choose from.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "List models, checkpoints, accelerators, links, profiles, checks, engines, schedulers, routers, techniques, papers, metrics, logged KV capacities, trace formats, keys, scenarios, runs, sweeps or plans.",
    discussion: """
      windtunnel list scenarios
      windtunnel list accelerators --sources
      windtunnel list runs

      Where a window is too narrow for all columns its last lines name those
      that are left out; a list that goes elsewhere has none of these lines.
      """)

  @Argument(
    help: ArgumentHelp("One of \(Listing.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "what"),
    completion: .list(Listing.allCases.map(\.rawValue)))
  var what: String

  @Flag(name: [.customLong("sources"), .customLong("verbose")], help: "Say where every figure was read.")
  var sources = false

  @Flag(name: .customLong("all"), help: "Of profiles, show every fit, and not only every operator.")
  var everyFit = false

  @Option(
    help: ArgumentHelp("The database whose runs, sweeps or plans are listed, and whose profiles and checks.", valueName: "file"),
    completion: Completions.database)
  var store = "results.sqlite"

  @OptionGroup var form: FormatOption

  func run() throws {
    guard let listing = Listing(rawValue: what) ?? Listing(rawValue: what + "s") else {
      let names = Listing.allCases.map(\.rawValue)
      let hint = Nearest.hint(what, among: names)
      throw InputError("there is no list of '\(what.prefix(60))'", remedy: hint ?? "one of \(names.joined(separator: ", "))")
    }
    if sources && !listing.hasSources {
      let names = Listing.allCases.filter(\.hasSources).map(\.rawValue)
      throw InputError(
        "of \(listing.rawValue) no sources are listed", remedy: "leave out --sources: \(names.joined(separator: ", ")) have some")
    }
    try form.print(
      listing.text(width: Console.width, sources: sources, everyFit: everyFit, store: store), json: listing.json(store: store))
  }
}

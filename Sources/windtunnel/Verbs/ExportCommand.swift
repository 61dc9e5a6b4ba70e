import ArgumentParser
import Kernel
import Store

/// `windtunnel export`: stored runs as tidy CSV files.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write stored runs as tidy CSV files, with every column explained in columns.csv.")

  @Option(
    name: .customLong("run"), help: ArgumentHelp("A run to export; may be repeated. All finished runs where none is named.", valueName: "n")
  )
  var runs: [Int64] = []

  @Option(name: .customLong("to"), help: ArgumentHelp("The directory to write to; it is made where it is missing.", valueName: "directory"))
  var directory: String

  @Flag(help: "Replace files that are there already.")
  var overwrite = false

  @Option(help: ArgumentHelp("The database to read.", valueName: "file"))
  var store = "results.sqlite"

  func run() throws {
    let guards = OutputGuard(store: self.store)
    for name in CSVExport.names { try guards.check("\(directory)/\(name)", overwrite: true) }
    let store = try ResultStore.open(readingFrom: store, say: Console.say)
    defer { try? store.close() }
    let all = try store.runs()
    for id in runs where !all.contains(where: { $0.id == id }) {
      throw InputError("there is no run \(id)", file: store.path, remedy: "'windtunnel list runs' shows those there are")
    }
    let chosen = runs.isEmpty ? all.filter { $0.status == .finished }.map(\.id) : runs
    if chosen.isEmpty { throw InputError("no run has finished", file: store.path, remedy: "'windtunnel run' stores runs") }
    try CSVExport.write(store, runs: chosen, to: directory, overwrites: overwrite)
    Console.print("\(chosen.count == 1 ? "1 run" : "\(chosen.count) runs") written to \(directory)")
  }
}

import ArgumentParser
import Kernel
import Store

/// `windtunnel store add`: runs of other databases, such as those kept aside, into this one.
struct StoreAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add the finished runs of other databases, such as those that were kept aside.",
    discussion: """
      A run whose results cannot be stored, because the disk is full for
      instance, is kept in a database of its own, which 'windtunnel run' names:

      windtunnel store add results.sqlite.aside-1f2e3d4c.sqlite

      Runs that are there already are not added again; the files stay as they
      are.
      """)

  @Argument(help: ArgumentHelp("Databases to take runs from.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("The database to add them to.", valueName: "file"))
  var store = "results.sqlite"

  func run() throws {
    for file in files { try ResultStore.open(readingFrom: file, say: Console.say).close() }
    let database = try ResultStore.open(writingTo: store, say: Console.say)
    defer { try? database.close() }
    for file in files {
      let runs = try database.add(runsOf: file)
      let added = runs.filter { !$0.wasThere }
      var parts =
        added.isEmpty ? [] : ["\(StoredRunsText.numbers(added.map(\.source))) added as \(StoredRunsText.numbers(added.map(\.run)))"]
      let known = runs.filter(\.wasThere)
      if !known.isEmpty {
        parts.append("\(StoredRunsText.numbers(known.map(\.source))) there already as \(StoredRunsText.numbers(known.map(\.run)))")
      }
      Console.print("\(file): \(parts.isEmpty ? "no run in it has finished" : parts.joined(separator: ", "))")
    }
  }
}

import ArgumentParser
import Report
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

  @Argument(help: ArgumentHelp("Databases to take runs from.", valueName: "file"), completion: Completions.database)
  var files: [String]

  @Option(help: ArgumentHelp("The database to add them to.", valueName: "file"), completion: Completions.database)
  var store = "results.sqlite"

  @OptionGroup var form: FormatOption

  func run() throws {
    for file in files { try ResultStore.open(readingFrom: file, say: Console.say).close() }
    let isJSON = form.isJSON
    try StoreAddition(store: store).carryOut(files, tell: { if !isJSON { Console.print($0) } }) { additions, sweeps in
      if isJSON { Console.print(StoredJSON.document("store add", store: store, additions, sweeps: sweeps).text) }
    }
  }
}

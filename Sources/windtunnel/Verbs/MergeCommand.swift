import ArgumentParser
import Foundation
import Report
import Store

/// `windtunnel merge`: the databases that the parts of a sweep or a plan have written become one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Put the databases of several machines together: runs numbered anew, equal ones once.",
    discussion: """
      windtunnel merge part-0.sqlite part-1.sqlite --store whole.sqlite

      The parts here are what 'windtunnel sweep --shard' or 'windtunnel plan
      --shard' wrote on two machines.

      Runs that are the same, of one experiment, seed, revision and version, are
      taken once. Files whose runs were made by different revisions of this
      program are refused, for their figures would stand in one table, and so are
      runs of another revision than those that the database holds. The parts of a
      sweep become one sweep, which shows its table when it is asked of the merged
      database, and so does a plan whose parts are there; parts of different plans
      are refused. Files of an older version of this program are brought up to date;
      otherwise they stay as they are.
      """)

  @Argument(help: ArgumentHelp("Databases to take runs from.", valueName: "file"), completion: Completions.database)
  var files: [String]

  @Option(help: ArgumentHelp("The database to put them into.", valueName: "file"), completion: Completions.database)
  var store = "results.sqlite"

  @OptionGroup var form: FormatOption

  func run() throws {
    var check = MergeCheck()
    let isThere = FileManager.default.fileExists(atPath: store)
    for (index, file) in ((isThere ? [store] : []) + files).enumerated() {
      let part = try ResultStore.open(readingFrom: file, say: Console.say)
      defer { try? part.close() }
      try check.add(file, part, isTarget: isThere && index == 0)
    }
    let isJSON = form.isJSON
    try StoreAddition(store: store, once: true).carryOut(files, tell: { if !isJSON { Console.print($0) } }) { additions, sweeps in
      if isJSON { return Console.print(StoredJSON.document("merge", store: store, additions, sweeps: sweeps).text) }
      if !sweeps.isEmpty { Console.print(SweepListing.text(sweeps, width: Console.width)) }
    }
  }
}

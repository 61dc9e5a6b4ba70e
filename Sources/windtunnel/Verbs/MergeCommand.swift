import ArgumentParser
import Foundation
import Kernel
import Report
import Store

/// `windtunnel merge`: the databases that the parts of a sweep have written become one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Put the databases of several machines together: runs numbered anew, equal ones once.",
    discussion: """
      windtunnel merge part-0.sqlite part-1.sqlite --store whole.sqlite

      The parts here are what 'windtunnel sweep --shard' wrote on two machines.

      Runs that are the same, of one experiment, seed, revision and version, are
      taken once. Files whose runs were made by different revisions of this
      program are refused, for their figures would stand in one table, and so are
      runs of another revision than those that the database holds. The parts of a
      sweep become one sweep, which shows its table when it is asked of the merged
      database. Files of an older version of this program are brought up to date;
      otherwise they stay as they are.
      """)

  @Argument(help: ArgumentHelp("Databases to take runs from.", valueName: "file"), completion: Completions.database)
  var files: [String]

  @Option(help: ArgumentHelp("The database to put them into.", valueName: "file"), completion: Completions.database)
  var store = "results.sqlite"

  @OptionGroup var form: FormatOption

  func run() throws {
    var first: (program: String, file: String)?
    let isThere = FileManager.default.fileExists(atPath: store)
    for file in (isThere ? [store] : []) + files {
      let part = try ResultStore.open(readingFrom: file, say: Console.say)
      defer { try? part.close() }
      for run in try part.runs() where run.status == .finished {
        let program = "revision \(run.provenance.revision) of version \(run.provenance.version)"
        if let first, first.program != program {
          throw InputError(
            "run \(run.id) was made by \(program), and runs of \(first.file) by \(first.program)", file: file,
            remedy: "make all parts with one program, or add them one by one with 'windtunnel store add'")
        }
        first = first ?? (program, file)
      }
    }
    let isJSON = form.isJSON
    try StoreAddition(store: store, once: true).carryOut(files, tell: { if !isJSON { Console.print($0) } }) { additions, sweeps in
      if isJSON { return Console.print(StoredJSON.document("merge", store: store, additions, sweeps: sweeps).text) }
      if !sweeps.isEmpty { Console.print(SweepListing.text(sweeps, width: Console.width)) }
    }
  }
}

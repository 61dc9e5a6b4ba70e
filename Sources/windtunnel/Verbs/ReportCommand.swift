import ArgumentParser
import Foundation
import Kernel
import Page
import Report
import Store

/// `windtunnel report`: a page of what is stored, one HTML file.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Make one HTML page of what is stored: answers, figures, tables, what-if.",
    discussion: """
      windtunnel report plan:1
      windtunnel report plan:1 -o plan.html --figures figures --data data
      windtunnel report run:1 -o run.html
      windtunnel report run:1 run:2 -o comparison.html

      The page is one file that needs no network: figures with the tables behind
      them, light and dark, for a screen, a telephone, paper and a screen reader.
      Of a plan it can be asked what another rate, another number of replicas or
      another price would come to; it answers from the runs that are stored.

      Sources are plan:1; run:4, or run:4..8 for one run a seed; several of
      these, as run:1..10 run:11..20, of which the first is the baseline; sweep:3,
      of which other measures, keys and values can be chosen in the page; and a
      file of what 'windtunnel validate' or 'reproduce' printed under --format
      json.

      Nothing is simulated for it: the runs behind a plan are stored with it.
      Where some are missing, as of a plan of another version, --simulate makes
      them.
      """)

  @Argument(help: ArgumentHelp("What the page is of: plan:1, run:4..8, several runs, sweep:3, or a file of JSON.", valueName: "source"))
  var sources: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The page to write. (default: such as plan-1.html)", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write each figure to this folder, as SVG and, with rsvg-convert, as PNG.", valueName: "dir"))
  var figures: String?

  @Option(help: ArgumentHelp("Write the numbers behind each figure to this folder, as CSV.", valueName: "dir"))
  var data: String?

  @Option(help: ArgumentHelp("The database to read.", valueName: "file"))
  var store = "results.sqlite"

  @Option(
    help: ArgumentHelp("What the cells of a sweep are ranked by, as in 'windtunnel sweep'.", valueName: "metric"))
  var best: String?

  @Option(
    help: ArgumentHelp("Compare the cells of a sweep with those that have these values.", valueName: "key=value,..."))
  var against: String?

  @Flag(help: "Replace files that are there already.")
  var overwrite = false

  @Flag(help: "Simulate what the database lacks, and store it.")
  var simulate = false

  @Option(help: ArgumentHelp("Threads that simulate; results do not depend on it.", valueName: "n"))
  var threads: Int?

  @OptionGroup var form: FormatOption

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is \(threads); between 1 and 1024") }
    if let figures, figures == data { throw ValidationError("--figures and --data are the same folder") }
  }

  func run() throws {
    let source = try ReportSource.read(sources)
    if !source.isSweep && (best != nil || against != nil) {
      throw InputError("--best and --against are of sweeps", remedy: "leave them out, or name a sweep, such as sweep:3")
    }
    let path = output ?? source.defaultFile
    let guards = OutputGuard(inputs: source.files, store: self.store)
    try guards.check(path, overwrite: overwrite)
    let database =
      try !source.isStored
      ? nil
      : simulate
        ? ResultStore.open(writingTo: self.store, say: Console.say) : ResultStore.open(readingFrom: self.store, say: Console.say)
    defer { try? database?.close() }
    let document = try source.document(
      of: database,
      options: ReportSource.Options(
        threads: threads ?? Program.threads, mayRun: simulate, program: Program.identity(),
        showsProgress: Console.errorIsTerminal && !quiet, best: best, against: against))
    try write(document, to: path, guards)
  }

  /// Writes the page with its figures and data, all of them or none, and says what they are.
  private func write(_ document: PageDocument, to path: String, _ guards: OutputGuard) throws {
    let folders = [
      figures.map { (folder: $0, files: FigureFolder.drawings(of: document.figures)) },
      data.map { (folder: $0, files: FigureFolder.data(of: document.figures)) },
    ].compactMap(\.self)
    for (folder, files) in folders {
      try files.check(folder, overwrites: overwrite)
      for file in files.files { try guards.check("\(folder)/\(file.name)", overwrite: overwrite) }
    }
    let html = document.html
    let page = try ReplacingFile(path: path)
    try page.append(html)
    try page.prepare()
    let written = try [page] + folders.flatMap { try $0.files.unpublished(in: $0.folder) }
    try ReplacingFile.publish(together: written)
    let notes = folders.compactMap(\.files.withoutPNG)
    let (sections, figures) = (document.sections.count, document.figures.count)
    if form.isJSON {
      let beside = folders.map { (folder: $0.folder, files: $0.files.files.map(\.name)) }
      Console.print(
        PageJSON.document(path, bytes: html.utf8.count, sections: sections, figures: figures, folders: beside, notes: notes).text)
    } else {
      let kilobytes = max(1, (html.utf8.count + 500) / 1000)
      Console.print("\(path), \(kilobytes) kB, one file, no network: \(sections) sections, \(figures) figures")
      let also = folders.map { "\($0.folder)/ (\($0.files.files.count) files)" }
      if !also.isEmpty { Console.print("also: " + also.joined(separator: ", ")) }
    }
    for reason in notes { Console.note("note: " + reason) }
  }
}

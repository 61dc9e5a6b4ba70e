import ArgumentParser
import Kernel
import Report
import Scenario
import Store
import Study

/// `windtunnel reproduce`: published figures beside simulated ones.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce", abstract: "Lay the figures that papers printed beside simulated ones.",
    usage: "windtunnel reproduce [<options>] [<name> ...]",
    discussion: """
      windtunnel reproduce hydragen --no-store

      Each result is a folder of 'scenarios/published': published.yaml holds the
      paper, its figures with source and tolerance, and the questions that are
      put to the scenarios beside it ('windtunnel explain published'). Without a
      name all are reproduced.

      S emerges from the mechanism, Md has one calibrated constant; I (an input)
      and Q (quality) are shown for the books and never counted. Exit code 1 says
      that a figure of S or Md is off and published.yaml gives no reason for it.
      """)

  @Argument(
    help: ArgumentHelp("Results to reproduce; all of them where none is named.", valueName: "name"), completion: Completions.published)
  var names: [String] = []

  @Option(help: ArgumentHelp("The folder of published results.", valueName: "folder"), completion: .directory)
  var folder = "scenarios/published"

  @Option(help: ArgumentHelp("The database that runs are stored in.", valueName: "file"), completion: Completions.database)
  var store = "results.sqlite"

  @Flag(help: "Store nothing.")
  var noStore = false

  @Option(help: ArgumentHelp("Threads that simulate; results do not depend on it.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print a table in Markdown, for a README.")
  var markdown = false

  @OptionGroup var form: FormatOption

  @Flag(help: "Show what every quantity came to.")
  var quantities = false

  @Flag(help: "Show progress even where standard error is no terminal.")
  var progress = false

  @Flag(name: .shortAndLong, help: "Print results only: no progress.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is \(threads); between 1 and 1024") }
    if markdown && form.isJSON { throw ValidationError("--markdown is one form and --format json another: leave out one of them") }
  }

  func run() throws {
    let results = try PublishedFolder(Installation.path(folder)).results(names)
    let reports = try ReproductionExecution(self).run(results) { reports in
      form.print(
        markdown
          ? ReproductionMarkdown(reports).text
          : ReproductionText(reports, showsQuantities: quantities, store: noStore ? nil : store, ink: Console.ink).text(
            width: Console.width),
        json: ReproductionJSON.document(reports))
    }
    if reports.contains(where: \.hasUnexplained) { throw Failure.objectiveNotMet }
  }
}

import ArgumentParser
import Kernel
import Workload

/// The trace that a command reads, and how.
struct TraceInput: ParsableArguments {
  @Argument(help: ArgumentHelp("The trace; '-' is standard input.", valueName: "trace"), completion: .file())
  var file: String

  @Option(
    name: .customLong("format"), parsing: .singleValue,
    help: "What the file holds; json, as on every verb, asks for one JSON document. (default: automatic)")
  var formats: [TraceFormatWord] = []

  @Flag(help: "Print one JSON document for other programs, as '--format json' does.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Tokens that one block identity stands for, where the file does not say so. (default: what the first prompts tell, or \(TraceReader.defaultBlockTokens), Mooncake's)",
      valueName: "n"))
  var blockTokens: Int?

  @Option(help: "What to do with a row whose prompt or output is empty: an error, leave it out, or make it one token.")
  var zeroTokens: ZeroTokenPolicy = .fail

  @Option(help: "What its times count. (default: what their name says and they imply)")
  var timeUnit: TimeUnit = .automatic

  @Option(
    help: ArgumentHelp(
      "Columns or keys of other names than those known: time=NAME,prompt=NAME,output=NAME, and blocks=NAME, session=NAME, delay=NAME.",
      valueName: "names"))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      "For data sets of texts: how many characters make a token; English has some 4. (default: none are read)", valueName: "n"))
  var charactersPerToken: Double?

  @Option(
    help: ArgumentHelp(
      "When later turns of sessions come: at the times that are recorded, or closed, after the answer to the turn before. (default: closed where the file gives delays)"
    ))
  var sessions: SessionMode = .automatic

  func validate() throws {
    let held = formats.compactMap(\.held)
    if held.count > 1 { throw ValidationError("--format \(held[0].rawValue) and --format \(held[1].rawValue): a file holds one of them") }
  }

  /// What the file holds.
  var format: TraceFormat { formats.compactMap(\.held).first ?? .automatic }

  /// Whether other programs read what is printed.
  var isJSON: Bool { json || formats.contains(.json) }

  /// What the file does not say itself.
  ///
  /// - Throws: ``InputError`` where the columns are not named as they are to be.
  func hints() throws -> TraceHints {
    if let charactersPerToken, !TraceHints.charactersPerTokenBounds.contains(charactersPerToken) {
      throw InputError("--characters-per-token: \(charactersPerToken)", remedy: "a number from 0.1 to 1000; English has some 4")
    }
    do {
      return TraceHints(
        timeUnit: timeUnit, columns: try columns.map { try TraceColumns(parsing: $0) }, charactersPerToken: charactersPerToken,
        sessions: sessions)
    } catch var error as InputError {
      error.message = "--columns: " + error.message
      throw error
    }
  }

  /// The file to open.
  ///
  /// - Throws: ``InputError`` where it must be opened twice and is standard input, which cannot be.
  func path(readMoreThanOnce: Bool) throws -> String {
    guard file == "-" else { return file }
    if readMoreThanOnce {
      throw InputError("standard input cannot be read twice, as steps need it", remedy: "convert it into a file first, then take the steps")
    }
    return "/dev/stdin"
  }

  /// The trace as the origin of a workload.
  ///
  /// - Throws: ``InputError`` as ``hints()``.
  func origin(path: String) throws -> WorkloadOrigin {
    .trace(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: try hints())
  }
}

extension ZeroTokenPolicy: ExpressibleByArgument {}
extension TimeUnit: ExpressibleByArgument {}
extension SessionMode: ExpressibleByArgument {}

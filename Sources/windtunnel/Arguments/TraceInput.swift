import ArgumentParser
import Kernel
import Workload

/// The trace that a command reads, and how.
struct TraceInput: ParsableArguments {
  @Argument(help: ArgumentHelp("The trace; '-' is standard input.", valueName: "trace"))
  var file: String

  @Option(help: "What the file holds.")
  var format: TraceFormat = .automatic

  @Option(
    help: ArgumentHelp(
      "Tokens that one block identity stands for, where the file does not say so. (default: \(TraceReader.defaultBlockTokens), Mooncake's)",
      valueName: "n"))
  var blockTokens: Int?

  @Option(help: "What to do with a row whose prompt or output is empty: an error, leave it out, or make it one token.")
  var zeroTokens: ZeroTokenPolicy = .fail

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
  func origin(path: String) -> WorkloadOrigin {
    .trace(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens)
  }
}

extension TraceFormat: ExpressibleByArgument {}
extension ZeroTokenPolicy: ExpressibleByArgument {}

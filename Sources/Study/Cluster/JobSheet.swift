import Foundation
import Kernel

/// What the parts of a sweep that was given to a cluster are held against: which sweep it is, who makes it, into how many parts it is cut,
/// and which runs are at hand already. It lies as a text file in the folder of the job, so that no part makes runs of another sweep because
/// a scenario or a program was changed after it was submitted.
public struct JobSheet: Hashable, Sendable {
  /// Digest of the cells and seeds, sixteen hexadecimal digits.
  public let digest: String
  /// Revision and version of the program.
  public let program: String
  /// Parts of the sweep.
  public let parts: Int
  /// Runs that need not be made.
  public let runsAtHand: Set<RunKey>

  private static let title = "windtunnel sweep job"

  /// The sheet of a sweep in so many parts.
  public init(_ sweep: SweepStudy, parts: Int) {
    digest = sweep.digest
    program = Self.program(of: sweep)
    self.parts = parts
    runsAtHand = sweep.knownRuns
  }

  /// Reads a sheet; `file` is named in errors.
  ///
  /// - Throws: ``InputError`` for what is none.
  public init(_ text: String, file: String) throws {
    var lines = text.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init) }
    let fault = InputError("this is no sheet of a sweep's job", file: file, remedy: "submit the sweep again; it goes on where it was")
    guard lines.count >= 4, lines.removeFirst().joined(separator: " ") == Self.title, lines[0].count == 2, lines[0][0] == "digest",
      lines[1].first == "program", lines[2].count == 2, lines[2][0] == "parts", let parts = Int(lines[2][1]), parts > 0
    else { throw fault }
    (digest, program, self.parts) = (lines[0][1], lines[1].dropFirst().joined(separator: " "), parts)
    runsAtHand = Set(
      try lines[3...].map { line in
        guard line.count == 3, line[0] == "known", let seed = UInt64(line[2]) else { throw fault }
        return RunKey(experiment: line[1], seed: seed)
      })
  }

  /// The text that ``init(_:file:)`` reads.
  public var text: String {
    let runs = runsAtHand.map { "known \($0.experiment) \($0.seed)" }.sorted()
    return ([Self.title, "digest \(digest)", "program \(program)", "parts \(parts)"] + runs).joined(separator: "\n") + "\n"
  }

  /// Refuses a sweep that is not the one of this sheet.
  ///
  /// - Throws: ``InputError`` saying what is different.
  public func check(_ sweep: SweepStudy, parts: Int, file: String) throws {
    let remedy = "submit the sweep again; runs that both have are made once"
    if Self.program(of: sweep) != program {
      throw InputError(
        "the job was submitted by another program (revision and version \(program)) than this one (\(Self.program(of: sweep)))", file: file,
        remedy: remedy)
    }
    if sweep.digest != digest {
      throw InputError("the scenario, or what varies in it, has changed since the job was submitted", file: file, remedy: remedy)
    }
    if parts != self.parts { throw InputError("the job has \(self.parts) parts, and not \(parts)", file: file, remedy: remedy) }
  }

  private static func program(of sweep: SweepStudy) -> String {
    let program = sweep.study.options.program
    return "\(program.revision) \(program.version)"
  }
}

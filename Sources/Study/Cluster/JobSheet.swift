import Foundation
import Kernel
import Store

/// What the parts of a sweep or a plan that was given to a cluster are held against: which one it is, who makes it, into how many parts it
/// is cut, and which runs are at hand already. It lies as a text file in the folder of the job, so that no part makes runs of another one
/// because a scenario or a program was changed after it was submitted.
public struct JobSheet: Hashable, Sendable {
  /// What is cut into parts.
  public enum Kind: String, Hashable, Sendable {
    case sweep, plan
  }

  /// What is cut into parts.
  public let kind: Kind
  /// Digest of the cells and seeds of a sweep, or of the layouts of a plan, sixteen hexadecimal digits.
  public let digest: String
  /// Revision and version of the program.
  public let program: String
  /// How many parts there are.
  public let parts: Int
  /// Runs of a sweep that need not be made.
  public let runsAtHand: Set<RunKey>
  /// Runs of a plan that need not be made, as they ended: what is run next depends on it.
  public let trialsAtHand: [StoredTrial]

  /// The sheet of a sweep in so many parts.
  public init(_ sweep: SweepStudy, parts: Int) {
    kind = .sweep
    digest = sweep.digest
    program = Self.text(sweep.study.options.program)
    self.parts = parts
    (runsAtHand, trialsAtHand) = (sweep.knownRuns, [])
  }

  /// The sheet of a plan, made by `program`, in so many parts.
  public init(_ outline: Plan.Outline, by program: ProgramIdentity, parts: Int) {
    kind = .plan
    digest = outline.digest
    self.program = Self.text(program)
    self.parts = parts
    (runsAtHand, trialsAtHand) = ([], outline.trials)
  }

  /// Reads a sheet; `file` is named in errors.
  ///
  /// - Throws: ``InputError`` for what is none.
  public init(_ text: String, file: String) throws {
    var lines = text.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init) }
    let fault = InputError("this is no sheet of a job", file: file, remedy: "submit the sweep or the plan again; it goes on where it was")
    guard lines.count >= 4, let kind = Self.kind(titled: lines.removeFirst()), lines[0].count == 2, lines[0][0] == "digest",
      lines[1].first == "program", lines[2].count == 2, lines[2][0] == "parts", let parts = Int(lines[2][1]), parts > 0
    else { throw fault }
    (self.kind, digest, program, self.parts) = (kind, lines[0][1], lines[1].dropFirst().joined(separator: " "), parts)
    let atHand = lines[3...]
    runsAtHand = Set(
      try atHand.filter { $0[0] != "trial" }.map { line in
        guard kind == .sweep, line.count == 3, line[0] == "known", let seed = UInt64(line[2]) else { throw fault }
        return RunKey(experiment: line[1], seed: seed)
      })
    trialsAtHand = try atHand.filter { $0[0] == "trial" }.map { line in
      let text = line.dropFirst().joined(separator: " ")
      guard kind == .plan, let trial = try? JSONDecoder().decode(StoredTrial.self, from: Data(text.utf8)) else { throw fault }
      return trial
    }
  }

  private static func kind(titled words: [String]) -> Kind? {
    words.count == 3 && words[0] == "windtunnel" && words[2] == "job" ? Kind(rawValue: words[1]) : nil
  }

  /// The text that ``init(_:file:)`` reads.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let runs = runsAtHand.map { "known \($0.experiment) \($0.seed)" }.sorted()
    // Numbers and texts, all of which can be written down.
    let trials = trialsAtHand.compactMap { try? encoder.encode($0) }.map { "trial " + String(decoding: $0, as: UTF8.self) }
    let head = ["windtunnel \(kind.rawValue) job", "digest \(digest)", "program \(program)", "parts \(parts)"]
    return (head + runs + trials).joined(separator: "\n") + "\n"
  }

  /// Whether all that this sheet counts on is at hand by another one as well.
  func countsOnNoMore(than other: JobSheet) -> Bool {
    runsAtHand.isSubset(of: other.runsAtHand) && Set(trialsAtHand).isSubset(of: Set(other.trialsAtHand))
  }

  /// Refuses a sweep that is not the one of this sheet.
  ///
  /// - Throws: ``InputError`` saying what is different.
  public func check(_ sweep: SweepStudy, parts: Int, file: String) throws {
    try check(.sweep, digest: sweep.digest, program: sweep.study.options.program, parts: parts, file: file)
  }

  /// Refuses a plan that is not the one of this sheet; `digest` is that of its outline.
  ///
  /// - Throws: ``InputError`` saying what is different.
  public func check(planOf digest: String, by program: ProgramIdentity, parts: Int, file: String) throws {
    try check(.plan, digest: digest, program: program, parts: parts, file: file)
  }

  private func check(_ kind: Kind, digest: String, program: ProgramIdentity, parts: Int, file: String) throws {
    let remedy = "submit the \(kind.rawValue) again; runs that both have are made once"
    if kind != self.kind {
      throw InputError("the job is one of a \(self.kind.rawValue), and not of a \(kind.rawValue)", file: file, remedy: remedy)
    }
    if Self.text(program) != self.program {
      throw InputError(
        "the job was submitted by another program (revision and version \(self.program)) than this one (\(Self.text(program)))",
        file: file, remedy: remedy)
    }
    if digest != self.digest {
      throw InputError("the scenario, or what varies in it, has changed since the job was submitted", file: file, remedy: remedy)
    }
    if parts != self.parts { throw InputError("the job has \(self.parts) parts, and not \(parts)", file: file, remedy: remedy) }
  }

  private static func text(_ program: ProgramIdentity) -> String { "\(program.revision) \(program.version)" }
}

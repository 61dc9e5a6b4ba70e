import Kernel
import Store

/// What may not be put together: what different revisions of the program have made, and parts of different plans.
struct MergeCheck {
  private var run: (program: String, file: String)?
  private var part: (part: StoredPlanPart, file: String)?

  /// Looks at a database of which all is to be in the one that is merged; `isTarget` says that it is that one, which may hold plans that
  /// were put together before.
  ///
  /// - Throws: ``InputError`` saying what does not go together with what was looked at before.
  mutating func add(_ file: String, _ database: ResultStore, isTarget: Bool) throws {
    for run in try database.runs() where run.status == .finished {
      let program = Self.program(run.provenance.revision, run.provenance.version)
      if let first = self.run, first.program != program {
        throw InputError(
          "run \(run.id) was made by \(program), and runs of \(first.file) by \(first.program)", file: file,
          remedy: "make all parts with one program, or add them one by one with 'windtunnel store add'")
      }
      self.run = self.run ?? (program, file)
    }
    let parts = try database.planParts()
    for own in parts where !isTarget || parts.count(where: { $0.digest == own.digest && $0.parts == own.parts }) < own.parts {
      if let part, let reason = Self.difference(own, part.part, of: part.file) {
        throw InputError(
          "part \(own.part) of 0 to \(own.parts - 1) of the plan \(own.name) \(reason)", file: file,
          remedy: "merge the parts of one plan at a time, made of one scenario by one program")
      }
      part = part ?? (own, file)
    }
  }

  /// Why two parts are not of one plan, the second of which is in `file`; nil where they are.
  private static func difference(_ own: StoredPlanPart, _ first: StoredPlanPart, of file: String) -> String? {
    let (program, others) = (program(own.revision, own.version), program(first.revision, first.version))
    if own.name != first.name { return "is no part of the plan \(first.name), of which \(file) has one" }
    if program != others { return "was made by \(program), and that of \(file) by \(others)" }
    if own.digest != first.digest { return "is of another plan than that of \(file): the scenario, or what varies in it, was changed" }
    return own.parts == first.parts
      ? nil : "was made by --shard \(own.part)/\(own.parts), and that of \(file) by \(first.part)/\(first.parts)"
  }

  private static func program(_ revision: String, _ version: String) -> String { "revision \(revision) of version \(version)" }
}

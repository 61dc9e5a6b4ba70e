import ArgumentParser
import Foundation
import Study

/// Which part of a sweep or a plan is made here.
struct PartArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Make one part only, on a machine of its own: 0/16 to 15/16, or auto in an array of Slurm, auto/16 in an indexed job of Kubernetes.",
      valueName: "i/n"))
  var shard: String?

  @Option(
    help: ArgumentHelp(
      "The folder of a job that --on has made: --shard is stored there, where it is what was submitted.", valueName: "folder"))
  var job: String?

  /// Refuses what no part can be made with: it stores in `store`, and what it prints goes into a log.
  ///
  /// - Throws: `ValidationError`.
  func check(isStored: Bool, store: String, dryRun: Bool, isText: Bool) throws {
    if shard != nil && !isStored { throw ValidationError("--shard without a database: its runs would be lost") }
    if job != nil && shard == nil { throw ValidationError("--job without --shard, which says what part of it to make") }
    if job != nil && (store != StudyArguments.usualStore || dryRun || !isText) {
      throw ValidationError("--job has a database and a log of its own: leave out --store, --dry-run and --format")
    }
  }

  /// The part, from what is written or from the environment of a job array; nil where all is made here.
  ///
  /// - Throws: ``InputError``.
  func read() throws -> SweepShard? { try shard.map { try SweepShard($0, environment: ProcessInfo.processInfo.environment) } }
}

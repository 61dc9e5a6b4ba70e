import Dispatch
import Kernel
import Report
import Scenario
import Study

/// A part of a sweep as a process on a machine of a cluster carries it out: held against what was submitted, stored in the folder of the
/// job, and saying there how far it has come.
struct PartExecution {
  private let folder: JobFolder
  private let shard: SweepShard

  /// A part of the job in the folder at `path`.
  init(_ shard: SweepShard, job path: String) { (folder, self.shard) = (JobFolder(path: path), shard) }

  /// Makes the runs of the part that are not stored yet.
  ///
  /// - Throws: what a sweep throws. An ``InputError`` is left in the folder too, so that nobody tries in vain again.
  func run(_ grid: () throws -> SweepGrid, name: String?, _ options: StudyArguments) throws {
    let place = try PartPlace(in: folder, part: shard.index)
    let progress = SweepProgress()
    let prepared = LockedValue<SweepStudy?>(nil)
    place.tell(PartBeat(.preparing))
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler {
      let sweep = prepared.withLock { $0 }
      place.tell(
        sweep.map { PartBeat(.running, made: $0.storedCount + progress.runs.runs, requests: progress.runs.requests) }
          ?? PartBeat(.preparing, made: progress.cells))
    }
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.resume()
    do {
      let sheet = try folder.sheetThere()
      var options = options
      options.store = place.store
      let execution = try SweepExecution(try grid(), name: name, shard: shard, elsewhere: sheet.runsAtHand, options, progress: progress)
      try sheet.check(execution.sweep, parts: shard.count, file: folder.sheetFile)
      prepared.withLock { $0 = execution.sweep }
      _ = try execution.run()
      Console.print(SweepText.part(of: execution.sweep, shard, store: place.store, width: Console.width))
      try execution.checkStored()
      timer.cancel()
      let made = execution.sweep.storedCount + progress.runs.runs
      try place.conclude(PartBeat(.done, made: made, requests: progress.runs.requests))
    } catch let error as InputError {
      timer.cancel()
      try place.conclude(PartBeat(.refused(error.description)))
      throw error
    }
  }
}

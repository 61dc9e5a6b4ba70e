import Dispatch
import Kernel
import Report
import Scenario
import Store
import Study

/// A part of a sweep or a plan as a process on a machine of a cluster carries it out: held against what was submitted, stored in the folder
/// of the job, and saying there how far it has come.
struct PartExecution {
  private let folder: JobFolder
  private let shard: SweepShard

  /// A part of the job in the folder at `path`.
  init(_ shard: SweepShard, job path: String) { (folder, self.shard) = (JobFolder(path: path), shard) }

  /// Makes the runs of the part of a sweep that are not stored yet.
  ///
  /// - Throws: what a sweep throws. An ``InputError`` is left in the folder too, so that nobody tries in vain again.
  func run(_ grid: () throws -> SweepGrid, name: String?, _ options: StudyArguments) throws {
    let progress = SweepProgress()
    let prepared = LockedValue<SweepStudy?>(nil)
    let beat: @Sendable () -> PartBeat = {
      let sweep = prepared.withLock { $0 }
      return sweep.map { PartBeat(.running, made: $0.storedCount + progress.runs.runs, requests: progress.runs.requests) }
        ?? PartBeat(.preparing, made: progress.cells)
    }
    try carryOut(beat) { place in
      let sheet = try folder.sheetThere()
      var options = options
      options.store = place.store
      let execution = try SweepExecution(try grid(), name: name, shard: shard, elsewhere: sheet.runsAtHand, options, progress: progress)
      try sheet.check(execution.sweep, parts: shard.count, file: folder.sheetFile)
      prepared.withLock { $0 = execution.sweep }
      _ = try execution.run()
      Console.print(SweepText.part(of: execution.sweep, shard, store: place.store, width: Console.width))
      try execution.checkStored()
    }
  }

  /// Searches the layouts of the part of a plan, which `plan` makes with a database and a progress.
  ///
  /// - Throws: what a plan throws. An ``InputError`` is left in the folder too, so that nobody tries in vain again.
  func run(_ execution: PlanExecution, _ plan: (ResultStore, PlanProgress) throws -> Plan) throws {
    let progress = PlanProgress()
    let isSearching = LockedValue(false)
    let beat: @Sendable () -> PartBeat = {
      isSearching.withLock { $0 }
        ? PartBeat(.running, made: progress.runs, requests: progress.study.requests) : PartBeat(.preparing, made: progress.now.done)
    }
    try carryOut(beat) { place in
      let sheet = try folder.sheetThere()
      let store = try ResultStore.open(writingTo: place.store, say: Console.say)
      defer { try? store.close() }
      let plan = try plan(store, progress)
      try plan.checkParts()
      try sheet.check(planOf: plan.outline().digest, by: plan.options.program, parts: shard.count, file: folder.sheetFile)
      try plan.take(sheet.trialsAtHand)
      isSearching.withLock { $0 = true }
      let part = try execution.search(shard, of: plan)
      Console.print(PlanPartText.text(part, of: plan, store: place.store, width: Console.width))
    }
  }

  /// Does `body` with a place for the part, saying once a second how far it has come by `beat`.
  private func carryOut(_ beat: @escaping @Sendable () -> PartBeat, _ body: (PartPlace) throws -> Void) throws {
    let place = try PartPlace(in: folder, part: shard.index)
    place.tell(PartBeat(.preparing))
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler { place.tell(beat()) }
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.resume()
    do {
      try body(place)
      timer.cancel()
      let last = beat()
      try place.conclude(PartBeat(.done, made: last.made, requests: last.requests))
    } catch let error as InputError {
      timer.cancel()
      try place.conclude(PartBeat(.refused(error.description)))
      throw error
    }
  }
}

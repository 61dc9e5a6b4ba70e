import Kernel
import SimulatedDisk
import Store
import Testing

@Suite("Disks that fail, fill up and forget")
struct DiskFaultTests {
  /// A way in which calls of the disk fail.
  struct Failing: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let fault: SimulatedFault
    /// Whether all calls fail after the first that does.
    let lasts: Bool

    static let all = [
      Failing(testDescription: "a call fails", fault: SimulatedFaultError, lasts: false),
      Failing(testDescription: "all calls fail from one on", fault: SimulatedFaultError, lasts: true),
      Failing(testDescription: "there is no room once", fault: SimulatedFaultFull, lasts: false),
      Failing(testDescription: "there is no room any more", fault: SimulatedFaultFull, lasts: true),
      Failing(testDescription: "a sync fails", fault: SimulatedFaultSync, lasts: false),
      Failing(testDescription: "no sync succeeds any more", fault: SimulatedFaultSync, lasts: true),
      Failing(testDescription: "a read fails", fault: SimulatedFaultRead, lasts: false),
      Failing(testDescription: "a lock is not had at once", fault: SimulatedFaultBusy, lasts: false),
    ]
  }

  /// Calls at which each undertaking is tried in each way.
  private static let tries = CaseCount.cases(6).count

  @Test(
    "a command ends well or says what is wrong; nothing that was stored is lost, and the same command comes to the same content",
    arguments: Undertaking.all, Failing.all)
  func fault(_ undertaking: Undertaking, _ failing: Failing) throws {
    for sharesMemory in [true, false] {
      let recording = try Recording(of: undertaking, sharesMemory: sharesMemory)
      let film = TestDisk.Film(of: recording.disk)
      let counted = film.cut(after: 0, SimulatedCutKeepsAll, seed: 0)
      counted.fail(failing.fault, at: .max)
      try undertaking.work(counted) {}
      let calls = counted.calls
      #expect(calls > 0)
      var (came, faults, refused) = (0, min(calls, Self.tries), 0)
      for index in 0..<faults {
        // Each stretch of calls is tried at one of them, by chance.
        var stream = RandomStream(seed: 1, name: undertaking.name, substream: UInt64(index))
        let call = (index * calls + Int(stream.uniform() * Double(calls))) / faults
        let place: Comment = "\(undertaking.name), memory shared: \(sharesMemory), \(failing.testDescription), call \(call) of \(calls)"
        let disk = film.cut(after: 0, SimulatedCutKeepsAll, seed: 0)
        do {
          let outcome = try Self.carryOut(undertaking, on: disk, failing, at: call)
          came += outcome.hasFailed ? 1 : 0
          refused += outcome.isRefused ? 1 : 0
          try Self.check(disk, recording, undertaking, steps: outcome.steps, place)
        } catch { Issue.record(error, place) }
      }
      print(
        "\(undertaking.name), memory shared: \(sharesMemory), \(failing.testDescription): \(came) faults in \(calls) calls, \(refused) told"
      )
      faults = came
      #expect(faults > 0)
    }
  }

  /// What came of a command on a failing disk: what it had said to be stored, whether it said what is wrong, and whether anything was.
  private typealias Outcome = (steps: Int, isRefused: Bool, hasFailed: Bool)

  private static func carryOut(_ undertaking: Undertaking, on disk: TestDisk, _ failing: Failing, at call: Int) throws -> Outcome {
    var outcome: Outcome = (0, false, false)
    disk.fail(failing.fault, at: call, lasts: failing.lasts)
    do { try undertaking.work(disk) { outcome.steps += 1 } } catch is InputError { outcome.isRefused = true }
    outcome.hasFailed = disk.hasFailed
    disk.mend()
    return outcome
  }

  /// Looks at what is left when the power is cut after the command has ended, at best and at worst, and lets it be given again.
  private static func check(
    _ disk: TestDisk, _ recording: Recording, _ undertaking: Undertaking, steps: Int, _ place: Comment
  ) throws {
    for cut in [SimulatedCutKeepsNone, SimulatedCutKeepsAll] {
      let left = disk.cut(cut, seed: 1)
      _ = try recording.content(of: left, place)
      try undertaking.work(left) {}
      try Undertaking.addAside(on: left)
      let end = try #require(StoredContent.Question.current.content(of: left), place)
      let (missing, added) = (recording.end.missing(in: end), end.missing(in: recording.end))
      #expect(missing.isEmpty && added.isEmpty, place)
    }
    // What was said to be stored is in the database or beside it before anything is made again.
    let left = disk.cut(SimulatedCutKeepsNone, seed: 1)
    try Undertaking.addAside(on: left)
    let content = try #require(StoredContent.Question.current.content(of: left), place)
    let firstIndex = recording.stored.first?.changes == 0 ? 1 : 0
    let said = steps == 0 && firstIndex == 0 ? .nothing : recording.stored[min(firstIndex + steps, recording.stored.count) - 1].content
    #expect(said.missing(in: content).isEmpty, place)
  }
}

import Kernel
import SimulatedDisk
import Store
import Testing

@Suite("Cuts of the power and kills, at every change of the disk")
struct CrashTests {
  /// Seeds of chance that each moment is cut with, beside a kill, which loses nothing, and a cut that loses all that was not synced.
  private static let seeds = CaseCount.cases(3)

  @Test(
    "the database is whole, holds all that was stored, and the same command comes to the same content", arguments: Undertaking.all,
    [true, false])
  func cut(_ undertaking: Undertaking, sharesMemory: Bool) throws {
    let recording = try Recording(of: undertaking, sharesMemory: sharesMemory)
    let film = TestDisk.Film(of: recording.disk)
    var known: [UInt64: StoredContent] = [:]
    var (moments, goneOn, states) = (0, 0, Set<StoredContent>())
    for change in CaseCount.spread(recording.changes + 1) {
      for index in 0..<(2 + Self.seeds.count) {
        let cut = index == 0 ? SimulatedCutKeepsAll : index == 1 ? SimulatedCutKeepsNone : SimulatedCutKeepsSome
        let seed = UInt64(change) << 20 | UInt64(index)
        let place: Comment = "\(undertaking.name), memory shared: \(sharesMemory), change \(change), cut \(cut.rawValue), seed \(seed)"
        moments += 1
        let disk = film.cut(after: change, cut, seed: seed)
        let digest = disk.digest
        let content = try known[digest] ?? recording.content(of: disk, place)
        known[digest] = content
        let lost = recording.stored(after: change).missing(in: content)
        #expect(lost.isEmpty, place)
        // The way on from the same content is tried once, and from every sixteenth moment.
        guard states.insert(content).inserted || moments % 16 == 0 else { continue }
        goneOn += 1
        do {
          try undertaking.work(disk) {}
          let end = try #require(StoredContent.Question.current.content(of: disk), place)
          let (missing, added) = (recording.end.missing(in: end), end.missing(in: recording.end))
          #expect(missing.isEmpty && added.isEmpty, place)
        } catch { Issue.record(error, place) }
      }
    }
    let counts = "\(recording.changes) changes, \(moments) cuts, \(known.count) disks, \(states.count) contents, \(goneOn) gone on from"
    print("\(undertaking.name), memory shared: \(sharesMemory): \(counts)")
    #expect(recording.changes > 4 && !states.isEmpty)
  }
}

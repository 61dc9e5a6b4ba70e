import Kernel
import SimulatedDisk
import Store
import Testing

@Suite("Cuts of the power and kills, at every change of the disk")
struct CrashTests {
  /// Seeds of chance that each moment is cut with, beside a kill, which loses nothing, and a cut that loses all that was not synced.
  private static let seeds = CaseCount.cases(3)

  /// What an undertaking leaves when nothing befalls it: the disk's film, the content, and what was stored after how many changes.
  private struct Recording {
    let film: TestDisk.Film
    let changes: Int
    let content: Set<String>
    var stored: [(changes: Int, content: Set<String>)] = []

    init(_ undertaking: Undertaking, sharesMemory: Bool) throws {
      let disk = TestDisk(sharesMemory: sharesMemory)
      try undertaking.prepare(disk)
      if disk.files.contains(TestDisk.results) {
        stored.append((0, try CrashTests.reading(disk) { try StoredContent.lines(of: $0) }))
      }
      disk.record()
      var stored = stored
      try undertaking.work(disk) { store in stored.append((disk.changes, try StoredContent.lines(of: store))) }
      self.stored = stored
      changes = disk.changes
      content = try CrashTests.reading(disk) { try StoredContent.lines(of: $0) }
      film = TestDisk.Film(of: disk)
    }

    /// What was stored for good when so many changes had been made.
    func stored(after changes: Int) -> Set<String> {
      stored.last { $0.changes <= changes }?.content ?? []
    }
  }

  private static func reading<Result>(_ disk: TestDisk, _ body: (ResultStore) throws -> Result) throws -> Result {
    let store = try ResultStore.open(writingTo: TestDisk.results, on: disk.store)
    defer { try? store.close() }
    return try body(store)
  }

  @Test(
    "the database is whole, holds all that was stored, and the same command comes to the same content", arguments: Undertaking.all,
    [true, false])
  func cut(_ undertaking: Undertaking, sharesMemory: Bool) throws {
    let recording = try Recording(undertaking, sharesMemory: sharesMemory)
    var (moments, states) = (0, Set<Set<String>>())
    for change in 0...recording.changes {
      for index in 0..<(2 + Self.seeds.count) {
        let cut = index == 0 ? SimulatedCutKeepsAll : index == 1 ? SimulatedCutKeepsNone : SimulatedCutKeepsSome
        let seed = UInt64(change) << 20 | UInt64(index)
        let disk = recording.film.cut(after: change, cut, seed: seed)
        let place: Comment = "\(undertaking.name), memory shared: \(sharesMemory), change \(change), cut \(cut.rawValue), seed \(seed)"
        moments += 1
        do {
          let found = try Self.check(disk, after: change, recording, place)
          // The way on from the same content is tried once, and from every sixteenth moment.
          guard states.insert(found).inserted || moments % 16 == 0 else { continue }
          try undertaking.work(disk) { _ in }
          let content = try Self.reading(disk) { try StoredContent.lines(of: $0) }
          #expect(content == recording.content, place)
        } catch { Issue.record(error, place) }
      }
    }
    print("\(undertaking.name), memory shared: \(sharesMemory): \(recording.changes) changes, \(moments) cuts, \(states.count) states")
    #expect(recording.changes > 4)
  }

  /// Opens what is left as any command does, and returns what is in it.
  private static func check(_ disk: TestDisk, after change: Int, _ recording: Recording, _ place: Comment) throws -> Set<String> {
    try reading(disk) { store in
      #expect(try store.rows("PRAGMA integrity_check") == ["ok"], place)
      let content = try StoredContent.lines(of: store)
      let lost = recording.stored(after: change).subtracting(content)
      #expect(lost.isEmpty, place)
      return content
    }
  }
}

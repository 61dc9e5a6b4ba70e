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
    let content: StoredContent
    private let stored: [(changes: Int, content: StoredContent)]

    init(_ undertaking: Undertaking, sharesMemory: Bool) throws {
      let disk = TestDisk(sharesMemory: sharesMemory)
      try undertaking.prepare(disk)
      disk.record()
      var stored: [(changes: Int, content: StoredContent)] = []
      if disk.files.contains(TestDisk.results) {
        let before = TestDisk.Film(of: disk).cut(after: 0, SimulatedCutKeepsAll, seed: 0)
        stored.append((0, try CrashTests.reading(before) { try StoredContent(of: $0) }))
      }
      try undertaking.work(disk) { store in stored.append((disk.changes, try StoredContent(of: store))) }
      self.stored = stored
      changes = disk.changes
      content = try CrashTests.reading(disk) { try StoredContent(of: $0) }
      film = TestDisk.Film(of: disk)
    }

    /// What was stored for good when so many changes had been made.
    func stored(after changes: Int) -> StoredContent { stored.last { $0.changes <= changes }?.content ?? .nothing }
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
    var (moments, states) = (0, Set<StoredContent>())
    for change in 0...recording.changes {
      for index in 0..<(2 + Self.seeds.count) {
        let cut = index == 0 ? SimulatedCutKeepsAll : index == 1 ? SimulatedCutKeepsNone : SimulatedCutKeepsSome
        let seed = UInt64(change) << 20 | UInt64(index)
        let disk = recording.film.cut(after: change, cut, seed: seed)
        let place: Comment = "\(undertaking.name), memory shared: \(sharesMemory), change \(change), cut \(cut.rawValue), seed \(seed)"
        moments += 1
        do {
          let (content, isWhole) = try Self.reading(disk) { (try StoredContent(of: $0), try $0.rows("PRAGMA integrity_check") == ["ok"]) }
          #expect(isWhole, place)
          let lost = Self.missing(recording.stored(after: change), in: content)
          #expect(lost.isEmpty, place)
          // The way on from the same content is tried once, and from every sixteenth moment.
          guard states.insert(content).inserted || moments % 16 == 0 else { continue }
          try undertaking.work(disk) { _ in }
          let end = try Self.reading(disk) { try StoredContent(of: $0) }
          let (missing, added) = (Self.missing(recording.content, in: end), Self.missing(end, in: recording.content))
          #expect(missing.isEmpty && added.isEmpty, place)
        } catch { Issue.record(error, place) }
      }
    }
    print("\(undertaking.name), memory shared: \(sharesMemory): \(recording.changes) changes, \(moments) cuts, \(states.count) states")
    #expect(recording.changes > 4)
  }

  /// Some of the lines of `content` that another one has not.
  private static func missing(_ content: StoredContent, in other: StoredContent) -> [Substring] {
    content == other ? [] : content.lines.subtracting(other.lines).sorted().prefix(3).map { $0 }
  }
}

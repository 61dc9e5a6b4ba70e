import SimulatedDisk
import Store
import Testing

/// What an undertaking leaves when nothing befalls it: the disk with all its moments, the content, and what was stored after how many changes.
struct Recording {
  let disk: TestDisk
  /// Changes that it made.
  let changes: Int
  /// What is there at its end.
  let end: StoredContent
  /// The schema that there was before, and the content; nil where there was no database.
  private let before: (question: StoredContent.Question, content: StoredContent)?
  /// What was stored for good after so many changes, moment by moment; at first what there was before.
  let stored: [(changes: Int, content: StoredContent)]

  /// Carries it out on a disk of its own.
  init(of undertaking: Undertaking, sharesMemory: Bool) throws {
    disk = TestDisk(sharesMemory: sharesMemory)
    try undertaking.prepare(disk)
    disk.record()
    let disk = disk
    var stored: [(changes: Int, content: StoredContent)] = []
    if disk.files.contains(TestDisk.results) {
      let start = TestDisk.Film(of: disk).cut(after: 0, SimulatedCutKeepsAll, seed: 0)
      let question = StoredContent.Question(of: start)
      before = (question, try #require(question.content(of: start)))
      try ResultStore.open(writingTo: TestDisk.results, on: start.store).close()
      stored.append((0, try #require(StoredContent.Question.current.content(of: start))))
    } else {
      before = nil
    }
    try undertaking.work(disk) { stored.append((disk.changes, try #require(StoredContent.Question.current.content(of: disk)))) }
    self.stored = stored
    changes = disk.changes
    end = try #require(StoredContent.Question.current.content(of: disk))
  }

  /// What was stored for good when so many changes had been made.
  func stored(after changes: Int) -> StoredContent { stored.last { $0.changes <= changes }?.content ?? .nothing }

  /// What is in the database that a cut has left, which is to be whole: of the schema of now, or the one that there was before.
  func content(of disk: TestDisk, _ place: Comment) throws -> StoredContent {
    if !disk.files.contains(TestDisk.results) { return .nothing }
    let whole = try #require(disk.rows("PRAGMA integrity_check; PRAGMA foreign_key_check"), place)
    #expect(whole == "ok\n", place)
    if let content = StoredContent.Question.current.content(of: disk) { return content }
    guard let before else {
      #expect(disk.rows("SELECT name FROM sqlite_schema") == "", place)
      return .nothing
    }
    #expect(before.question.content(of: disk) == before.content, place)
    return stored(after: 0)
  }
}

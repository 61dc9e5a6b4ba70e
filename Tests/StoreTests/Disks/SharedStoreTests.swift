import Foundation
import Kernel
import Store
import Testing

@Suite("Eight writers and eight readers of one database at once")
struct SharedStoreTests {
  /// Seconds that they are at it: three, or as many as the environment's `WINDTUNNEL_STORE_SECONDS` says.
  private static let seconds: Double = {
    guard let text = ProcessInfo.processInfo.environment["WINDTUNNEL_STORE_SECONDS"] else { return 3 }
    guard let seconds = Double(text), 1...86_400 ~= seconds else {
      preconditionFailure("WINDTUNNEL_STORE_SECONDS is '\(text)'; a number from 1 to 86400")
    }
    return seconds
  }()

  /// Bytes that the log has at most: the four thousand pages after which it is merged, and what is stored while readers keep it from
  /// being begun anew.
  private static let mostBytesOfLog = 64 << 20

  /// What writers and readers have seen.
  private struct Tally {
    var stored: [Int64: UInt64] = [:]
    var faults: [String] = []
    var reads = 0
    var longestLog = 0
  }

  /// Carries out `body` on threads of its own, so many times at once, each with its own end of the database, and waits for all.
  private func atOnce(_ count: Int, _ tally: LockedValue<Tally>, _ body: @escaping @Sendable (Int) throws -> Void) -> [Thread] {
    (0..<count).map { index in
      let thread = Thread {
        do { try body(index) } catch { tally.withLock { $0.faults.append("\(index): \(error)") } }
      }
      thread.start()
      return thread
    }
  }

  @Test("nothing that was stored is lost, no reader sees half a run, and the log does not grow without end")
  func together() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      try ResultStore.open(writingTo: path).close()
      let tally = LockedValue(Tally())
      let end = Date(timeIntervalSinceNow: Self.seconds)
      let writers = atOnce(8, tally) { writer in
        var round = 0
        while Date() < end {
          // Now and then the database is closed and opened again, as by one command after the other.
          let store = try ResultStore.open(writingTo: path)
          for _ in 0..<20 where Date() < end {
            let seed = UInt64(writer) << 32 | UInt64(round)
            let run = try Example.storeRun(in: store, Example.provenance("writer \(writer)", seed: seed), requests: 40).id
            tally.withLock { $0.stored[run] = seed }
            round += 1
          }
          try store.close()
        }
      }
      let readers = atOnce(8, tally) { reader in
        while Date() < end {
          let store = try ResultStore.open(readingFrom: path)
          for _ in 0..<20 where Date() < end {
            let known = tally.withLock { $0.stored }
            let (lost, halves) = try Self.look(at: store, for: known)
            tally.withLock { tally in
              tally.reads += 1
              if !lost.isEmpty || halves != "0" { tally.faults.append("reader \(reader) misses \(lost.prefix(5)), \(halves) halves") }
            }
          }
          try store.close()
        }
      }
      while !(writers + readers).allSatisfy(\.isFinished) {
        usleep(20_000)
        let size = (try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0
        tally.withLock { $0.longestLog = max($0.longestLog, size ?? 0) }
      }
      try check(tally.withLock { $0 }, path, directory)
    }
  }

  /// Which of the runs that are known to be stored are not there, and how many runs are there by half.
  private static func look(at store: ResultStore, for known: [Int64: UInt64]) throws -> (lost: [Int64], halves: String) {
    let rows = try store.rows("SELECT id, seed FROM run WHERE status = 'finished'")
    let there = Set(rows)
    let lost = known.filter { !there.contains("\($0.key)|\($0.value)") }.map(\.key).sorted()
    let halves = try store.rows(
      """
      SELECT count(*) FROM run WHERE status = 'finished' AND (SELECT count(*) FROM request WHERE run = run.id) <> 39
        AND id > (SELECT max(id) - 40 FROM run)
      """)
    return (lost, halves.first ?? "")
  }

  private func check(_ tally: Tally, _ path: String, _ directory: String) throws {
    #expect(tally.faults.isEmpty, "\(tally.faults.prefix(5))")
    let store = try ResultStore.open(writingTo: path)
    let (lost, halves) = try Self.look(at: store, for: tally.stored)
    #expect(lost.isEmpty && halves == "0")
    #expect(try store.rows("PRAGMA integrity_check") == ["ok"])
    #expect(try store.rows("SELECT count(*) FROM run") == ["\(tally.stored.count)"])
    #expect(store.keptAside == nil)
    try store.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["results.sqlite"])
    #expect(tally.longestLog < Self.mostBytesOfLog)
    print("\(Self.seconds) s: \(tally.stored.count) runs stored, \(tally.reads) readings, the log had \(tally.longestLog) bytes at most")
    #expect(!tally.stored.isEmpty && tally.reads > 0)
  }
}

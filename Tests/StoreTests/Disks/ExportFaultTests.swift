import Foundation
import Kernel
import Store
import Testing

@Suite("Exports on disks that fail, and killed at every change of a file")
struct ExportFaultTests {
  /// What an export has before it and what befalls it.
  struct Course: Sendable, CustomTestStringConvertible {
    /// Whether another export lies in the folder, which it is to take the place of.
    let replaces: Bool
    /// Whether it is killed: no change is made any more. Otherwise one change fails, for want of room.
    let isKilled: Bool

    var testDescription: String {
      (replaces ? "over another export" : "into a new folder") + (isKilled ? ", killed" : ", one change fails")
    }

    static let all = [true, false].flatMap { replaces in [true, false].map { Course(replaces: replaces, isKilled: $0) } }
  }

  /// Counts the changes of files and lets those fail that it is told to.
  private final class Watch: Sendable {
    private let state = LockedValue<[FileChange]>([])
    private let fails: @Sendable (Int) -> Int32?

    init(_ fails: @escaping @Sendable (Int) -> Int32? = { _ in nil }) { self.fails = fails }

    var changes: [FileChange] { state.withLock { $0 } }

    func during(in folder: String, _ body: () throws -> Void) rethrows {
      try FileChange.asking(
        { [self] change, _ in
          fails(
            state.withLock { changes in
              changes.append(change)
              return changes.count - 1
            })
        }, below: folder, body)
    }
  }

  /// A database with two runs, of which the first is what an earlier export holds.
  private func withRuns(_ body: (_ store: ResultStore, _ directory: String, _ runs: [Int64]) throws -> Void) throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let runs = try ["chat", "batch"].map { try Example.storeRun(in: store, Example.provenance($0), requests: 12).id }
      try body(store, directory, runs)
      try store.close()
    }
  }

  /// All files below a folder with their bytes.
  private func files(_ folder: String) -> [String: Data] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    let files = names.compactMap { name in FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) } }
    return Dictionary(uniqueKeysWithValues: files)
  }

  @Test(
    "every file under its name is whole, of this export or the one before, and the same command with leave to overwrite comes to the same",
    arguments: Course.all)
  func fault(_ course: Course) throws {
    try withRuns { store, directory, runs in
      let target = directory + "/csv"
      func export(_ runs: [Int64]) throws {
        try CSVExport.write(store, ExportSelection(runs: runs), to: target, overwrites: course.replaces)
      }
      func begin() throws {
        try? FileManager.default.removeItem(atPath: target)
        if course.replaces { try CSVExport.write(store, ExportSelection(runs: [runs[0]]), to: target) }
      }
      try begin()
      let before = files(target)
      let undisturbed = Watch()
      try undisturbed.during(in: directory) { try export([runs[1]]) }
      let (after, count) = (files(target), undisturbed.changes.count)
      #expect(count > 100)
      for index in CaseCount.spread(count) {
        let place: Comment = "\(course.testDescription), change \(index) of \(count), \(undisturbed.changes[index])"
        try begin()
        let watch = Watch { course.isKilled ? ($0 >= index ? EIO : nil) : ($0 == index ? ENOSPC : nil) }
        do {
          try watch.during(in: directory) { try export([runs[1]]) }
          // A name that cannot be given in one way is given in the other.
          #expect([.remove, .name].contains(undisturbed.changes[index]), place)
        } catch is InputError {} catch { Issue.record(error, place) }
        let left = files(target)
        for (name, bytes) in left where !name.hasSuffix(".partial") {
          #expect(bytes == after[name] || bytes == before[name], "\(name): \(place)")
        }
        if !course.isKilled && undisturbed.changes[index] != .remove { #expect(!left.keys.contains { $0.hasSuffix(".partial") }, place) }
        try CSVExport.write(store, ExportSelection(runs: [runs[1]]), to: target, overwrites: true)
        #expect(files(target) == after, place)
      }
      print("exports \(course.testDescription): \(count) changes, each tried")
    }
  }

  @Test("no file gets its name before all are on the disk, and at the end the names are")
  func order() throws {
    try withRuns { store, directory, runs in
      let watch = Watch()
      try watch.during(in: directory) { try CSVExport.write(store, ExportSelection(runs: runs), to: directory + "/csv") }
      let changes = watch.changes
      let firstName = try #require(changes.firstIndex(of: .name))
      let made = changes.count { $0 == .make }
      #expect(!changes[firstName...].contains { [.make, .write, .sync].contains($0) })
      #expect(changes[..<firstName].count { $0 == .sync } == made && changes.count { $0 == .name } == made)
      #expect(changes.suffix(2) == [.syncFolder, .syncFolder])
    }
  }
}

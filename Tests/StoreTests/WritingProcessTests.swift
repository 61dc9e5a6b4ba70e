import Foundation
import Kernel
import Store
import Testing

@Suite("Runs that have not finished")
struct WritingProcessTests {
  /// The status of a run that has begun, with its process named as `name`, an SQL expression, or as it is; and what its process is called
  /// then.
  private func begun(named name: String = "process") throws -> (status: StoredRun.Status?, process: [String]) {
    var found: (StoredRun.Status?, [String]) = (nil, [])
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      defer { try? store.close() }
      _ = try store.beginRun(Example.provenance(), cluster: Example.cluster)
      try store.execute("UPDATE run SET process = \(name)")
      found = (try store.runs().first?.status, try store.rows("SELECT process FROM run")[0].split(separator: " ").map { String($0) })
    }
    return found
  }

  @Test("go on while their process is there")
  func alive() throws { #expect(try begun().status == .running) }

  @Test("are interrupted where it is not, or another process has its number")
  func gone() throws {
    var parts = try begun().process
    #expect(parts.count == 4 && parts[0] == "\(getpid())")
    parts[1] += "1"
    #expect(try begun(named: "'\(parts.joined(separator: " "))'").status == .interrupted)
    parts[0] = "2147483600"
    #expect(try begun(named: "'\(parts.joined(separator: " "))'").status == .interrupted)
  }

  @Test(
    "are not judged where nobody here can know: of another machine, another space of processes, an older version, and of what nobody wrote")
  func unknown() throws {
    let parts = try begun().process
    for (index, other) in [(2, "1"), (3, "00000000-0000-0000-0000-000000000000")] {
      var changed = parts
      changed[index] = other
      #expect(try begun(named: "'\(changed.joined(separator: " "))'").status == .unfinished)
    }
    for name in ["NULL", "''", "'7'", "'-1 2 3 4'", "'a b c d'"] { #expect(try begun(named: name).status == .unfinished, "\(name)") }
  }

  @Test("name their process no more when they have finished")
  func finished() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      defer { try? store.close() }
      _ = try Example.storeRun(in: store)
      #expect(try store.runs().map(\.status) == [.finished])
      #expect(try store.rows("SELECT process IS NULL FROM run") == ["1"])
    }
  }
}

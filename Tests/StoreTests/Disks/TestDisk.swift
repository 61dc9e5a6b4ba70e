import Foundation
import SimulatedDisk
import Store

/// A simulated disk, which is gone with the last that has it.
final class TestDisk: @unchecked Sendable {
  fileprivate let disk: OpaquePointer

  /// The database that tests store in.
  static let results = "/results.sqlite"
  /// Another one on the same disk.
  static let other = "/other.sqlite"

  init(sharesMemory: Bool = true) { disk = simulated_disk_make(sharesMemory) }

  fileprivate init(_ disk: OpaquePointer) { self.disk = disk }

  deinit { simulated_disk_free(disk) }

  /// What databases on it are opened with.
  var store: StoreDisk { StoreDisk(system: String(cString: simulated_disk_name(disk))) }

  /// The names of its files.
  var files: [String] {
    let text = simulated_disk_files(disk)
    defer { free(text) }
    return String(cString: text).split(separator: "\n").map { String($0) }
  }

  /// A digest of all its files.
  var digest: UInt64 { simulated_disk_digest(disk) }

  /// The rows of a query of one column, of a database that is opened by SQLite alone; nil where that fails.
  func rows(_ sql: String, of path: String = TestDisk.results) -> String? {
    var code: Int32 = 0
    guard let text = simulated_disk_query(disk, path, sql, &code) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  /// Changes recorded by now.
  var changes: Int { simulated_disk_changes(disk) }

  /// Keeps what is changed from now on.
  func record() { simulated_disk_record(disk) }

  /// Lets the `at`th call fail that `fault` concerns, counted from now, and with `lasts` all after it.
  func fail(_ fault: SimulatedFault, at call: Int, lasts: Bool = false) { simulated_disk_fail(disk, fault, UInt64(call), lasts) }

  /// Nothing fails any more.
  func mend() { simulated_disk_fail(disk, SimulatedFaultNone, 0, false) }

  /// Calls that the fault has concerned by now.
  var calls: Int { Int(simulated_disk_calls(disk)) }

  /// Whether the fault has come.
  var hasFailed: Bool { simulated_disk_failed(disk) }

  /// The disk as a cut of the power leaves it now.
  func cut(_ cut: SimulatedCut, seed: UInt64) -> TestDisk { TestDisk(simulated_disk_cut(disk, nil, cut, seed)) }

  /// Goes through the moments of what was recorded, from the first on.
  final class Film {
    private let source: TestDisk
    private let rewound: TestDisk

    init(of source: TestDisk) {
      self.source = source
      rewound = TestDisk(simulated_disk_rewound(source.disk))
    }

    /// The disk as a cut of the power leaves it while the change after the first `count` is under way. Counts never fall.
    func cut(after count: Int, _ cut: SimulatedCut, seed: UInt64) -> TestDisk {
      simulated_disk_advance(rewound.disk, source.disk, count)
      return TestDisk(simulated_disk_cut(rewound.disk, source.disk, cut, seed))
    }
  }
}

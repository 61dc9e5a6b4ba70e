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

  /// Changes recorded by now.
  var changes: Int { simulated_disk_changes(disk) }

  /// Keeps what is changed from now on.
  func record() { simulated_disk_record(disk) }

  /// Lets the `at`th call fail that `fault` concerns, counted from now, and with `lasts` all after it.
  func fail(_ fault: SimulatedFault, at call: Int, lasts: Bool = false) { simulated_disk_fail(disk, fault, UInt64(call), lasts) }

  /// Nothing fails any more.
  func mend() { simulated_disk_fail(disk, SimulatedFaultNone, 0, false) }

  /// Whether the fault has come.
  var hasFailed: Bool { simulated_disk_failed(disk) }

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

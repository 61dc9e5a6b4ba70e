import Foundation
import Kernel

/// Files that a process has left which did not come to its end: one that was killed, for instance.
enum LeftOver {
  /// Linux's `F_SETLEASE`, a number that not every C library hands on.
  private static let setLease: Int32 = 1024

  /// Whether no process of this machine has the file open, as one that is still writing it has. False where that cannot be told.
  ///
  /// The kernel grants a lease for writing on a file that nobody else has open, and on no other.
  static func isOpenNowhere(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    // With the descriptor goes the lease.
    defer { close(descriptor) }
    return fcntl(descriptor, setLease, Int32(F_WRLCK)) == 0
  }

  /// Removes files in a folder that an earlier process has begun under a name from chance and will not finish.
  static func removePartial(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix("windtunnel-") && name.hasSuffix(".partial") && isOpenNowhere("\(folder)/\(name)") {
      FileChange.removeFile("\(folder)/\(name)")
    }
  }
}

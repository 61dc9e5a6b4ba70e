import Dispatch
import Foundation
import Kernel
import Study
import Synchronization

/// The memory that the process may take, as `--limit-memory` says. It is looked at while a study runs, and a study that passes it is asked
/// to stop, as by a signal: what was stored stays, and nothing is killed.
enum MemoryLimit {
  private static let bytes = Atomic<Int>(0)
  private static let passed = Atomic<Int>(0)
  nonisolated(unsafe) private static var timer: (any DispatchSourceTimer)?

  /// Sets the limit of this process.
  static func set(_ limit: Int) { bytes.store(limit, ordering: .relaxed) }

  /// Looks from now on, where there is a limit, and stops the study that passes it.
  static func watch(_ progress: StudyProgress) {
    let limit = bytes.load(ordering: .relaxed)
    if limit == 0 { return }
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler {
      guard let resident = residentBytes, resident > limit else { return }
      passed.store(resident, ordering: .relaxed)
      progress.stop()
    }
    timer.schedule(deadline: .now(), repeating: .milliseconds(50))
    timer.resume()
    unsafe self.timer = timer
  }

  /// The study is over.
  static func end() {
    unsafe timer?.cancel()
    unsafe timer = nil
  }

  /// Why a study was stopped; nil where it was not for its memory.
  static var refusal: InputError? {
    let taken = passed.load(ordering: .relaxed)
    if taken == 0 { return nil }
    return InputError(
      "the run has taken \(megabytes(taken)) of memory, and --limit-memory allows \(megabytes(bytes.load(ordering: .relaxed)))",
      remedy: "a higher limit; or fewer --threads, a longer 'run.series', and 'workload.limit' or 'run.horizon' where the load outruns "
        + "the cluster")
  }

  private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000) MB" }

  /// What the process holds in memory now; nil where the system does not tell.
  private static var residentBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
  }
}

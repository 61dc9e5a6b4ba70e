import Calibration
import Foundation
import Kernel
import Study

/// What this program is and when it was started.
enum Program {
  /// The version, as `--version` prints it and every stored run names it.
  static let version = "0.1.0"

  /// The identity that runs started now are stored with.
  static func identity() -> ProgramIdentity {
    ProgramIdentity(revision: Revision.ofThisExecutable(), version: version, created: timestamp())
  }

  /// Today's date, in ISO 8601, in UTC.
  static var today: String { String(timestamp().prefix(10)) }

  /// Now, in ISO 8601 to the second, in UTC.
  private static func timestamp() -> String {
    var now = time(nil)
    var parts = unsafe tm()
    unsafe gmtime_r(&now, &parts)
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
    return unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }

  /// Wall clock and the calling thread's processor time.
  @Sendable static func effort() -> RunEffort {
    RunEffort(wallSeconds: seconds(CLOCK_MONOTONIC), cpuSeconds: seconds(CLOCK_THREAD_CPUTIME_ID))
  }

  /// The clock that requests are served by with so many threads.
  ///
  /// It waits by looking at the time again and again, as a server that polls for requests does: a processor that has slept wakes
  /// late, and with cold caches. A single thread that never sleeps has its own processor time for a clock, so that other programs
  /// on the machine do not count; of several threads that time says nothing, and the world's clock is taken.
  static func servingClock(threads: Int) -> ServingClock {
    let isAlone = threads == 1
    let nanoseconds: @Sendable () -> Int64 = { isAlone ? WallClock.processorNanoseconds() : WallClock.nanoseconds() }
    return ServingClock(
      now: { Duration(picoseconds: nanoseconds() * 1000) }, wall: { Duration(picoseconds: WallClock.nanoseconds() * 1000) },
      sleep: { length in
        let end = nanoseconds() + length.picoseconds / 1000
        while nanoseconds() < end {}
      })
  }

  /// The clock by which engines in processes of their own serve: the world's, which all processes of a machine share.
  static let sharedClock = ServingClock(
    now: { Duration(picoseconds: WallClock.nanoseconds() * 1000) }, wall: { Duration(picoseconds: WallClock.nanoseconds() * 1000) },
    sleep: { usleep(UInt32(max(0, min($0.seconds, 1000)) * 1e6)) })

  /// Processors that simulations may use.
  static var threads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

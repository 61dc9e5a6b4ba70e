import Foundation
import Kernel

/// The clocks of the machine, in whole nanoseconds. Calibration and the command line alone may read one.
public enum WallClock {
  /// Nanoseconds since some fixed moment.
  @inline(__always) public static func nanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Nanoseconds that the calling thread has run on a processor.
  public static func processorNanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

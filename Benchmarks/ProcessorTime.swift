import Foundation

/// Processor time and memory of this process, as the operating system counts them.
enum ProcessorTime {
  /// Seconds of processor time so far, user and system.
  static func seconds() -> Double {
    let usage = usage()
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// The most memory that was resident at once, in mebibytes.
  static func peakResidentMebibytes() -> Double { Double(usage().ru_maxrss) / 1024 }

  private static func usage() -> rusage {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

import Foundation

/// The files of this process that are not complete yet, so that none of them remains where a signal ends it.
package enum UnfinishedFiles {
  private static let paths = LockedValue<[String]>([])
  private static let publication = LockedValue<Void>(())

  /// Makes a file with `make`, which returns a descriptor or a negative number, and takes note of it. No signal comes between.
  static func making(_ path: String, _ make: () -> Int32) -> Int32 {
    paths.withLock { paths in
      let descriptor = make()
      if descriptor >= 0 { paths.append(path) }
      return descriptor
    }
  }

  /// Takes note of a file or a folder that is to go with the process unless it is forgotten first.
  package static func add(_ path: String) { paths.withLock { $0.append(path) } }

  /// The file is complete, or gone.
  package static func forget(_ path: String) { paths.withLock { paths in paths.removeAll { $0 == path } } }

  /// Carries out `body` whole: a signal that comes meanwhile ends the process afterwards. For files that belong together and
  /// are given their names one after the other.
  package static func publishing<Result>(_ body: () throws -> Result) rethrows -> Result {
    try publication.withLock { _ in try body() }
  }

  /// Removes all that is unfinished and ends the process with `code`, flushing nothing. Files that are being published are let
  /// through first.
  package static func removeAndExit(_ code: Int32) -> Never {
    publication.withLock { _ in
      paths.withLock { paths in
        for path in paths.reversed() { unsafe remove(path) }
        _exit(code)
      }
    }
  }

  /// Removes all that is unfinished, before an orderly end.
  package static func removeAll() {
    paths.withLock { paths in
      for path in paths.reversed() { unsafe remove(path) }
      paths.removeAll()
    }
  }
}

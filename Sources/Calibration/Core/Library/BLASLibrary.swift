import CGSL
import Foundation
import Kernel

/// The linear algebra that the executed core runs on: OpenBLAS, with the kernels that the processor deserves.
public enum BLASLibrary {
  /// Set in the environment of a program that has restarted itself, so that it does so once only.
  private static let restartMark = "WINDTUNNEL_BLAS_KERNELS_CHOSEN"
  private static let kernelVariable = "OPENBLAS_CORETYPE"

  /// Restarts this program with `OPENBLAS_CORETYPE` set where the library has picked slower kernels than the processor
  /// can run. The library reads the variable when it loads, which is before `main`, so there is no other way.
  ///
  /// It returns where nothing better is known, where the user has set the variable, or where a restart has happened.
  /// Call it first thing, before anything is written or any thread is started.
  public static func relaunchWithFastKernels() {
    let environment = ProcessInfo.processInfo.environment
    guard environment[kernelVariable] == nil, environment[restartMark] == nil, (try? check()) != nil,
      let processors = SystemFile.text("/proc/cpuinfo"),
      let better = BLASKernels.better(than: core, flags: BLASKernels.flags(inProcessorList: processors))
    else { return }
    unsafe setenv(kernelVariable, better, 1)
    unsafe setenv(restartMark, better, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe CommandLine.arguments.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    unsafe execv("/proc/self/exe", arguments)
    // Only a failed restart comes here; the slower kernels are right all the same.
    unsafe arguments.forEach { unsafe free($0) }
  }

  /// What runs, in words: library, version and build, kernel family, threads.
  public static var description: String {
    let threads = openblas_get_num_threads()
    return "\(configuration), \(core) kernels, \(threads) thread\(threads == 1 ? "" : "s"), from \(file ?? "an unknown file")"
  }

  /// The kernel family in use, such as `Haswell` or `SkylakeX`.
  public static var core: String { unsafe String(cString: openblas_get_corename()) }

  /// The library's name and version, such as `OpenBLAS 0.3.21`.
  public static var version: String { configuration.split(separator: " ").prefix(2).joined(separator: " ") }

  private static var configuration: String { unsafe String(cString: openblas_get_config()) }

  /// Refuses to go on with a CBLAS that is not OpenBLAS: GSL's reference library answers the same calls some 40 times
  /// slower, and figures taken with it would mean nothing.
  ///
  /// - Throws: ``InputError`` naming the library that was found.
  public static func check() throws(InputError) {
    guard let file, file.contains("gslcblas") else { return }
    throw InputError(
      "matrix products would run in \(file), which is not OpenBLAS",
      remedy: "install libopenblas-dev, build anew, and keep libgslcblas off the link line")
  }

  /// Sets how many threads one matrix product may use.
  static func setThreads(_ threads: Int) { openblas_set_num_threads(Int32(threads)) }

  /// The file that CBLAS was loaded from, as the list of this process's mappings has it: the library, or the program itself where it is
  /// linked in.
  private static var file: String? {
    guard let mappings = SystemFile.text("/proc/self/maps") else { return nil }
    // Any of its functions will do.
    let function: @convention(c) (Int32, UnsafePointer<Float>?, Int32) -> Float = unsafe cblas_sasum
    let address = unsafe unsafeBitCast(function, to: UInt.self)
    for line in mappings.split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      if bounds.count == 2, (bounds[0]..<bounds[1]).contains(address) {
        return fields.count > 5 ? String(fields[5].drop { $0 == " " }) : nil
      }
    }
    return nil
  }
}

import Foundation
import Kernel

/// A block of single-precision numbers of fixed size that owns its memory.
///
/// It is aligned for vectors and every page of it is touched once, so that no step pays for the first touch. Large
/// buffers begin on a huge page and ask for such pages, which keeps address translation out of the timings.
///
/// The invariant: `base` is the start of memory for ``count`` initialised numbers, freed with this object and by nobody else.
/// The kernels work on such memory through pointers that are not checked: sizes are checked once, where an engine is made
/// and a batch composed.
@safe package final class FloatBuffer {
  /// The first number.
  package let base: UnsafeMutablePointer<Float>
  /// How many there are.
  package let count: Int

  private static let hugePageBytes = 2 << 20

  /// A buffer of `count` zeros.
  ///
  /// - Throws: ``InputError`` where the system has no such memory.
  package init(count: Int) throws(InputError) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = bytes >= 2 * Self.hugePageBytes
    var memory: UnsafeMutableRawPointer?
    guard unsafe posix_memalign(&memory, isLarge ? Self.hugePageBytes : 64, bytes) == 0, let memory = unsafe memory else {
      throw InputError("the system has no \(bytes) bytes of memory to give", remedy: "a smaller model or fewer KV blocks")
    }
    // The system may decline the advice; then pages are small and the buffer serves all the same.
    if isLarge { unsafe madvise(memory, bytes, Self.adviseHugePages) }
    unsafe base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { unsafe free(base) }

  /// MADV_HUGEPAGE of Linux, which the C module does not export.
  private static let adviseHugePages: Int32 = 14
}

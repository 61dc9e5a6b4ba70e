/// Which of OpenBLAS's kernel families suits a processor, and whether the library has picked one as good.
///
/// OpenBLAS picks by model number when it loads and falls back to an SSE3 kernel on processors newer than itself, several
/// times slower than the vector units allow. What the processor can do stands in its flags.
package enum BLASKernels {
  /// Kernel families by vector width; names as `openblas_get_corename` gives them (OpenBLAS, cpuid.h and dynamic.c).
  private static let wide: Set<String> = ["skylakex", "cooperlake", "sapphirerapids"]
  private static let middle: Set<String> = ["haswell", "zen"]

  /// The value of `OPENBLAS_CORETYPE` that would bring wider vectors than `current` has, or nil where none would.
  ///
  /// - Parameters:
  ///   - flags: the processor's flags, as `/proc/cpuinfo` has them.
  ///   - current: the family in use.
  package static func better(than current: String, flags: Set<String>) -> String? {
    let core = current.lowercased()
    let rank = wide.contains(core) ? 2 : middle.contains(core) ? 1 : 0
    if flags.contains("avx512vl") && flags.contains("avx512dq") && rank < 2 {
      return flags.contains("avx512_bf16") ? "Cooperlake" : "SkylakeX"
    }
    if flags.contains("avx2") && flags.contains("fma") && rank < 1 { return "Haswell" }
    return nil
  }

  /// The flags of the first processor in the text of `/proc/cpuinfo`; none where it has no such line.
  package static func flags(inProcessorList text: String) -> Set<String> {
    for line in text.split(separator: "\n") where line.hasPrefix("flags") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      return Set(line[line.index(after: colon)...].split(separator: " ").map(String.init))
    }
    return []
  }
}

import Calibration
import Testing

/// Matrix products run in OpenBLAS, with kernels as wide as the processor.
struct CoreLibraryTests {
  @Test func `the library that is linked is OpenBLAS, and says which`() throws {
    try BLASLibrary.check()
    #expect(BLASLibrary.version.hasPrefix("OpenBLAS"))
    #expect(BLASLibrary.description.contains(BLASLibrary.core) && BLASLibrary.description.contains("libopenblas"))
  }

  @Test(arguments: [
    ("Prescott", ["avx2", "fma", "avx512vl", "avx512dq", "avx512_bf16"], "Cooperlake"),
    ("Prescott", ["avx2", "fma", "avx512vl", "avx512dq"], "SkylakeX"), ("Nehalem", ["avx2", "fma"], "Haswell"),
    ("Haswell", ["avx2", "fma", "avx512vl", "avx512dq"], "SkylakeX"), ("Zen", ["avx2", "fma"], nil),
    ("SkylakeX", ["avx2", "fma", "avx512vl", "avx512dq"], nil),
    ("Prescott", ["sse2", "avx"], nil), ("ARMV8", [], nil),
  ])
  func `faster kernels are asked for where the processor has wider vectors than the library uses`(
    core: String, flags: [String], better: String?
  ) {
    #expect(BLASKernels.better(than: core, flags: Set(flags)) == better)
  }

  @Test func `flags are those of the first processor listed`() {
    let list = "processor\t: 0\nmodel name\t: X\nflags\t\t: fpu avx2 fma\n\nprocessor\t: 1\nflags\t\t: sse2\n"
    #expect(BLASKernels.flags(inProcessorList: list) == ["fpu", "avx2", "fma"])
    #expect(BLASKernels.flags(inProcessorList: "processor : 0").isEmpty)
  }
}

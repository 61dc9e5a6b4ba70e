import Foundation
import Testing

@Suite("What the program is linked with")
struct LinkageTests {
  @Test("OpenBLAS stands in for GSL's slow reference BLAS, which is not asked for")
  func fastBLAS() throws {
    // Names of shared libraries stand in the executable as plain text; link order alone decides which BLAS wins.
    let program = try Data(contentsOf: URL(fileURLWithPath: Command.executable), options: .alwaysMapped)
    func names(_ library: String) -> Bool { program.range(of: Data(library.utf8)) != nil }
    #expect(names("libopenblas.so"))
    #expect(!names("libgslcblas.so"))
  }
}

import Foundation
import Kernel
import Store
import Testing

@Suite("Claims of what is made for a database")
struct ClaimTests {
  /// Two ends of one database, as two processes have them.
  private func withTwo(_ body: (StoreClaims, StoreClaims, _ file: String, _ closeFirst: () throws -> Void) throws -> Void) throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let (first, second) = (try ResultStore.open(writingTo: path), try ResultStore.open(writingTo: path))
      try body(first.claims, second.claims, path + "-claims") { try first.close() }
      try first.close()
      try second.close()
      #expect(!FileManager.default.fileExists(atPath: path + "-claims"), "the last one takes the file away")
    }
  }

  @Test("what one has claimed no other gets, until it is let go as often as it was claimed")
  func exclusive() throws {
    try withTwo { first, second, _, _ in
      #expect(first.take(7) && first.take(7) && second.take(7 << 40))
      #expect(!second.take(7))
      first.release(7)
      #expect(!second.take(7))
      first.release(7)
      #expect(second.take(7) && !first.take(7))
      second.release(3)
      #expect(!first.take(7), "what was never claimed is let go in vain")
    }
  }

  @Test("claims are free when their holder is gone")
  func gone() throws {
    try withTwo { first, second, file, closeFirst in
      #expect(first.take(1) && first.take(.max) && !second.take(.max))
      try closeFirst()
      #expect(second.take(.max) && second.take(1))
      #expect(FileManager.default.fileExists(atPath: file), "it is still claimed from")
    }
  }

  @Test("one that is alone has no company, and has it from then on where another one joins or was there")
  func company() throws {
    try withTwo { first, second, _, _ in
      first.join()
      #expect(!first.hasCompany)
      second.join()
      #expect(first.hasCompany && second.hasCompany)
    }
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let first = try ResultStore.open(writingTo: path)
      first.claims.join()
      let second = try ResultStore.open(writingTo: path)
      second.claims.join()
      try second.close()
      #expect(first.claims.hasCompany, "it may have stored something before it went")
      try first.close()
      let third = try ResultStore.open(writingTo: path)
      third.claims.join()
      #expect(!third.claims.hasCompany)
      try third.close()
    }
  }

  @Test("claims whose work is done are let go by and by, and all at once at the end")
  func settled() throws {
    try withTwo { first, second, _, _ in
      for digest: UInt64 in 1...3000 {
        #expect(first.take(digest << 20))
        first.settle(digest << 20)
      }
      #expect(second.take(1 << 20) && !second.take(3000 << 20))
      first.releaseSettled()
      #expect(second.take(3000 << 20))
    }
  }
}

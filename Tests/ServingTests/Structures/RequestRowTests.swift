import Serving
import Testing

/// How the requests in flight lie in memory.
@Suite struct RequestRowTests {
  @Test("what the main loop touches of a request fits one cache line, and the rest another")
  func rowsFitCacheLines() {
    #expect(MemoryLayout<Request>.stride == 64)
    #expect(MemoryLayout<RequestHistory>.stride == 64)
  }
}

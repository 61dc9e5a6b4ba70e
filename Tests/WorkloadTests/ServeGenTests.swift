import Foundation
import Kernel
import Testing
import Workload

/// Requests made from ServeGen's clients.
@Suite("ServeGen's clients")
struct ServeGenTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let lengths = """
    {"0": {"input_tokens": "{100: 0.5, 200: 0.5}", "output_tokens": "{10: 0.5, 20: 0.5}"},
     "600": {"input_tokens": "{7: 1.0}", "output_tokens": "{3: 1.0}", "reason_ratio": "{0.5: 1.0}"}}
    """

  /// A pool of two clients: a steady one, and one that is silent in the second window and asks once in ten windows in the third.
  private func pool() throws -> WorkloadOrigin {
    _ = try scratch.file("0,2.0,0.5,Gamma,4.0,0.1\n600,1.0,0.5,Gamma,4.0,0.1\n1200,0,0,,0,0\n", named: "chunk-0-trace.csv")
    _ = try scratch.file(Self.lengths, named: "chunk-0-dataset.json")
    _ = try scratch.file("0,1.0,3.0,Weibull,0.4,1.0\n600,0,0,,0,0\n1200,0.00016666666,1,Gamma,1.0,1.0\n", named: "chunk-10-trace.csv")
    _ = try scratch.file(
      #"{"0": {"text_tokens": "{50: 1.0}", "image_count": "{2: 1.0}", "image_tokens": "{300: 1.0}", "output_tokens": "{5: 1.0}"}}"#,
      named: "chunk-10-dataset.json")
    return .profile(path: scratch.folder)
  }

  private func requests(_ origin: WorkloadOrigin, seed: UInt64 = 1) throws -> [Arrival] {
    try all(WorkloadSpecification(origin: origin).makeSource(seed: seed))
  }

  @Test("each window has as many requests of a client as its rate says, in order of time")
  func counts() throws {
    let made = try requests(pool())
    let first = made.filter { $0.time.seconds < 600 }
    let second = made.filter { 600..<1200 ~= $0.time.seconds }
    #expect(first.count { $0.promptTokens == 100 || $0.promptTokens == 200 } == 1200)
    #expect(first.count { $0.promptTokens == 650 && $0.outputTokens == 5 } == 600, "two images of 300 tokens beside 50 of text")
    #expect(second.count == 600 && second.allSatisfy { $0.promptTokens == 7 && $0.outputTokens == 3 })
    #expect(zip(made, made.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test("a client that asks less than once a window is there by chance, as often as its rate says")
  func rareClients() throws {
    let origin = try pool()
    let late = try (1...400).reduce(0) { try $0 + requests(origin, seed: UInt64($1)).count { $0.time.seconds >= 1200 } }
    // A tenth of 400, four standard deviations wide.
    #expect(16...64 ~= late, "\(late)")
  }

  @Test("prompt and output are long together, one draw for both")
  func oneDraw() throws {
    let first = try requests(pool()).filter { $0.promptTokens == 100 || $0.promptTokens == 200 }
    #expect(first.allSatisfy { ($0.promptTokens == 100) == ($0.outputTokens == 10) })
    let long = first.count { $0.promptTokens == 200 }
    #expect(500...700 ~= long, "\(long) of 1,200")
  }

  @Test("gaps are as uneven as their family says: a Weibull of shape 0.4 varies by 3.1 of its mean, a gamma of shape 4 by a half")
  func families() throws {
    let first = try requests(pool()).filter { $0.time.seconds < 600 }
    func variation(_ times: [Double]) -> Double {
      let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
      let mean = gaps.reduce(0, +) / Double(gaps.count)
      return (gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)).squareRoot() / mean
    }
    let steady = variation(first.filter { $0.promptTokens <= 200 }.map(\.time.seconds))
    let bursty = variation(first.filter { $0.promptTokens == 650 }.map(\.time.seconds))
    #expect(0.45...0.55 ~= steady && 2...4.5 ~= bursty, "\(steady) and \(bursty)")
  }

  @Test("a rate is the mean of the whole course, which keeps its shape; a count and a duration end it; beyond its end it begins again")
  func rates() throws {
    guard case .profile(let path, _, _, _) = try pool() else { return }
    // 3, 1 and 1/6000 a second are 4/3 in the mean.
    let double = try requests(.profile(path: path, requestsPerSecond: 8.0 / 3))
    #expect(2398...2402 ~= double.count { $0.time.seconds < 600 && $0.promptTokens <= 200 })
    #expect(try requests(.profile(path: path, requests: 17)).count == 17)
    #expect(try requests(.profile(path: path, duration: Duration(seconds: 300))).allSatisfy { $0.time.seconds < 300 })
    let again = try requests(.profile(path: path, duration: Duration(seconds: 2400)))
    #expect(again.count { 1800..<2400 ~= $0.time.seconds && $0.promptTokens <= 200 } == 1200)
  }

  @Test("a count that simulated time has no room for is refused, and makes no fewer requests in silence")
  func beyondTime() throws {
    guard case .profile(let path, _, _, _) = try pool() else { return }
    #expect(throws: InputError.self) { try requests(.profile(path: path, requests: 50, requestsPerSecond: 2e-6)) }
  }

  @Test("the same seed makes the same requests, another seed others")
  func seeds() throws {
    let origin = try pool()
    #expect(try requests(origin, seed: 3) == requests(origin, seed: 3))
    #expect(try requests(origin, seed: 3) != requests(origin, seed: 4))
    #expect(try WorkloadSpecification(origin: origin).provenance().digest == WorkloadSpecification(origin: origin).provenance().digest)
  }

  @Test(
    "what is no pool is refused with its file",
    arguments: [
      ("0,1,1,Gamma,1,1\n600,1,1\n", "this is no window of a client"), ("0,1,1,Normal,1,1\n600,0,0,,0,0\n", "the family 'Normal'"),
      ("0,1,1,Gamma,-1,1\n600,0,0,,0,0\n", "the shape '-1'"), ("0,0,0,,0,0\n600,0,0,,0,0\n", "no client asks"),
      ("0,1,1,Gamma,1,1\n", "a pool of one window"), ("0,1,1,Weibull,0.001,1\n600,0,0,,0,0\n", "the shape '0.001'"),
      ("0,1,1,Gamma,1,1\n10000000,0,0,,0,0\n", "more than 104 days"),
      ("0,1,1,Gamma,1,1\n600,1,1,Gamma,1,1\n700,0,0,,0,0\n", "not equally long"),
    ])
  func refusals(text: String, reason: String) throws {
    _ = try scratch.file(text, named: "chunk-3-trace.csv")
    _ = try scratch.file(Self.lengths, named: "chunk-3-dataset.json")
    let error = #expect(throws: InputError.self) { try requests(.profile(path: scratch.folder)) }
    #expect(error?.message.contains(reason) == true && error?.file != nil, "\(String(describing: error))")
  }

  @Test("lengths that are none are refused with their line, and a folder without clients is named")
  func badLengths() throws {
    #expect(throws: InputError.self) { try requests(.profile(path: scratch.folder)) }
    _ = try scratch.file("0,1,1,Gamma,1,1\n600,0,0,,0,0\n", named: "chunk-3-trace.csv")
    for text in [
      "{\"0\": {\"input_tokens\": \"{1: 0.5}\", \"output_tokens\": \"{1: 1.0}\"}}",
      "{\"0\": {\"input_tokens\": \"{one: 1.0}\", \"output_tokens\": \"{1: 1.0}\"}}", "{\"0\": {\"input_tokens\": \"{1: 1.0}\"}}", "[]",
      "{}",
    ] {
      _ = try scratch.file(text, named: "chunk-3-dataset.json")
      let error = #expect(throws: InputError.self) { try requests(.profile(path: scratch.folder)) }
      #expect(error?.file?.hasSuffix("chunk-3-dataset.json") == true, "\(text)")
    }
  }
}

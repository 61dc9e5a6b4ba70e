import Foundation
import Kernel
import Testing
import Workload

@Suite("Trace profiles") struct TraceProfileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// Chat with a system prompt of two blocks: a third of the requests continue an earlier prompt to its end, lengths depend
  /// on each other, one in ten prompts has exactly 77 tokens, and the rate doubles half way.
  static func chat(_ count: Int, blockTokens: Int = 16) -> [Arrival] {
    var stream = RandomStream(seed: 11, name: "chat")
    var now = 0.0
    var nextBlock: UInt64 = 100
    var prompts: [[UInt64]] = []
    return (0..<count).map { index in
      now += stream.exponential(mean: index < count / 2 ? 0.1 : 0.05)
      let earlier = prompts.isEmpty || stream.uniform() > 1.0 / 3 ? [] : prompts[max(prompts.count - 1 - stream.integer(below: 50), 0)]
      var prompt = stream.uniform() < 0.1 ? 77 : 40 + Int(stream.exponential(mean: 200))
      if !earlier.isEmpty { prompt += earlier.count * blockTokens }
      let count = prompt / blockTokens
      var blocks: [UInt64] = Array((earlier.isEmpty ? [0, 1] : earlier).prefix(count))
      while blocks.count < count {
        blocks.append(nextBlock)
        nextBlock += 1
      }
      prompts.append(blocks)
      return Arrival(
        time: Instant(Duration(seconds: now)), promptTokens: prompt, outputTokens: prompt > 200 ? 300 + stream.integer(below: 50) : 5,
        blockHashes: blocks)
    }
  }

  static let original = chat(6000)
  static let fitted = Result { try TraceProfile.fit(ArrivalList(original), name: "chat", attribution: "made up \"here\"", blockTokens: 16) }

  @Test("A profile written and read is the same profile, and the same bytes") func roundTrip() throws {
    let profile = try Self.fitted.get()
    try profile.write(path: scratch.path("one.json"))
    let read = try TraceProfile.read(path: scratch.path("one.json"))
    #expect(read == profile)
    try read.write(path: scratch.path("two.json"))
    #expect(try FileDigest.of(path: scratch.path("one.json")) == FileDigest.of(path: scratch.path("two.json")))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).count == 2)
  }

  @Test("A profile is a few thousand bytes however long the trace") func size() throws {
    try Self.fitted.get().write(path: scratch.path("profile.json"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.path("profile.json"))).count
    #expect(bytes < 16_000)
  }

  @Test("A synthetic trace has the lengths, the spikes, the dependence and the rate of its original", arguments: [1, 2, 3] as [UInt64])
  func closeness(seed: UInt64) throws {
    let arrivals = try all(Self.fitted.get().makeSource(seed: seed, requests: 12_000))
    let original = try TraceSummary(of: ArrivalList(Self.original), blockTokens: 16)
    let synthetic = try TraceSummary(of: ArrivalList(arrivals), blockTokens: 16)
    let levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
    for (one, other) in zip(original.prompt.quantiles(levels), synthetic.prompt.quantiles(levels)) {
      #expect(abs(one - other) <= max(one * 0.06, 3), "prompt \(one) \(other)")
    }
    for (one, other) in zip(original.output.quantiles([0.1, 0.25, 0.75, 0.9]), synthetic.output.quantiles([0.1, 0.25, 0.75, 0.9])) {
      #expect(abs(one - other) <= max(one * 0.06, 3), "output \(one) \(other)")
    }
    func share(_ requests: [Arrival], _ holds: (Arrival) -> Bool) -> Double {
      Double(requests.count(where: holds)) / Double(requests.count)
    }
    #expect(abs(share(arrivals) { $0.promptTokens == 77 } - share(Self.original) { $0.promptTokens == 77 }) < 0.015)
    // Ranges of prompts are as wide as a twelfth of them, so some prompts beside the border get the other kind of output.
    #expect(share(arrivals) { ($0.promptTokens > 200) == ($0.outputTokens > 100) } > 0.93)
    #expect(abs(synthetic.requestsPerSecond! / original.requestsPerSecond! - 1) < 0.05)
    #expect(abs(synthetic.gap.coefficientOfVariation / original.gap.coefficientOfVariation - 1) < 0.1)
    #expect(abs(synthetic.sharedBlockShare! - original.sharedBlockShare!) < 0.06)
  }

  @Test("The course of the rate is kept: the second half of the requests takes half the time") func course() throws {
    let times = try all(Self.fitted.get().makeSource(seed: 4)).map(\.time.seconds)
    let half = times[times.count / 2]
    #expect(abs((times.last! - half) / half - 0.5) < 0.1)
  }

  @Test("Prompts fill their blocks, begin with the root, and every synthetic trace is in order of time") func wellFormed() throws {
    let arrivals = try all(Self.fitted.get().makeSource(seed: 5, requests: 3000))
    #expect(arrivals[0].time == .start)
    #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(arrivals.allSatisfy { $0.blockHashes.count == $0.promptTokens / 16 })
    #expect(arrivals.allSatisfy { Array($0.blockHashes.prefix(2)) == [0, 1] })
    // An identity stands at one position only, behind one and the same beginning: it names a prefix.
    var before: [UInt64: UInt64] = [:]
    for arrival in arrivals {
      for (one, next) in zip(arrival.blockHashes, arrival.blockHashes.dropFirst()) {
        #expect(before[next] == nil || before[next] == one)
        before[next] = one
      }
    }
  }

  @Test("Request i's lengths do not depend on how many requests are made or how fast they come") func lengthsAreTheirOwn() throws {
    let profile = try Self.fitted.get()
    let reference = try all(profile.makeSource(seed: 6, requests: 500))
    let faster = try all(profile.makeSource(seed: 6, requests: 200, requestsPerSecond: 100))
    #expect(faster.map(\.promptTokens) == reference.prefix(200).map(\.promptTokens))
    #expect(faster.map(\.blockHashes) == reference.prefix(200).map(\.blockHashes))
    let timed = try all(profile.makeSource(seed: 6, duration: .seconds(10)))
    #expect(timed.map(\.outputTokens) == reference.prefix(timed.count).map(\.outputTokens))
    #expect(timed.last!.time < seconds(10))
  }

  @Test("A rate asked for is met") func rate() throws {
    let arrivals = try all(Self.fitted.get().makeSource(seed: 7, requests: 12_000, requestsPerSecond: 250))
    #expect(abs(12_000 / arrivals.last!.time.seconds / 250 - 1) < 0.05)
  }

  @Test("Requests that come together stay together") func batches() throws {
    let trace = (0..<4000).map { Arrival(time: seconds(Double($0 / 8) * 3), promptTokens: 10 + $0 % 5, outputTokens: 1) }
    let arrivals = try all(TraceProfile.fit(ArrivalList(trace), name: "ticks").makeSource(seed: 1))
    #expect(Set(arrivals.map(\.time)).count == 500)
  }

  @Test("What has no times or no request makes no profile") func nothingToFit() {
    #expect(throws: InputError.self) { try TraceProfile.fit(ArrivalList([]), name: "none") }
    let atOnce = ArrivalList([Arrival(time: .start, promptTokens: 1, outputTokens: 1)])
    #expect(throws: InputError.self) { try TraceProfile.fit(atOnce, name: "at once") }
    for requests in [0, -1] { #expect(throws: InputError.self) { try Self.fitted.get().makeSource(seed: 1, requests: requests) } }
    for rate in [0, -1, .nan, .infinity, 1e10] {
      #expect(throws: InputError.self) { try Self.fitted.get().makeSource(seed: 1, requestsPerSecond: rate) }
    }
  }

  @Test("A profile that is none is refused with its line") func badProfiles() throws {
    try Self.fitted.get().write(path: scratch.path("good.json"))
    let good = try String(contentsOfFile: scratch.path("good.json"), encoding: .utf8)
    let bad: [(String, String)] = [
      ("", "empty"), ("[]", "JSON object"), ("{", "key in double quotes"), (good + "x", "after the end"),
      (String(good.dropLast(6)), "should stand here"),
      (good.replacingOccurrences(of: "\"version\": 1", with: "\"version\": 2"), "version 2"),
      (good.replacingOccurrences(of: "windtunnel-trace-profile", with: "other"), "schema is 'other'"),
      (good.replacingOccurrences(of: "\"requests\": 6000", with: "\"requests\": 0"), "not positive"),
      (good.replacingOccurrences(of: "\"requests\": 6000", with: "\"requests\": 1e400"), "a number beyond what a double holds"),
      (good.replacingOccurrences(of: "\"requests\"", with: "\"requets\""), "unknown key 'requets'"),
      (good.replacingOccurrences(of: "\"levels\": [0.0,", with: "\"levels\": [0.5,"), "rise from 0 to 1"),
      (good.replacingOccurrences(of: "\"block_tokens\": 16", with: "\"block_tokens\": 0"), "of 0 tokens"),
      (good.replacingOccurrences(of: "\"name\"", with: "\"version\""), "twice"), (String(repeating: "[", count: 5000), "nest deeper"),
    ]
    for (text, words) in bad {
      let path = try scratch.file(text, named: "bad.json")
      do {
        _ = try TraceProfile.read(path: path)
        Issue.record("accepted, and should say: \(words)")
      } catch let error as InputError {
        #expect(error.file == path)
        #expect(error.line != nil, "\(error)")
        #expect(error.message.contains(words), "\(error)")
      }
    }
    #expect(throws: InputError.self) { try TraceProfile.read(path: scratch.path("absent")) }
    #expect(throws: InputError.self) { try TraceProfile.read(path: scratch.folder) }
  }
}

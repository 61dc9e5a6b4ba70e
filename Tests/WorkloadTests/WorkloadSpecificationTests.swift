import Kernel
import Testing
import Workload

@Suite("Workload specifications") struct WorkloadSpecificationTests {
  let scratch: Scratch
  let trace: String
  init() throws {
    scratch = try Scratch()
    let rows = (0..<100).map { "\($0),\($0 + 1),\($0 + 2)" }
    trace = try scratch.file("arrival_s,prompt_tokens,output_tokens\n" + rows.joined(separator: "\n"))
  }

  @Test("Transforms act in the order written") func order() throws {
    let doubled = WorkloadTransform.scaleRate(try RateFactor(2))
    let window = WorkloadTransform.window(from: .start, to: seconds(10))
    let scaledFirst = WorkloadSpecification(origin: .trace(path: trace), transforms: [doubled, window])
    let windowFirst = WorkloadSpecification(origin: .trace(path: trace), transforms: [window, doubled])
    #expect(try all(scaledFirst.makeSource(seed: 0)).count == 20)
    #expect(try all(windowFirst.makeSource(seed: 0)).count == 10)
    #expect(windowFirst.description == "trace \(trace); window 0.0 s to 10.0 s; rate x 2.0")
  }

  @Test("A plain trace is the same for every seed; a resampled one is not, and each seed is reproducible") func seeds() throws {
    let plain = WorkloadSpecification(origin: .trace(path: trace), transforms: [.limit(50)])
    #expect(!plain.usesSeed)
    #expect(try all(plain.makeSource(seed: 1)) == all(plain.makeSource(seed: 2)))
    let drawn = WorkloadSpecification(
      origin: .trace(path: trace), transforms: [.resample(.poisson(requestsPerSecond: 1), lengths: .shuffled)])
    #expect(drawn.usesSeed)
    #expect(try all(drawn.makeSource(seed: 1)) == all(drawn.makeSource(seed: 1)))
    #expect(try all(drawn.makeSource(seed: 1)) != all(drawn.makeSource(seed: 2)))
  }

  @Test("At another rate the same seed gives the same lengths: common random numbers") func commonRandomNumbers() throws {
    let base = WorkloadSpecification(
      origin: .synthetic(
        arrivals: .poisson(requestsPerSecond: 2), lengths: .independent(prompt: .lognormal(median: 500, sigma: 1), output: .constant(9)),
        requests: 300))
    var faster = base
    faster.transforms.append(.scaleRate(try RateFactor(4)))
    let slow = try all(base.makeSource(seed: 8))
    let fast = try all(faster.makeSource(seed: 8))
    #expect(slow.map(\.promptTokens) == fast.map(\.promptTokens))
    #expect(fast.last!.time < slow.last!.time)
  }

  @Test("Repetition opens the trace again, with the steps before it") func repetition() throws {
    let workload = WorkloadSpecification(
      origin: .trace(path: trace), transforms: [.limit(10), .repeat(requests: 35), .clip(maximumPromptTokens: 5, maximumOutputTokens: nil)])
    try workload.validate()
    var source = try workload.makeSource(seed: 0)
    var prompts: [Int] = []
    while let arrival = try source.next() { prompts.append(arrival.promptTokens) }
    #expect(prompts == (0..<35).map { min($0 % 10 + 1, 5) })
    #expect(source.reportSoFar.clipped == 15)
  }

  @Test("What cannot run is refused before it runs") func refusals() throws {
    let lengths = LengthModel.independent(prompt: .constant(5), output: .constant(5))
    let untimed = try scratch.file("num_prefill_tokens,num_decode_tokens\n74,918\n", named: "lengths")
    let bad: [(WorkloadSpecification, String)] = [
      (.init(origin: .trace(path: scratch.path("absent"))), "No such file"), (.init(origin: .trace(path: untimed)), "no times"),
      (.init(origin: .synthetic(arrivals: .poisson(requestsPerSecond: 1), lengths: lengths)), "never ends"),
      (.init(origin: .synthetic(arrivals: .atOnce, lengths: lengths, duration: .seconds(1))), "never ends"),
      (
        .init(
          origin: .synthetic(arrivals: .poisson(requestsPerSecond: 1), lengths: lengths),
          transforms: [.resample(.poisson(requestsPerSecond: 1), lengths: .shuffled), .limit(5)]), "cannot be reordered"
      ),
      (.init(origin: .trace(path: trace), transforms: [.limit(0)]), "limit of 0"),
      (.init(origin: .trace(path: trace), concurrency: 0), "concurrency of 0"),
      (.init(origin: .profile(path: trace)), "JSON"), (.init(origin: .trace(path: trace, blockTokens: 0)), "blocks of 0"),
    ]
    for (workload, words) in bad {
      do {
        try workload.validate()
        Issue.record("accepted: \(workload)")
      } catch { #expect("\(error)".contains(words), "\(error)") }
    }
    for good in [
      WorkloadSpecification(origin: .trace(path: untimed), concurrency: 4),
      .init(origin: .trace(path: untimed), transforms: [.resample(.atOnce)]),
      .init(origin: .synthetic(arrivals: .poisson(requestsPerSecond: 1), lengths: lengths), transforms: [.limit(5)]),
    ] { #expect(throws: Never.self) { try good.validate() } }
  }

  @Test("Provenance names the file's bytes: a changed byte changes it, a changed name does not") func provenance() throws {
    let first = try WorkloadSpecification(origin: .trace(path: trace)).provenance()
    #expect(first.path == trace)
    #expect(try first.digest == FileDigest.of(path: trace))
    let copy = try scratch.file("arrival_s,prompt_tokens,output_tokens\n0,1,1\n", named: "copy")
    let again = try scratch.file("arrival_s,prompt_tokens,output_tokens\n0,1,1\n", named: "again")
    let changed = try scratch.file("arrival_s,prompt_tokens,output_tokens\n0,1,2\n", named: "changed")
    let digests = try [copy, again, changed].map { try WorkloadSpecification(origin: .trace(path: $0)).provenance().digest }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
    // Curves of one mean are told apart, though people read the mean alone.
    let curves = try [[100, 200], [120, 180]].map { values in
      let lengths = LengthModel.independent(
        prompt: .quantiles(try QuantileCurve(levels: [0, 1], values: values)), output: .constant(1))
      return try WorkloadSpecification(origin: .synthetic(arrivals: .atOnce, lengths: lengths, requests: 1)).provenance()
    }
    #expect(curves[0].description == curves[1].description)
    #expect(curves[0].digest != curves[1].digest)
  }
}

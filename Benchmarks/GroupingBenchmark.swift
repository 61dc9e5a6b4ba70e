import Serving
import Workload

/// How fast prompts are grouped by common prefixes: BatchLLM's test script, a million prompts of 2,000 shared tokens (16 times
/// each) and 200 of their own, in blocks of 64.
enum GroupingBenchmark {
  /// Processor seconds for so many prompts, and the share of all whole blocks that need not be computed.
  static func measure(prompts count: Int) throws -> (seconds: Double, spared: Double) {
    let prefixes = SharedPrefixes(
      levels: [.init(tokens: .constant(2000), degree: .constant(16))], ownTokens: .constant(200), outputTokens: .constant(100),
      blockTokens: 64)
    var source = try WorkloadSpecification(origin: .sharedPrefixes(prefixes, arrivals: .atOnce, requests: count)).makeSource(seed: 42)
    var (text, ends) = ([UInt64](), [0])
    while let arrival = try source.next() {
      text += arrival.blockHashes
      ends.append(text.count)
    }
    let start = ProcessorTime.seconds()
    var tree = PromptTree()
    let identities = text.span
    for index in 0..<count { tree.insert(identities.extracting(ends[index]..<ends[index + 1])) }
    let groups = tree.maximiseReuse()
    return (ProcessorTime.seconds() - start, Double(groups.sparedIdentities) / Double(text.count))
  }
}

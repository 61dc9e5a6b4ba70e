import Kernel
import Metrics
import Testing

@Suite("The catalog of metrics")
struct MetricCatalogTests {
  @Test("defines every metric once, with a formula, a unit and a meaning")
  func complete() {
    #expect(MetricCatalog.all.map(\.id) == MetricID.allCases)
    for definition in MetricCatalog.all {
      #expect(!definition.name.isEmpty && !definition.unit.isEmpty && !definition.formula.isEmpty && !definition.meaning.isEmpty)
    }
  }

  @Test("gives no word to two metrics")
  func unambiguous() {
    let words = MetricCatalog.all.flatMap { [$0.id.rawValue] + $0.aliases }
    #expect(Set(words).count == words.count)
  }

  @Test("explains TPOT with its formula and what other tools call it")
  func explainTPOT() throws {
    let text = try MetricCatalog.definition(named: "TPOT").explanation
    #expect(
      text == """
        tpot: time per output token (ms), lower is better
          = (finish - first token) / (output tokens - 1)
          One value a finished request; requests of a single token have none and are counted apart.
          also: time_per_output_token
          elsewhere: AIPerf and GuideLLM call this figure ITL (inter-token latency); vLLM and SGLang call it TPOT.
          named: vllm:request_time_per_output_token_seconds (prometheus, x 0.001), gen_ai.server.time_per_output_token \
        (opentelemetry, x 0.001), inter_token_latency (aiperf), inter_token_latency_ms (guidellm)
        """)
  }

  @Test("finds a metric by its alias, and suggests one for a slip")
  func names() throws {
    #expect(try MetricCatalog.definition(named: "TBT").id == .itl)
    #expect(try MetricCatalog.definition(named: "throughput").id == .requestThroughput)
    #expect {
      try MetricCatalog.definition(named: "tptot")
    } throws: { ($0 as? InputError)?.remedy == "did you mean 'tpot'?" }
  }

  @Test("writes numbers with fixed decimals, halves away from zero")
  func fixedDecimals() {
    #expect(FixedDecimal.text(1.25, digits: 1) == "1.3")
    #expect(FixedDecimal.text(-0.05, digits: 2) == "-0.05")
    #expect(FixedDecimal.text(-0.0001, digits: 2) == "0.00")
    #expect(FixedDecimal.text(12, digits: 0) == "12")
    #expect(FixedDecimal.text(.nan, digits: 2) == "nan")
    #expect(FixedDecimal.text(1e300, digits: 2) == "1e+300")
  }
}

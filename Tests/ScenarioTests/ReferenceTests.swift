import Kernel
import Scenario
import Testing

@Suite("The reference says what the reader does")
struct ReferenceTests {
  @Test("every line of a resolved scenario is a key of the reference, and the other way round")
  func noDrift() throws {
    let resolved = try Scenario.read(minimal, file: "s.yaml").resolvedText
    let documented = Set(ScenarioReference.entries.map(\.path))
    var path: [String] = []
    for line in resolved.split(separator: "\n") {
      let depth = line.prefix { $0 == " " }.count / 2
      path = Array(path.prefix(depth)) + [String(line.dropFirst(depth * 2).prefix { $0 != ":" })]
      #expect(documented.contains(path.joined(separator: ".")), "\(path.joined(separator: "."))")
    }
    // A what-if is resolved, and what a plan is asked is no part of a run.
    let others = ["from", "change", "vary", "technique", "plan"]
    for entry in ScenarioReference.entries where !others.contains(entry.path) && !entry.path.contains(".") {
      #expect(resolved.contains("\(entry.path):"), "\(entry.path)")
    }
  }

  @Test("every default that the reference names is what is resolved")
  func defaults() throws {
    let resolved = try Scenario.read(minimal, file: "s.yaml").resolvedText
    for entry in ScenarioReference.entries {
      guard let text = entry.defaultValue, entry.path != "name",
        ["engine.", "costs.", "objective.", "parallel."].contains(where: entry.path.hasPrefix)
      else { continue }
      // A policy is written out with its parameters, and a quantity in the unit that serves it best.
      if entry.path.hasPrefix("engine.eviction") || ["engine.swap_space", "engine.graph_memory"].contains(entry.path) { continue }
      // Most sections have keys; the workers' is a section in a section.
      let key = entry.path.split(separator: ".")[entry.path.hasPrefix("parallel.feed_forward.") ? 2 : 1]
      // A word that YAML takes for another kind stands in quotes.
      #expect(resolved.contains("  \(key): \(text)\n") || resolved.contains("  \(key): \"\(text)\"\n"), "\(entry.path)")
    }
  }

  @Test("each key has a meaning that is a sentence, and no key stands twice")
  func sentences() {
    var paths: Set<String> = []
    for entry in ScenarioReference.entries {
      #expect(entry.meaning.hasSuffix("."), "\(entry.path)")
      #expect(entry.meaning.first?.isUppercase == true, "\(entry.path)")
      #expect(paths.insert(entry.path).inserted, "\(entry.path)")
    }
    #expect(paths.count > 100)
  }

  @Test("a key is explained by path or by name, with what is in it")
  func explanation() throws {
    let engine = try ScenarioReference.explanation(of: "engine")
    #expect(engine.hasPrefix("engine (default: vllm-0.19)\n    The serving engine: a name "))
    #expect(engine.contains("  engine.watermark (default: 0)\n      The part of the blocks that an admission must leave free.\n"))
    #expect(try ScenarioReference.explanation(of: "watermark").hasPrefix("engine.watermark (default: 0)\n"))
    #expect(try ScenarioReference.explanation(of: "scheduler").contains("      fcfs: whole prompts first"))
    let error = #expect(throws: InputError.self) { try ScenarioReference.explanation(of: "engin") }
    #expect(error?.description == "error: no key of a scenario is called 'engin'; did you mean 'engine'?")
  }

  @Test("before a vowel stands 'an'")
  func articles() {
    let text = [ScenarioReference.text, ScenarioReference.publishedText, ScenarioReference.priceListText].joined(separator: "\n")
    #expect(text.firstMatch(of: /\b[Aa] [aeio]\w+/).map { String($0.output) } == nil)
  }

  @Test("the whole reference names every key and every unit")
  func wholeText() {
    for entry in ScenarioReference.entries { #expect(ScenarioReference.text.contains(entry.path)) }
    #expect(ScenarioReference.text.contains("  time: ps, ns, us, ms, s, min, h, d\n"))
    #expect(ScenarioReference.text.split(separator: "\n").allSatisfy { $0.last != " " })
  }
}

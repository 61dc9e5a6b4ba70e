import Kernel
import Scenario
import Testing

@Suite("A design draws some of the cells")
struct SweepDesignTests {
  private static let axes = ["replicas=1..20", "engine.max_sequences=10..200/10", "workload.arrivals.rate=1..10 req/s"]

  private func grid(_ design: String, seed: UInt64 = 1, varying: [String] = axes) throws -> SweepGrid {
    try SweepGrid.read(minimal, file: "s.yaml", varying: varying, design: try SweepDesign(design), designSeed: seed)
  }

  @Test("a Latin hypercube covers every axis evenly: of 20 cells each of 20 values comes once, and each of 10 twice")
  func hypercube() throws {
    for seed: UInt64 in 1...5 {
      let cells = try grid("latin-hypercube:20", seed: seed).cells
      #expect(cells.count == 20)
      for (column, count) in [(0, 1), (1, 1), (2, 2)] {
        let uses = Dictionary(grouping: cells) { $0.values[column].text }.mapValues(\.count)
        #expect(uses.count == 20 / count && uses.values.allSatisfy { $0 == count })
      }
    }
    #expect(try grid("latin-hypercube:20").cells.map(\.label) != grid("latin-hypercube:20", seed: 2).cells.map(\.label))
  }

  @Test("cells drawn by chance are none twice, the same for the same seed, and all of them where that many are asked for")
  func random() throws {
    let cells = try grid("random:300").cells
    #expect(cells.count == 300 && Set(cells.map(\.label)).count == 300)
    #expect(try grid("random:300").cells.map(\.label) == cells.map(\.label))
    #expect(try grid("random:300", seed: 2).cells.map(\.label) != cells.map(\.label))
    let all = try grid("full").cells.map(\.label)
    #expect(all.count == 4000 && Set(cells.map(\.label)).isSubset(of: all))
    #expect(try grid("random:4000").cells.map(\.label) == all && grid("random:9999").cells.map(\.label) == all)
    // Half of 4,000: that many of each half, up to chance (three deviations of a hypergeometric draw are 95).
    let half = try grid("random:2000").cells.count { Int($0.values[0].text)! <= 10 }
    #expect(abs(half - 1000) < 95)
  }

  @Test("a design draws from grids that nobody could try whole")
  func large() throws {
    let wide = (1...7).map { "key_\($0)=1..1000" }
    #expect(throws: InputError.self) { try grid("full", varying: wide) }
    #expect(try grid("random:50", varying: wide).cells.count == 50)
    #expect(try grid("latin-hypercube:50", varying: wide).cells.count == 50)
  }

  @Test(
    "what is no design is refused", arguments: ["", "grid", "random", "random:", "random:0", "random:x", "latin-hypercube:10001", "full:3"])
  func refused(text: String) {
    let error = #expect(throws: InputError.self) { try SweepDesign(text) }
    #expect(error?.remedy?.contains("latin-hypercube:50") == true)
  }
}

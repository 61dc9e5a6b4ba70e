import Kernel
import Page
import Store
import Testing

@Suite("The page of a sweep")
struct SweepPageTests {
  @Test("names the best cell, maps two keys, draws the load, the trade-off and the cells, and says what cannot be")
  func sections() throws {
    let page = try StoredRunsCase.pages.get().sweep
    #expect(page.sections.map(\.id) == ["answer", "map", "load", "trade-offs", "differences", "cells", "again"])
    let map = try #require(page.figures.first { $0.name == "map" })
    guard case .cells(let cells)? = map.chart.marks.first else {
      Issue.record("no cells")
      return
    }
    // Three rates by two numbers of replicas or two degrees of parallelism: a third cannot be.
    #expect(cells.count == 6 && cells.contains { $0.strength == 1 })
    let load = try #require(page.figures.first { $0.name == "load-ttft-p99" })
    #expect(Set(load.table.rows.compactMap { $0.cells[1].value }) == [20, 40, 60])
    #expect(page.figures.contains { $0.name == "pareto" } && page.figures.contains { $0.name.hasPrefix("against-") })
    #expect(page.html.contains("6 cells cannot be") && page.html.utf8.count < 1_000_000)
    #expect(page.values["sweep"]?.contains("\"measures\"") == true)
  }

  @Test("without a baseline the best cell is held against those that differ from it in one thing")
  func neighbours() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.sweep(["replicas=1,2", "scheduler=sarathi,fcfs"], in: store)
      let page = try StoredRunsCase.sweepPage(in: store)
      let forest = try #require(page.figures.first { $0.name == "about-the-best" })
      #expect(forest.table.rows.count == 2)
    }
  }

  @Test("one cell, one key, one seed and half of the runs have a page; no runs and no sweep are told")
  func edges() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.sweep(["replicas=1"], ["run.seeds=1"], in: store)
      let one = try StoredRunsCase.sweepPage(in: store)
      #expect(one.sections.map(\.id) == ["answer", "cells", "again"])
      #expect(throws: InputError.self) { try SweepSource("sweep:2", in: store) }
      #expect(throws: InputError.self) { try SweepSource("sweep:x", in: store) }
      try store.execute("DELETE FROM run")
      let error = #expect(throws: InputError.self) { try SweepSource("sweep:1", in: store) }
      #expect(error?.message.contains("has come to its end") == true)
    }
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.sweep(["replicas=1,2,3"], in: store)
      try store.execute("DELETE FROM run WHERE id IN (2, 4, 5, 6)")
      let page = try StoredRunsCase.sweepPage(in: store)
      #expect(page.html.contains("5 of 9 runs are there"))
      #expect(throws: InputError.self) { try StoredRunsCase.sweepPage(in: store, against: "replicas=7") }
    }
  }
}

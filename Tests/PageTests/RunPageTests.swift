import Kernel
import Page
import Store
import Testing

@Suite("The page of stored runs")
struct RunPageTests {
  private func figure(_ name: String, of page: PageDocument) throws -> Figure {
    try #require(page.figures.first { $0.name == name }, "\(page.figures.map(\.name))")
  }

  @Test("says first what came of the runs, and has a figure with its numbers for all that is stored")
  func sections() throws {
    let page = try StoredRunsCase.pages.get().runs
    #expect(page.title == "case" && page.origin == "Runs 1 to 3 of results.sqlite")
    #expect(page.sections.map(\.id) == ["answer", "tails", "over-time", "where-it-goes", "classes-and-pools", "trust", "again"])
    let names = page.figures.map(\.name)
    let expected = [
      "tail-ttft", "tail-tpot", "tail-e2e", "tail-itl", "over-time-objective", "over-time-requests", "over-time-memory",
      "over-time-output", "over-time-power", "decode-step", "prefill", "energy", "money", "fit-errors",
    ]
    for name in expected { #expect(names.contains(name), "\(name) of \(names)") }
    #expect(Set(names).count == names.count)
    #expect(page.html.contains("Checked against real servers: nearest is ") && page.html.contains("The nearest checks"))
    for figure in page.figures { #expect(!figure.table.rows.isEmpty && !figure.caption.isEmpty, "\(figure.name)") }
    #expect(page.html.contains("A small load &lt;b&gt;for a page&lt;/b&gt;.") && page.html.utf8.count < 1_000_000)
  }

  @Test("a tail begins with all requests and ends with the longest of any seed; its objective and its share are drawn")
  func tails() throws {
    let figure = try figure("tail-ttft", of: StoredRunsCase.pages.get().runs)
    let rows = figure.table.rows.map { $0.cells.map { $0.value ?? -1 } }
    #expect(rows.first?[1] == 1 && zip(rows, rows.dropFirst()).allSatisfy { $0[0] < $1[0] && $0[1] >= $1[1] })
    // 300 requests of three seeds: the longest of them all is one of 900 in the mean.
    #expect(abs((rows.last?[1] ?? 0) - 1.0 / 900) < 1e-9 && rows.last?[2] == 0)
    let rules = figure.chart.marks.compactMap { if case .rule(let rule) = $0 { rule.place } else { nil } }
    guard rules.count == 2, case .x(let limit) = rules[0], case .y(let share) = rules[1] else {
      Issue.record("\(rules)")
      return
    }
    #expect(limit == 0.3 && abs(share - 0.1) < 1e-9)
  }

  @Test("where energy goes adds up to the energy of an output token")
  func energy() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.run("run.seeds=1", in: store)
      let figure = try figure("energy", of: StoredRunsCase.page("run:1", in: store))
      let parts = try #require(figure.table.rows.first).cells.compactMap(\.value)
      let told = try #require(try store.findings(ofRuns: [1])[0][.energyPerOutputToken]?.mean)
      #expect(parts.count == 3 && abs(parts.reduce(0, +) - told) < 1e-6 * told)
    }
  }

  @Test("without rows of requests the tails are the stored percentiles, which is said, and no share over time is drawn")
  func summaries() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.run("run.record=summaries", in: store)
      let page = try StoredRunsCase.page("run:1..3", in: store)
      let tail = try figure("tail-ttft", of: page)
      #expect(tail.table.rows.count == 6 && tail.caption.contains("run.record: all keeps them"))
      #expect(
        !page.figures.contains { $0.name == "over-time-objective" } && page.html.contains("nobody can tell when the objective was kept"))
    }
  }

  @Test("requests that were rejected are a step at the right edge, and the share over time counts them")
  func rejected() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.run("engine.max_model_tokens=1500", "run.seeds=1", in: store)
      let page = try StoredRunsCase.page("run:1", in: store)
      let share = try #require(try store.runs()[0].rejectedShare)
      let tail = try figure("tail-e2e", of: page)
      guard case .line(let line)? = tail.chart.marks.first(where: { if case .line = $0 { true } else { false } }) else {
        Issue.record("no line")
        return
      }
      #expect(
        share > 0.05 && line.points.suffix(2).allSatisfy { abs($0.y - share) < 1e-9 }
          && line.points.last?.x == tail.chart.x.domain?.upperBound)
      #expect(tail.caption.contains("were rejected or did not end"))
      let kept = try figure("over-time-objective", of: page).table.rows.reduce((0.0, 0.0)) { sum, row in
        (sum.0 + (row.cells[1].value ?? 0), sum.1 + (row.cells[1].value ?? 0) * (row.cells[2].value ?? 0))
      }
      #expect(kept.0 == 300 && kept.1 / kept.0 <= 1 - share + 1e-9)
    }
  }

  @Test("failures and iterations are drawn where the runs have them, and a run all of whose requests were rejected has a page")
  func others() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.run(
        "run.seeds=1", "replicas=2", "failures=[{replica: 0, at: 2 s, for: 1 s}]", "run.iterations=true", "run.token_gaps=true", in: store)
      let page = try StoredRunsCase.page("run:1", in: store)
      #expect(page.html.contains("replica 0 crashes from 2.00 s to 3.00 s"))
      let spans = try figure("over-time-requests", of: page).chart.marks.compactMap {
        if case .span(let span) = $0 { span.range } else { nil }
      }
      #expect(spans.contains(2...3))
      guard case .blocks(let blocks)? = try figure("gantt", of: page).chart.marks.first else {
        Issue.record("no blocks")
        return
      }
      #expect(!blocks.isEmpty && blocks.count <= 160)
      #expect(try figure("tail-itl", of: page).table.rows.count > 6)
      try StoredRunsCase.run("run.seeds=1", "engine.max_model_tokens=2", in: store)
      let none = try StoredRunsCase.page("run:2", in: store)
      #expect(none.html.contains("No request was served") && none.sections.count >= 4)
    }
  }

  @Test("replicas that start and drain are drawn with each change in the numbers, and shade what else is drawn; several seeds have a band")
  func scaling() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.runScaled(in: store)
      let page = try StoredRunsCase.page("run:1", in: store)
      let figure = try figure("over-time-replicas", of: page)
      let changes = try #require(try store.replicaChanges(ofRuns: [1])[0])
      let later = changes.filter { $0.time > .start }
      #expect(changes.contains { $0.kind == .start } && changes.contains { $0.kind == .drain })
      // The state at the start, and then every change with its time and what serves from then on.
      #expect(figure.table.rows.count == 1 + later.count)
      #expect(figure.table.rows.first?.cells.map(\.text).suffix(2) == ["at the start, of 4", "1"])
      #expect(figure.table.rows.dropFirst().map { $0.cells[1].value } == later.map(\.time.seconds))
      #expect(figure.table.rows.dropFirst().map { $0.cells[4].value } == later.map { Double($0.serving) })
      let serving = figure.chart.marks.compactMap { if case .line(let line) = $0, line.series == 0 { line.points } else { nil } }
      #expect(serving.first?.first?.y == 1 && serving.first?.contains { $0.y > 1 } == true)
      let labels = figure.chart.marks.compactMap { if case .points(let points) = $0 { points.label } else { nil } }
      #expect(labels == ["a replica starts up", "a replica drains"])
      #expect(page.html.contains("replicas start up, and do not serve yet") && page.html.contains("replicas drain: they get nothing more"))
      let shades = try self.figure("over-time-requests", of: page).chart.marks.compactMap {
        if case .span(let span) = $0, span.series == 2 { span.range } else { nil }
      }
      let start = try #require(later.first { $0.kind == .start })
      #expect(shades.first?.lowerBound == start.time.seconds && shades.first?.upperBound ?? 0 >= start.time.seconds + 0.5)
      let several = try self.figure("over-time-replicas", of: StoredRunsCase.page("run:1..3", in: store))
      #expect(several.chart.marks.contains { if case .band = $0 { true } else { false } } && several.caption.contains("Of several seeds"))
    }
  }

  @Test(
    "of runs that an earlier version has stored it is said that their replicas' times are not there, and a fixed fleet has no such figure")
  func untoldScaling() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.runScaled(in: store)
      try store.execute("UPDATE run SET replicaChanges = NULL")
      try store.execute("DELETE FROM replicaChange")
      let page = try StoredRunsCase.page("run:1", in: store)
      #expect(!page.figures.contains { $0.name == "over-time-replicas" })
      #expect(page.html.contains("When replicas came and went is not drawn: an earlier version of the program has stored these runs"))
      try StoredRunsCase.run("run.seeds=1", in: store)
      let fixed = try StoredRunsCase.page("run:4", in: store)
      #expect(!fixed.html.contains("came and went") && !fixed.figures.contains { $0.name == "over-time-replicas" })
      // What is there of either side is drawn, and the other is named.
      try StoredRunsCase.runScaled(in: store)
      let both = try StoredRunsCase.page("run:1..3", "run:5..7", in: store)
      #expect(both.html.contains("when replicas came and went is not drawn") && both.figures.contains { $0.name == "over-time-replicas" })
    }
  }

  @Test("a scenario that this program cannot read again has a page without the parts of an iteration, which says why")
  func foreign() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.run("run.seeds=1", in: store)
      try store.execute("UPDATE run SET scenario = replace(scenario, 'llama-3.1-8b', 'gone-9b'), name = '<script>alert(1)</script>'")
      let page = try StoredRunsCase.page("run:1", in: store)
      #expect(page.html.contains("The time of an iteration cannot be divided here") && !page.figures.contains { $0.name == "prefill" })
      #expect(!page.html.contains("<script>alert(1)"))
    }
  }
}

@Suite("The page of a comparison")
struct ComparisonPageTests {
  @Test("has the differences first, those of the paired comparison, then tails and course of both sides")
  func differences() throws {
    let page = try StoredRunsCase.pages.get().comparison
    #expect(page.sections.prefix(4).map(\.id) == ["answer", "differences", "tails", "over-time"])
    let forest = try #require(page.figures.first { $0.name == "differences" })
    #expect(forest.table.rows.count > 15)
    guard case .intervals(let intervals)? = forest.chart.marks.last else {
      Issue.record("no intervals")
      return
    }
    #expect(
      intervals.count <= forest.table.rows.count
        && intervals.allSatisfy { interval in interval.ends.map { $0.contains(interval.middle) } ?? true })
    let tail = try #require(page.figures.first { $0.name == "tail-ttft" })
    #expect(Set(tail.table.rows.map { $0.cells[0].text }).count == 2)
    #expect(
      page.html.contains("Checked: nearest is ") && page.html.contains("scheduler.name")
        && page.html.contains("windtunnel compare run:1..3 run:4..6"))
  }

  @Test("an autoscaled side and a fixed one are drawn side by side")
  func scaling() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.runScaled(in: store)
      try StoredRunsCase.run("replicas=4", named: "fixed", in: store)
      let page = try StoredRunsCase.page("run:1..3", "run:4..6", in: store)
      let figure = try #require(page.figures.first { $0.name == "over-time-replicas" })
      let lines = figure.chart.marks.compactMap { if case .line(let line) = $0 { line } else { nil } }
      #expect(lines.map(\.label) == ["case", "fixed"])
      #expect(lines[1].points.allSatisfy { $0.y == 4 } && lines[0].points.first?.y == 1)
    }
  }

  @Test(
    "one run a side is paired over its requests; uneven rejections are a warning; several candidates have an overview and a figure each")
  func sides() throws {
    try StoredRunsCase.withStore { store in
      try StoredRunsCase.run("run.seeds=1", in: store)
      try StoredRunsCase.run("run.seeds=1", "engine.max_model_tokens=1500", in: store)
      try StoredRunsCase.run("run.seeds=1", "scheduler=fcfs", in: store)
      let page = try StoredRunsCase.page("run:1", "run:2", "run:3", in: store)
      #expect(page.title == "2 candidates against case (run 1)")
      #expect(page.figures.filter { $0.name.hasPrefix("differences-") }.count == 2)
      #expect(page.html.contains("differences are paired over the") && page.html.contains("not the same requests were served"))
      #expect(throws: InputError.self) { try ComparisonPage([RunSource("run:1", in: store)]) }
    }
  }
}

import Study

/// What a sweep comes to, in words.
package enum SweepText {
  /// Such as `grid, 2 scheduler x 3 rate: 6 cells of 10 seeds, 60 runs, 12 of them in the store`.
  /// `impossible` are the cells that turned out not to be; nil before anything ran.
  package static func extent(of sweep: SweepStudy, impossible: Int? = nil) -> String {
    let grid = sweep.sweep.grid
    let titles = PathTitles.titles(of: grid.columns)
    var (names, column) = ([String](), 0)
    for axis in grid.extent {
      names.append("\(axis.count) \(titles[column..<(column + axis.columns.count)].joined(separator: ":"))")
      column += axis.columns.count
    }
    let impossible = impossible ?? grid.cells.count - sweep.possibleCount
    let drawn =
      switch grid.design {
      case .full: ""
      case .random: " drawn by chance"
      case .latinHypercube: " of a Latin hypercube"
      }
    let cells = count(grid.cells.count, "cell") + drawn + (impossible > 0 ? ", \(impossible) of which cannot be" : "")
    let stored = sweep.storedCount > 0 ? ", \(NumberText.count(sweep.storedCount)) of them in the store" : ""
    return "\(sweep.name), \(names.joined(separator: " x ")): \(cells); \(count(sweep.runCount, "run"))\(stored)"
  }

  /// How a search went, such as `halving by goodput, one cell in 3 goes on: 27 cells to 1 seed, 9 to 3, 3 to 9; 57 runs of 243`.
  package static func course(_ course: SearchCourse, of sweep: SweepStudy) -> String {
    let how: String
    switch (course.search, course.steps) {
    case (.halving(let factor), .rungs(let rungs)):
      let steps = rungs.enumerated().map { index, rung in
        index == 0
          ? "\(count(rung.cells, "cell")) to \(count(rung.seeds, "seed"))" : "\(NumberText.count(rung.cells)) to \(rung.seeds)"
      }
      how = "halving by \(MeasureText.name(course.measure)), one cell in \(factor) goes on: " + steps.joined(separator: ", ")
    case (_, .process(let first, let tried, let expected)):
      let left = expected.map { ", of the next a gain of \(NumberText.fixed($0, decimals: 2)) of the spread seen is expected" } ?? ""
      how =
        "Gaussian process by \(MeasureText.name(course.measure)): \(count(tried, "cell")) tried, "
        + "\(NumberText.count(first)) of them to begin with\(left)"
    case (_, .rungs): how = ""
    }
    return "\(how); \(count(course.runs, "run")) of \(NumberText.count(sweep.runCount))"
  }

  /// What is said of a part of a sweep that is over: no ranking, which only all parts together give.
  package static func part(of sweep: SweepStudy, _ shard: SweepShard, store: String, width: Int) -> String {
    let made = sweep.study.progress.runs
    let text = "\(shard.index) of 0 to \(shard.count - 1): \(count(made, "run")) made, all of this part are in \(store)"
    return [
      TextLayout.paragraph("Sweep", extent(of: sweep), width: width), TextLayout.paragraph("Part", text, width: width),
      TextLayout.paragraph(
        "Next", "'windtunnel merge' of all parts into one database; the same sweep there, without --shard, shows the table", width: width),
    ].joined(separator: "\n")
  }

  /// Runs that are not stored yet, of a search the most that it takes.
  static func runsToMake(_ sweep: SweepStudy) -> Int {
    sweep.search == nil ? sweep.study.runCount : min(sweep.study.runCount, sweep.mostRuns)
  }

  /// What `--dry-run` says: how much there is to be done, how long it would take and how large it would become.
  package static func estimate(of sweep: SweepStudy, _ estimate: SweepEstimate?, width: Int) -> String {
    var lines = [TextLayout.paragraph("Sweep", extent(of: sweep), width: width)]
    let todo = runsToMake(sweep)
    guard todo > 0 else {
      return (lines + [TextLayout.paragraph("To do", "nothing: all runs are in the store.", width: width)]).joined(separator: "\n")
    }
    var text = (sweep.search == nil ? "" : "at most ") + count(todo, "run")
    if let estimate {
      let threads = min(sweep.study.options.threads, todo)
      let each = Double(todo) / Double(threads)
      text += ", \(time(estimate.secondsPerRun.lowerBound * each, estimate.secondsPerRun.upperBound * each)) on \(count(threads, "thread"))"
      if let bytes = estimate.bytesPerRun { text += ", about \(NumberText.roughBytes(Double(bytes) * Double(todo)))" }
      text += " (by a trial of \(count(estimate.cells, "cell")), which was not kept)"
    }
    lines.append(TextLayout.paragraph("To do", text, width: width))
    for cell in sweep.sweep.cells {
      guard let fault = cell.fault else { continue }
      lines.append(TextLayout.paragraph("Cannot be", "\(cell.cell.label): \(fault.message)", width: width))
    }
    return (lines + ["Nothing was stored."]).joined(separator: "\n")
  }

  /// Such as `about 6 s to 12 s`: no more digits than an estimate has.
  package static func time(_ least: Double, _ most: Double) -> String {
    func text(_ seconds: Double) -> String { NumberText.time(seconds: twoDigits(seconds), decimals: 0) }
    if most < 1 { return "less than a second" }
    if least < 1 { return "\(text(most)) at most" }
    return text(least) == text(most) ? "about \(text(most))" : "about \(text(least)) to \(text(most))"
  }

  /// A figure with two digits that count.
  private static func twoDigits(_ value: Double) -> Double {
    var unit = 1.0
    while value >= 100 * unit { unit *= 10 }
    return (value / unit).rounded() * unit
  }

  /// Such as `1 run` or `1,200 runs`.
  static func count(_ count: Int, _ noun: String) -> String { "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")" }
}

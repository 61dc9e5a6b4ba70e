import Foundation
import Testing

/// Every command and every transcript of README.md and `docs` is run, and what stands there is what is printed.
///
/// A `console` block is a transcript: each line after `$ ` is run, and its output compared. A block in `sh` is run and must not fail.
/// Comments before a block say what else is to be known of it (``DocumentPage/Request``); one that is not run says why.
/// `make docs` writes the transcripts anew, with `LONG=1` also those that take minutes.
@Suite("The documentation keeps its word")
struct DocumentationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let records = environment["WINDTUNNEL_RECORD"] != nil
  private static let isPatient = environment["WINDTUNNEL_LONG"] != nil

  @Test("what a page says is printed is printed", arguments: DocumentPage.paths)
  func transcripts(path: String) throws {
    let page = try DocumentPage(path: path)
    try Workbench.inFolder { bench in
      var lines = page.lines
      // From the last block to the first they are put in place, so that the others stay where they are.
      for (block, fresh) in try page.blocks.map({ ($0, try Self.check($0, of: page, bench)) }).reversed() {
        if let fresh { lines.replaceSubrange(block.lines, with: fresh) }
      }
      guard Self.records else { return }
      // What was waited for is there.
      lines.removeAll { line in line.wholeMatch(of: /<!-- pending: (.*) -->/).map { HelpTexts.has(String($0.output.1)) } ?? false }
      if lines != page.lines {
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: Command.root + "/" + path))
      }
    }
  }

  /// Runs a block.
  ///
  /// - Returns: The lines that belong into its place, where they are others than those that stand there.
  private static func check(_ block: DocumentPage.Block, of page: DocumentPage, _ bench: Workbench) throws -> [String]? {
    let lines = Array(page.lines[block.lines])
    let place = "\(page.path):\(block.lines.lowerBound)"
    if let path = block.requests[.sameAs] {
      let text = try String(contentsOfFile: Command.root + "/" + path, encoding: .utf8)
      #expect(lines.joined(separator: "\n") + "\n" == text, "\(place) is no longer \(path)")
    }
    if let name = block.requests[.file] { try bench.command.write(lines.joined(separator: "\n") + "\n", to: name) }
    guard ["console", "sh", "table"].contains(block.language) else {
      #expect(!block.language.isEmpty, "\(place): a block says what it is in: console, sh, yaml, text, ...")
      #expect(
        !["python", "swift"].contains(block.language) || !block.requests.isEmpty,
        "\(place): code says where it is from, or why it is not run")
      #expect(block.language != "text" || !lines.contains { $0.hasPrefix("$ ") }, "\(place): a transcript is 'console'")
      return nil
    }
    if block.language == "console" { #expect(lines.first?.hasPrefix("$ ") == true, "\(place): a transcript begins with a command") }
    for line in commands(of: block, lines) where block.requests[.pending] == nil {
      if let fault = fault(line) { Issue.record("\(place): \(fault)") }
    }
    if try isPassedOver(block, place, bench) { return nil }
    switch block.language {
    case "console": return try transcript(block, lines, place, bench)
    case "table": return try table(block, lines, place, bench)
    default:
      let result = try bench.run(lines.joined(separator: "\n"))
      #expect((0...1).contains(result.status), "\(place): \(result.error.suffix(300))")
      return nil
    }
  }

  private static func commands(of block: DocumentPage.Block, _ lines: [String]) -> [String] {
    let whole =
      block.language == "table"
      ? [block.command ?? ""] : block.language == "console" ? Transcript(lines).steps.map(\.command) : [lines.joined(separator: "\n")]
    return whole.flatMap { $0.replacing(/\\\s*\n\s*/, with: " ").split(separator: "\n").map(String.init) }
  }

  /// What is wrong with a command of this program, wherever it stands in a line.
  private static func fault(_ line: String) -> String? {
    line.firstMatch(of: #/(?:^|[|;&]\s*)(?:[^ ]*/)?(windtunnel [^#]*)/#).flatMap { HelpTexts.fault(String($0.output.1)) }
  }

  /// Whether nothing of a block is run, for a reason that it gives or for want of what it takes.
  private static func isPassedOver(_ block: DocumentPage.Block, _ place: String, _ bench: Workbench) throws -> Bool {
    if block.requests[.notRun] != nil { return true }
    if let words = block.requests[.pending] {
      if !HelpTexts.has(words) { return true }
      #expect(records, "\(place): 'windtunnel \(words)' is there; 'make docs' fills the block in")
    }
    if block.requests[.long] != nil && !(records && isPatient) { return true }
    guard let missing = try block.requests[.needs].flatMap({ try bench.missing($0) }) else { return false }
    print("SKIPPED \(place): \(missing) is not to be had here")
    return true
  }

  private static func transcript(_ block: DocumentPage.Block, _ lines: [String], _ place: String, _ bench: Workbench) throws -> [String]? {
    var fresh = Transcript(lines)
    for (index, step) in fresh.steps.enumerated() {
      let result = try bench.run(step.command)
      #expect((0...2).contains(result.status), "\(place): \(step.command) ended with \(result.status): \(result.error.suffix(300))")
      let output = Transcript.withoutProvenance(result.output)
      let parts = block.requests[.shown].map { Transcript.parts(of: output, $0) } ?? output
      #expect(parts != nil, "\(place): \(step.command) prints no lines \(block.requests[.shown] ?? "")")
      fresh.steps[index].output = parts ?? step.output
    }
    return changed(lines, fresh.lines, place)
  }

  private static func table(_ block: DocumentPage.Block, _ lines: [String], _ place: String, _ bench: Workbench) throws -> [String]? {
    let result = try bench.run(block.command ?? "")
    #expect((0...1).contains(result.status) && !result.output.isEmpty, "\(place): \(result.error.suffix(300))")
    return changed(lines, [""] + result.output + [""], place)
  }

  /// The fresh lines where they say something else; a difference is a failure unless it is being put right.
  private static func changed(_ old: [String], _ fresh: [String], _ place: String) -> [String]? {
    guard comparable(old) != comparable(fresh) else { return nil }
    let first =
      zip(old, fresh).first { $0.masked != $1.masked } ?? (old.count < fresh.count ? ("", fresh[old.count]) : (old[fresh.count], ""))
    #expect(records, "\(place) says '\(first.0)' where '\(first.1)' is printed; 'make docs' writes it anew")
    return fresh
  }

  /// Lines with what differs from machine to machine masked. How long something takes also moves where lines are broken.
  private static func comparable(_ lines: [String]) -> [String] {
    let flowing = lines.joined(separator: " ").replacing(/\s+/, with: " ").masked
    return flowing.contains(" soon") ? [flowing] : lines.map(\.masked)
  }

  @Test(
    "a command within a text has a verb and options that are there, and what it lists or explains it does", arguments: DocumentPage.paths)
  func words(path: String) throws {
    let words = try DocumentPage(path: path).codeWords
    let makefile = try String(contentsOfFile: Command.root + "/Makefile", encoding: .utf8)
    for word in words.compactMap({ $0.wholeMatch(of: /make ([a-z-]+).*/)?.output.1 }) {
      #expect(makefile.contains("\n\(word): "), "\(path): make \(word)")
    }
    let commands = Set(words.filter { $0.hasPrefix("windtunnel ") }).sorted()
    for line in commands { if let fault = HelpTexts.fault(line) { Issue.record("\(path): '\(line)': \(fault)") } }
    try Workbench.inFolder { bench in
      for line in commands
      where line.wholeMatch(of: /windtunnel (explain|list) [a-z0-9._-]+( --[a-z]+)?/) != nil && !line.hasSuffix("runs")
        && !line.hasSuffix("sweeps") && !line.hasSuffix("plans")
      {
        let result = try bench.run(line)
        #expect(result.status == 0, "\(path): '\(line)': \(result.error)")
      }
    }
  }

  @Test("a file that is named is there, and so is what a link leads to", arguments: DocumentPage.paths)
  func links(path: String) throws {
    let page = try DocumentPage(path: path)
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    for link in page.links where link.wholeMatch(of: /[a-z]+:.*/) == nil {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let target = parts[0].isEmpty ? path : URL(fileURLWithPath: "/" + folder + "/" + parts[0]).standardized.path.dropFirst().description
      #expect(FileManager.default.fileExists(atPath: Command.root + "/" + target), "\(path) leads to \(link)")
      #expect(path == "README.md" || target.hasPrefix("docs/"), "\(path) leads to \(link), which the site does not have")
      if parts.count == 2, target.hasSuffix(".md") {
        #expect(try DocumentPage(path: target).anchors.contains(parts[1]), "\(path) leads to \(link)")
      }
    }
    let roots = ["scenarios/", "traces/", "Sources/", "Tests/", "Benchmarks/", "docs/", "notebooks-export/"]
    let named = page.codeWords.filter { word in roots.contains { word.hasPrefix($0) } && word.firstMatch(of: /[ *<{]/) == nil }
    for word in Set(named).sorted() { #expect(FileManager.default.fileExists(atPath: Command.root + "/" + word), "\(path) names \(word)") }
  }

  @Test("every page is in the site's contents, and no other")
  func contents() throws {
    let text = try String(contentsOfFile: Command.root + "/.ci/mkdocs.yml", encoding: .utf8)
    let listed = text.matches(of: /([A-Za-z0-9\/._-]+\.md)\n/).map { "docs/" + $0.output.1 }
    #expect(listed.sorted() == DocumentPage.paths.filter { $0 != "README.md" })
  }

  @Test("the README is short: ten kilobytes, of lines that fit 80 columns")
  func readmeIsShort() throws {
    let page = try DocumentPage(path: "README.md")
    #expect(page.lines.joined(separator: "\n").utf8.count <= 10_000)
    // The scenario is as it is shipped.
    let shipped = Set(page.blocks.filter { $0.requests[.sameAs] != nil }.flatMap(\.lines))
    for (number, line) in page.lines.enumerated() where !line.hasPrefix("<!-- ") && !line.hasPrefix("|") && !shipped.contains(number) {
      #expect(line.count <= 80, "line \(number + 1)")
    }
  }
}

import Foundation
import FoundationXML
import Page
import Testing

@Suite("Charts")
struct ChartTests {
  /// Texts of a drawing with about the place that each takes: letters of a usual font are half as wide as they are high.
  private struct Words: Hashable {
    let text: String
    let left: Double
    let right: Double
    let base: Double

    func overlaps(_ other: Words) -> Bool { left < other.right && other.left < right && abs(base - other.base) < 10 }
  }

  /// Gathers the texts of a drawing that stand upright.
  private final class Reader: NSObject, XMLParserDelegate {
    var words: [Words] = []
    var elements: [String] = []
    private var open: [String: String]?
    private var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
      elements.append(name)
      (open, text) = (name == "text" && attributes["transform"] == nil ? attributes : nil, "")
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      guard name == "text", let open, let x = Double(open["x"] ?? ""), let y = Double(open["y"] ?? "") else { return }
      let width = Double(text.count) * 6
      let names = (open["class"] ?? "").split(separator: " ")
      let left = names.contains("end") ? x - width : names.contains("mid") ? x - width / 2 : x
      words.append(Words(text: text, left: left, right: left + width, base: y))
      self.open = nil
    }
  }

  /// What a drawing says, once it is seen to be well-formed.
  private func read(_ chart: Chart, width: Double = Chart.wide) throws -> Reader {
    let reader = Reader()
    let parser = XMLParser(data: Data(chart.drawing(width: width, id: "chart").source.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "no well-formed drawing: \(String(describing: parser.parserError))")
    return reader
  }

  private func line(_ values: [(Double, Double)], label: String? = nil, series: Int = 0) -> Mark {
    .line(.init(values.map { .init($0.0, $0.1) }, label: label, series: series))
  }

  // MARK: Ticks

  @Test(
    "ticks are round values, with as many decimals as tell them apart",
    arguments: [
      (0.0...1, Axis.Format.percent, ["0 %", "20 %", "100 %"]), (0.97...1, .percent, ["99.0 %", "100.0 %"]),
      (0...40_000, .dollars, ["$0", "$10,000", "$40,000"]), (0...0.05, .time, ["0", "10 ms", "50 ms"]), (0...7, .number, ["0", "1", "7"]),
      (-2...2, .number, ["-2", "0", "2"]), (0...3e6, .number, ["0", "1.0 M", "3.0 M"]),
    ])
  func ticks(domain: ClosedRange<Double>, format: Axis.Format, wanted: [String]) throws {
    let chart = Chart(
      title: "t", summary: "s", x: Axis("x"), y: Axis("", format: format, domain: domain),
      marks: [line([(0, domain.lowerBound), (1, domain.upperBound)])])
    let texts = try read(chart).words.map(\.text)
    for text in wanted { #expect(texts.contains(text), "\(text) in \(texts)") }
  }

  @Test("a logarithmic axis has decades, with 2 and 5 between where they are few, and no place for what is not above zero")
  func decades() throws {
    let few = Chart(
      title: "t", summary: "s", x: Axis("x"), y: Axis("", scale: .logarithmic, domain: 0.4...11), marks: [line([(0, 0.5), (1, 10)])])
    #expect(Set(try read(few).words.map(\.text)).isSuperset(of: ["0.5", "1", "2", "5", "10"]))
    let many = Chart(
      title: "t", summary: "s", x: Axis("x"), y: Axis("", scale: .logarithmic),
      marks: [line([(0, 1e-3), (1, 1e6)]), .points(.init([.init(0.5, -3), .init(0.5, 0)]))])
    let reader = try read(many)
    #expect(!reader.words.map(\.text).contains("2"))
    #expect(!reader.elements.contains("circle"))
  }

  // MARK: What is drawn

  @Test("values that are no numbers are left out, and a chart of nothing is still a chart")
  func holes() throws {
    let marks: [Mark] = [
      line([(0, 1), (1, .nan), (2, 3), (.infinity, 1)]), .band(.init([.init(0, .nan, 1)])), .bars(.init([])), .cells([]), .intervals([]),
    ]
    for chart in [
      Chart(title: "t", summary: "s", x: Axis("x"), y: Axis("y"), marks: marks),
      Chart(title: "t", summary: "s", x: Axis("x"), y: Axis("y"), marks: []),
      Chart(title: "t", summary: "s", x: Axis("x", scale: .categories([])), y: Axis("y", scale: .categories([])), marks: marks),
    ] {
      let source = chart.drawing(width: 340, id: "a").source
      #expect(!source.contains("nan") && !source.contains("inf"))
      _ = try read(chart, width: 340)
    }
  }

  @Test("each mark has its shape, and says what it is where one points at it")
  func marks() throws {
    let chart = Chart(
      title: "All", summary: "Every mark.", x: Axis("x"), y: Axis("y"),
      marks: [
        .span(.init(1...2, label: "an outage")), .band(.init([.init(0, 1, 2), .init(3, 2, 4)])),
        .line(.init([.init(0, 1), .init(3, 4)], label: "a line", series: 1, isStepped: true)),
        .points(.init([.init(1, 2, label: "one", note: "hover"), .init(2, 3, isHollow: true)], label: "points", series: 0)),
        .rule(.init(.x(1.5), label: "asked for")), .rule(.init(.y(3), label: "limit")),
      ])
    let source = chart.drawing(width: Chart.wide, id: "all").source
    for text in ["an outage", "a line", "one", "hover", "points", "asked for", "limit", "class=\"hollow k0\"", "class=\"line k1\""] {
      #expect(source.contains(text), "\(text)")
    }
    // Steps go across and then up or down.
    #expect(source.contains("H") && source.contains("V"))
    #expect(source.contains("role=\"img\"") && source.contains("<title id=\"all-title\">All</title>"))
  }

  @Test("bars, cells and intervals are laid out by their categories")
  func categories() throws {
    let names = ["b200 TP2", "h100 TP4", "l40s TP8"]
    let lying = Chart(
      title: "t", summary: "s", x: Axis("$", beginsAtZero: true), y: Axis("", scale: .categories(names)),
      marks: [.bars(.init([.init([1, 2], label: "three"), .init([2, 0]), .init([3, 1])], names: ["memory", "link"]))])
    let texts = try read(lying).words.map(\.text)
    #expect(texts.filter(names.contains) == names && texts.contains("three") && texts.contains("memory"))
    let cells = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)].map { (column: Int, row: Int) -> Mark.Cell in
      Mark.Cell(column: column, row: row, strength: column == 0 ? nil : 0.9, text: "\(row)\(column)")
    }
    let heat = Chart(
      title: "t", summary: "s", x: Axis("rate", scale: .categories(["1", "2"])), y: Axis("", scale: .categories(names)),
      marks: [.cells(cells)])
    #expect(Set(try read(heat).words.map(\.text)).isSuperset(of: ["00", "21"]))
    let forest = Chart(
      title: "t", summary: "s", x: Axis("difference"), y: Axis("", scale: .categories(names)),
      marks: [
        .rule(.init(.x(0))), .intervals([.init(row: 0, middle: 1, ends: 0.5...1.5), .init(row: 2, middle: -1, ends: nil, series: 1)]),
      ])
    #expect(try read(forest).elements.contains("circle"))
  }

  @Test("a name that has no points stands beside a full mark, and one whose points are all empty beside an empty one")
  func names() {
    func source(_ points: [Mark.Point]) -> String {
      Chart(title: "t", summary: "s", x: Axis("x"), y: Axis("y"), marks: [.points(.init(points, label: "worse", series: 1))])
        .drawing(width: Chart.wide, id: "a").source
    }
    #expect(source([]).contains("class=\"dot f1 k1\"") && !source([]).contains("class=\"hollow k1\""))
    #expect(!source([.init(1, 1, isHollow: true)]).contains("class=\"dot f1 k1\""))
  }

  // MARK: Texts

  @Test("the name of a point stands where no line runs, where there is such a place")
  func besideLines() throws {
    func name(_ marks: [Mark]) throws -> Words {
      let point = Mark.points(.init([.init(5, 5, label: "named")]))
      let chart = Chart(
        title: "t", summary: "s", x: Axis("x", domain: 0...10), y: Axis("y", domain: 0...10), marks: marks + [point])
      return try #require(try read(chart).words.first { $0.text == "named" })
    }
    let alone = try name([])
    let right = try name([line([(5, 5), (9, 5)])])
    #expect(right.right < alone.left && right.base == alone.base)
    let across = try name([.line(.init([.init(1, 5), .init(9, 5)], isStepped: true))])
    #expect(abs(across.base - alone.base) > 8)
    #expect(try name([line([(0, 1), (10, 1)])]) == alone)
  }

  @Test("no text is over another, however many names there are", arguments: [Chart.wide, Chart.narrow])
  func overlap(width: Double) throws {
    let points = (0..<40).map { (index: Int) -> Mark.Point in
      let (x, y) = (Double(index * 37 % 100), Double(index * index % 61))
      return Mark.Point(x, y, label: "layout number \(index)")
    }
    let lines = (0..<6).map { (index: Int) -> Mark in
      let slope = 0.01 * Double(index)
      let values = (0..<5).map { (Double($0), 10 + Double($0) * slope) }
      return line(values, label: "series number \(index)", series: index)
    }
    let rules: [Mark] = [
      .rule(.init(.x(2), label: "asked for")), .rule(.init(.x(2.1), label: "twice of it")), .rule(.init(.y(10.1), label: "the limit")),
    ]
    let names: [String] = (0..<30).map { "category \($0)" }
    let charts: [Chart] = [
      Chart(title: "t", summary: "s", x: Axis("x", format: .dollars), y: Axis("spare", format: .percent), marks: [.points(.init(points))]),
      Chart(title: "t", summary: "s", x: Axis("x"), y: Axis("a long name of an axis"), marks: lines + rules),
      Chart(
        title: "t", summary: "s", x: Axis("x", scale: .categories(names)), y: Axis("y"),
        marks: [.bars(.init(names.map { .init([1], label: $0) }))]),
      Chart(title: "t", summary: "s", x: Axis("x", scale: .logarithmic, domain: 1...1e12), y: Axis("y"), marks: []),
    ]
    for chart in charts {
      let words = try read(chart, width: width).words
      #expect(words.count > 3)
      for (index, one) in words.enumerated() {
        #expect(one.left >= -2 && one.right <= width + 2, "\(one.text) is outside")
        for other in words.dropFirst(index + 1) { #expect(!one.overlaps(other), "\(one.text) over \(other.text)") }
      }
    }
  }

  @Test("what would be markup or would be obeyed is shown and does nothing", arguments: Hostile.texts)
  func hostile(text: String) throws {
    let chart = Chart(
      title: text, summary: text, x: Axis(text, scale: .categories([text])), y: Axis(text),
      marks: [.bars(.init([.init([1], label: text, note: text)], names: [text])), .rule(.init(.y(1), label: text))])
    let source = chart.drawing(width: Chart.wide, id: "chart").source
    #expect(!source.contains("<script") && !source.contains("onload=\"") && !source.contains("\u{1B}") && !source.contains("\u{0}"))
    _ = try read(chart)
    #expect(XMLParser(data: Data(chart.file().utf8)).parse())
  }

  @Test("a file of its own needs no page: it brings its colours, its title and its size")
  func file() {
    let chart = Chart(title: "Money", summary: "s", x: Axis("x"), y: Axis("y"), marks: [line([(0, 1), (1, 2)], label: "one")])
    let file = chart.file()
    #expect(file.hasPrefix("<?xml") && file.contains(">Money</text>") && file.contains("<style>") && file.contains("width=\"720\""))
    #expect(!file.contains("var("))
    #expect(!chart.drawing(width: Chart.wide, id: "a").source.contains("<style>"))
  }
}

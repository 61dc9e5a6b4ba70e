import Testing

/// Each rule finds what was put there to be found, and leaves its neighbour alone.
@Suite("Rules of the house")
struct TidyRulesTests {
  private let package = SourceFile(
    path: "Package.swift",
    text: """
      targets: [
        .target(name: "Kernel"),
        .target(name: "Network", dependencies: ["Kernel"]),
        .target(name: "Serving", dependencies: ["Kernel", "Network"]),
        .testTarget(name: "NetworkTests", dependencies: ["Kernel", "Network"]),
      ]
      """)

  /// The lines of the faults that a rule finds in texts, the last of which is the one looked at.
  private func lines(_ rule: TidyRule, _ files: (path: String, text: String)...) -> [Int] {
    rule.faults(files.map { SourceFile(path: $0.path, text: $0.text) }, package: package).map(\.line)
  }

  private func code(_ lines: Int) -> String { String(repeating: "  x += 1\n", count: lines) }

  @Test("a file of 401 lines is too long, one of 400 is not")
  func fileLength() {
    #expect(lines(.fileLength, ("Sources/Kernel/A.swift", code(401))) == [401])
    #expect(lines(.fileLength, ("Sources/Kernel/A.swift", code(400))).isEmpty)
  }

  @Test("a line of a script of 141 characters is too long, one of 140 is not, and pages and Swift are not looked at")
  func lineLength() {
    let wide = "\n# " + String(repeating: "é", count: 139)
    for path in ["Tests/Cluster/a.py", ".ci/run", "Benchmarks/a/b.py"] {
      #expect(lines(.lineLength, (path, wide)) == [2])
      #expect(lines(.lineLength, (path, String(wide.dropLast()))).isEmpty)
    }
    for path in ["docs/a.md", "Tests/Cluster/load.yaml", "Sources/Kernel/A.swift"] { #expect(lines(.lineLength, (path, wide)).isEmpty) }
  }

  @Test("a folder of Sources with 21 files is too full, one with 20 is not, and folders within it count for themselves")
  func folderSize() {
    func faults(_ names: [String]) -> [TidyFault] {
      TidyRule.folderSize.faults(names.map { SourceFile(path: $0 + ".swift", text: "") }, package: package)
    }
    let twenty = (10..<30).map { "Sources/Kernel/A\($0)" }
    #expect(faults(twenty + ["Sources/Kernel/Storage/A30", "Sources/Network/A30"]).isEmpty)
    #expect(faults(twenty + ["Sources/Kernel/A30"]).map(\.path) == ["Sources/Kernel/A30.swift"])
    #expect(faults((twenty + ["Sources/Kernel/A30"]).map { $0.replacing("Sources", with: "Tests") }).isEmpty)
  }

  @Test(
    "a body of 61 lines is too long, whatever it is of",
    arguments: [
      "func f(a: Int = { 1 }()) -> Int {", "init?(_ a: [Int]) throws {", "deinit {", "var x: [Int: Int] {",
      "subscript(a: Int) -> Int\n  where A: B {", "func f(\n  a: Int\n) async throws(E) -> Int {", "var x = 1\nfunc f() {",
    ])
  func functionLength(head: String) {
    let last = head.split(separator: "\n").last == "func f() {" ? 2 : 1
    #expect(lines(.functionLength, ("Sources/Kernel/A.swift", head + "\n" + code(61) + "}\n")) == [last])
    #expect(lines(.functionLength, ("Sources/Kernel/A.swift", head + "\n" + code(60) + "}\n")).isEmpty)
  }

  @Test("types, stored properties and requirements of protocols have no body")
  func noBody() {
    for head in ["struct A {", "let x = A {", "protocol P {\n  func f() -> Int\n  var a: Int { get }\n}\nstruct B {"] {
      #expect(lines(.functionLength, ("Sources/Kernel/A.swift", head + "\n" + code(61) + "}\n")).isEmpty)
    }
  }

  @Test("braces in texts and comments do not count, code within a text does")
  func scanning() {
    let text = """
      let a = "{ \\(f("}")) {", b = #"\\("{")"#, c = /[{"]/ // {
      /* { /* { */ */ let d = \"\"\"
        { "
        \"\"\"
      func g() { }
      """
    let file = SourceFile(path: "Sources/Kernel/A.swift", text: text)
    #expect(file.tokens.filter { $0.text == "{" }.map(\.line) == [5])
    #expect(file.tokens.contains { $0.text == "f" } && file.tokens.last?.text == "}" && file.depth.last == 0)
  }

  @Test("a second type of a name in a room is found, in another room or in another type not")
  func oneTypeOfAName() {
    let first = (path: "Sources/Kernel/A.swift", text: "struct A {}")
    #expect(lines(.oneTypeOfAName, first, ("Sources/Kernel/B.swift", "\npublic final class A {}")) == [2])
    #expect(lines(.oneTypeOfAName, first, ("Sources/Network/A.swift", "struct A {}")).isEmpty)
    #expect(lines(.oneTypeOfAName, first, ("Sources/Kernel/B.swift", "extension B { enum A {} }")).isEmpty)
  }

  @Test("a room that imports what Package.swift does not give it is found, and a package that points up")
  func roomOrder() {
    #expect(lines(.roomOrder, ("Sources/Network/A.swift", "import Foundation\nimport Kernel\nimport Serving")) == [3])
    #expect(lines(.roomOrder, ("Tests/NetworkTests/A.swift", "import Network\n@testable import Serving")) == [2])
    #expect(lines(.roomOrder, ("Sources/Serving/A.swift", "public import Network")).isEmpty)
    let upward = SourceFile(
      path: "Package.swift", text: #"[.target(name: "Kernel", dependencies: ["Network"]), .target(name: "Network")]"#)
    #expect(TidyRule.roomOrder.faults([], package: upward).count == 1)
  }

  @Test("the engine that names a type of the cluster is found")
  func engineBelowCluster() {
    let cluster = (path: "Sources/Serving/Cluster/Wake.swift", text: "enum Wake { case now }")
    #expect(lines(.engineBelowCluster, cluster, ("Sources/Serving/Engine/A.swift", "// Wake\nlet a: Wake")) == [2])
    #expect(lines(.engineBelowCluster, cluster, ("Sources/Serving/Cluster/A.swift", "let a: Wake")).isEmpty)
  }

  @Test("a banned word is found in comments and texts, whole and in any case", arguments: WordRules.banned.map(\.phrase))
  func words(phrase: String) {
    #expect(lines(.words, ("Sources/Kernel/A.swift", "\n/// It \(phrase.capitalized) it.")) == [2])
    #expect(lines(.words, ("Tests/KernelTests/A.swift", "let a = \"(\(phrase))\"")) == [1])
    #expect(lines(.words, ("Sources/Kernel/A.swift", "// a\(phrase)s")).isEmpty == !phrase.hasPrefix("/"))
  }

  @Test(
    "a walk through a Set or a Dictionary is found",
    arguments: [
      "let a: Set<Int> = b\nfor x in a {}", "let a: [Int: [Int]]\nfor (k, v) in a where k > 0 {}", "var a = Set(b)\nreturn a.map { $0 }",
      "let a = try Dictionary(grouping: b) { $0 }\nf(a.values)", "func f(_ a: [String: Int]) {\nfor x in self.a.keys {} }",
      "var a: [Int: Int] = [:]\nreturn Array(a)", "\nreturn Set(b).first", "\nfor x in Set(b) {}", "let a = [Int: Int]()\na.forEach(f)",
    ])
  func unorderedIteration(text: String) {
    #expect(lines(.unorderedIteration, ("Sources/Study/A.swift", text)) == [2])
    #expect(lines(.unorderedIteration, ("Sources/Report/A.swift", text)).isEmpty, "the rule is for rooms of simulation")
  }

  @Test(
    "what is sorted, looked up or an array may be walked through",
    arguments: [
      "let a: Set<Int>\nfor x in a.sorted() {}", "let a: [Int: Int]\nf(a.keys.sorted(), a[1], a.count, a.values.max())",
      "let a: [Int]\nfor x in a {}", "let a = Set(b).sorted()\nfor x in a {}", "let a: [(key: Int, value: Int)]\nfor x in a {}",
    ])
  func orderedIteration(text: String) {
    #expect(lines(.unorderedIteration, ("Sources/Study/A.swift", text)).isEmpty)
  }

  @Test("a walk through a Set that another file of the room declares is found, one of another room or of a function is not")
  func unorderedIterationAcrossFiles() {
    let declaration = (path: "Sources/Study/A.swift", text: "struct A {\nvar seen: Set<Int> = []\nfunc f() { let own: Set<Int> = [] } }")
    #expect(lines(.unorderedIteration, declaration, ("Sources/Study/B.swift", "extension A {\nfunc g() { for x in seen {} } }")) == [2])
    #expect(lines(.unorderedIteration, declaration, ("Sources/Study/B.swift", "\n\nreturn a.seen.map { $0 }")) == [3])
    #expect(lines(.unorderedIteration, declaration, ("Sources/Study/B.swift", "for x in own {}")).isEmpty)
    #expect(lines(.unorderedIteration, declaration, ("Sources/Study/B.swift", "func g(seen: [Int]) { for x in seen {} }")).isEmpty)
    #expect(lines(.unorderedIteration, declaration, ("Sources/Store/B.swift", "for x in a.seen {}")).isEmpty)
    let walk = (path: "Sources/Study/B.swift", text: "for x in a.seen {}")
    for hidden in ["private var seen: Set<Int>", "private struct C { var seen: Set<Int> }"] {
      #expect(lines(.unorderedIteration, ("Sources/Study/A.swift", "struct A {\n\(hidden)\n}"), walk).isEmpty)
    }
    #expect(lines(.unorderedIteration, ("Sources/Study/A.swift", "struct A {\nprivate(set) var seen: Set<Int>\n}"), walk) == [1])
  }

  @Test("a type in a file of another name is found, one that only its file knows or that extends a name is not")
  func typeFile() {
    let head = "import Foundation\n\n@frozen public struct "
    #expect(lines(.typeFile, ("Sources/Study/A.swift", head + "B {}")) == [3])
    #expect(lines(.typeFile, ("Sources/Study/A+Text.swift", "struct A {}\nenum Other { struct C {} }")) == [2])
    #expect(lines(.typeFile, ("Sources/Study/B.swift", head + "B {}")).isEmpty)
    #expect(
      lines(.typeFile, ("Sources/Study/A.swift", "fileprivate final class B {}\nprivate enum C {}\nextension D { struct E {} }")).isEmpty)
    #expect(lines(.typeFile, ("Tests/StudyTests/A.swift", "struct B {}")).isEmpty, "tests keep their helpers beside them")
  }

  @Test("a banned word is found in a page, and its lines are counted")
  func wordsOfPages() {
    #expect(lines(.words, ("docs/Engine.docc/A.md", "# A\n\nIt hangs on `B`.")) == [3])
    #expect(lines(.fileLength, ("README.md", code(1000))).isEmpty, "a page may be long")
    for path in ["Tests/Cluster/a.py", "Benchmarks/aiconfigurator/a.py", ".packaging/dist", "scenarios/a.yaml"] {
      #expect(lines(.words, (path, "a = 1\npath = \"/" + "work/b\"  # whoever\n")) == [2, 2])
    }
  }

  @Test("raw memory is found where the storage of Kernel is to be used")
  func rawMemory() {
    for text in ["\nlet a: UnsafeMutablePointer<Int>", "\na.withUnsafeBytes { f($0) }", "// Unsafe\nunsafe f()"] {
      #expect(lines(.rawMemory, ("Sources/Serving/Engine/A.swift", text)) == [2])
      #expect(lines(.rawMemory, ("Sources/Kernel/Storage/A.swift", text)).isEmpty)
    }
    let call = "unsafe stat(path, &status)\nlet a: UnsafePointer<Int>"
    #expect(lines(.rawMemory, ("Sources/Workload/A.swift", call)) == [2], "a call of the system is no memory")
  }
}

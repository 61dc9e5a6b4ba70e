import Testing

/// The rules of the house, kept by machine.
@Suite("The house")
struct TidyTests {
  @Test("every rule holds in every file, but where an exception says why", arguments: TidyRule.allCases)
  func rules(_ rule: TidyRule) {
    let faults = rule.faults(SourceTree.files, package: SourceTree.package)
    for fault in faults where !TidyException.all.contains(where: { $0.covers(fault) }) { Issue.record("\(fault)") }
  }

  @Test("the whole project is read")
  func wholeProject() {
    let rooms = Set(SourceTree.files.filter(\.isSource).map(\.room))
    let targets = RoomRules.targets(SourceTree.package)
    #expect(rooms.isSuperset(of: ["Kernel", "Network", "Serving", "Store", "windtunnel"]))
    #expect(rooms.isSubset(of: targets.map(\.name)), "every room is a target of Package.swift")
    let scripts = SourceTree.files.filter { $0.kind == .script }.map(\.path)
    #expect(
      Set(scripts).isSuperset(of: [
        "Benchmarks/aiconfigurator/compare.py", "Benchmarks/search", "Tests/Cluster/scale.py", "Tests/Cluster/test", ".packaging/dist",
        "Sources/Calibration/Scripts/measure_gpu.py", "notebooks-export/figures.py", "Makefile", ".ci/run",
      ]))
    #expect(SourceTree.files.contains { $0.path == "Tests/Cluster/load.yaml" && $0.kind == .page && !$0.prose.isEmpty })
    #expect(SourceTree.files.allSatisfy { file in zip(file.tokens.indices, file.partner).allSatisfy { $0 <= $1 } })
  }

  @Test("what only tells of runs does without the engine", arguments: ["Record", "Metrics", "Store", "Report"])
  func roomsWithoutEngine(room: String) {
    let needs = RoomRules.targets(SourceTree.package).first { $0.name == room }?.needs
    #expect(needs?.contains("Serving") == false)
  }

  @Test("no exception outlives its reason")
  func exceptions() {
    for exception in TidyException.all {
      let faults = exception.rule.faults(SourceTree.files, package: SourceTree.package)
      #expect(faults.contains(where: exception.covers), "\(exception.path) keeps the rule now: \(exception.rule.rawValue)")
    }
  }
}

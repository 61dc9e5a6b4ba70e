/// Rules on which room may know which.
enum RoomRules {
  /// The targets of Package.swift in their order, and the targets that each depends on.
  static func targets(_ package: SourceFile) -> [(name: String, needs: Set<String>)] {
    let kinds: Set<Substring> = ["target", "executableTarget", "testTarget", "systemLibrary"]
    let texts = package.quoted
    return package.tokens.indices.compactMap { index in
      guard package.text(index - 1) == ".", kinds.contains(package.text(index)), package.text(index + 1) == "(" else { return nil }
      let inside = (index + 2)..<package.partner[index + 1]
      let quoted = inside.filter { package.text($0) == "\"\"" }
      guard let name = quoted.first.flatMap({ texts[$0] }) else { return nil }
      guard let needs = inside.first(where: { package.text($0) == "dependencies" }) else { return (name, []) }
      let list = (needs + 2)...package.partner[needs + 2]
      return (name, Set(quoted.filter(list.contains).compactMap { texts[$0] }))
    }
  }

  static func roomOrder(_ files: [SourceFile], package: SourceFile) -> [TidyFault] {
    let targets = targets(package)
    let rooms = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($0.element.name, $0.offset) })
    var faults = targets.enumerated().flatMap { place, target in
      target.needs.sorted().compactMap { need in
        rooms[need].flatMap {
          $0 < place ? nil : TidyFault(rule: .roomOrder, path: package.path, line: 1, message: "\(target.name) needs \(need), a later room")
        }
      }
    }
    for file in files {
      let room = file.path.hasPrefix("Benchmarks/") ? "windtunnel-benchmark" : file.room
      let needs = rooms[room].map { targets[$0].needs } ?? []
      for index in file.tokens.indices where file.text(index - 1) == "import" && file.depth[index] == 0 {
        let name = String(file.text(index))
        if rooms[name] != nil && name != room && !needs.contains(name) {
          faults.append(file.fault(.roomOrder, at: index, "\(room) imports \(name)"))
        }
      }
    }
    return faults
  }

  static func engineBelowCluster(_ files: [SourceFile]) -> [TidyFault] {
    let above = Set(
      files.filter { $0.path.hasPrefix("Sources/Serving/Cluster/") }.flatMap { file in TypeRules.declared(file).map { file.text($0) } })
    return files.filter { $0.path.hasPrefix("Sources/Serving/Engine/") }.flatMap { file in
      file.tokens.indices.filter { above.contains(file.text($0)) && file.text($0 - 1) != "." }.map {
        file.fault(.engineBelowCluster, at: $0, "'\(file.text($0))' is a type of the cluster")
      }
    }
  }
}

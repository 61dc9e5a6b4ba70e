/// Rules on where types are declared.
enum TypeRules {
  private static let keywords: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]

  /// The types that a file declares outside of every other: the index of each name.
  static func declared(_ file: SourceFile) -> [Int] { file.tokens.indices.filter { file.depth[$0] == 0 && isType(at: $0, in: file) } }

  /// Whether the name of a type that is declared is at `index`.
  static func isType(at index: Int, in file: SourceFile) -> Bool {
    keywords.contains(file.text(index - 1)) && file.text(index - 2) != "." && file.tokens[index].isWord
      && file.text(index) != "func" && file.text(index) != "var"
  }

  /// Whether only its file can use what is declared at `index`, the place of its name.
  static func isPrivate(_ index: Int, in file: SourceFile) -> Bool {
    // Modifiers are before the keyword. What can be read and only changed in private is not private.
    var before = index - 2
    while before >= 0, file.tokens[before].isWord || file.text(before) == ")" {
      if file.text(before) == ")" { before = (file.tokens[..<before].lastIndex { $0.text == "(" } ?? 0) - 1 }
      if ["private", "fileprivate"].contains(file.text(before)) { return file.text(before + 1) != "(" }
      before -= 1
    }
    return false
  }

  /// The types that others can name and that are not in `Name.swift` or `Name+Something.swift`.
  static func typesElsewhere(_ files: [SourceFile]) -> [TidyFault] {
    files.filter(\.isSource).flatMap { file in
      declared(file).filter { !isAtHome(at: $0, in: file) }.map {
        file.fault(.typeFile, at: $0, "'\(file.text($0))' belongs in \(file.text($0)).swift")
      }
    }
  }

  private static func isAtHome(at index: Int, in file: SourceFile) -> Bool {
    file.text(index - 1) == "typealias" || isPrivate(index, in: file) || file.name.split(separator: "+").first == file.text(index)
  }

  static func repeatedTypes(_ files: [SourceFile]) -> [TidyFault] {
    var first: [String: String] = [:]
    return files.flatMap { file in
      declared(file).compactMap { index in
        let key = file.room + "." + file.text(index)
        defer { first[key] = first[key] ?? file.path }
        return first[key].map { file.fault(.oneTypeOfAName, at: index, "'\(file.text(index))' is declared in \($0) too") }
      }
    }
  }
}

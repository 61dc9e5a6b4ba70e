/// Rules on where types are declared.
enum TypeRules {
  private static let keywords: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]

  /// The types that a file declares outside of every other: the index of each name.
  static func declared(_ file: SourceFile) -> [Int] {
    file.tokens.indices.filter { index in
      file.depth[index] == 0 && keywords.contains(file.text(index - 1)) && file.text(index - 2) != "."
        && file.tokens[index].isWord && file.text(index) != "func" && file.text(index) != "var"
    }
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

/// Rules on the size of files and functions.
enum SizeRules {
  static let fileLimit = 400
  static let lineLimit = 140
  static let functionLimit = 60
  static let folderLimit = 20

  static func longFiles(_ files: [SourceFile]) -> [TidyFault] {
    files.filter { $0.lineCount > fileLimit }.map {
      TidyFault(rule: .fileLength, path: $0.path, line: fileLimit + 1, message: "\($0.lineCount) lines")
    }
  }

  static func longLines(_ files: [SourceFile]) -> [TidyFault] {
    files.flatMap { file in
      file.prose.filter { $0.text.count > lineLimit }.map {
        TidyFault(rule: .lineLength, path: file.path, line: $0.line, message: "\($0.text.count) characters")
      }
    }
  }

  /// Folders of Sources, each by the first file that is too many, in the order of their names.
  static func crowdedFolders(_ files: [SourceFile]) -> [TidyFault] {
    let folders = Dictionary(grouping: files.filter(\.isSource).map(\.path).sorted()) { $0.prefix(upTo: $0.lastIndex(of: "/")!) }
    return folders.values.filter { $0.count > folderLimit }.sorted { $0[0] < $1[0] }.map { paths in
      TidyFault(rule: .folderSize, path: paths[folderLimit], line: 1, message: "one of \(paths.count) files in its folder")
    }
  }

  static func longFunctions(_ files: [SourceFile]) -> [TidyFault] {
    files.flatMap { file in
      bodies(file).compactMap { start, open in
        let lines = file.tokens[file.partner[open]].line - file.tokens[open].line - 1
        return lines > functionLimit ? file.fault(.functionLength, at: start, "a body of \(lines) lines") : nil
      }
    }
  }

  /// The functions, initialisers, subscripts and computed properties of a file: where each begins and where its body opens.
  static func bodies(_ file: SourceFile) -> [(start: Int, open: Int)] {
    file.tokens.indices.compactMap { index in
      switch file.text(index) {
      case "func", "subscript", "deinit", "init", "var":
        guard file.text(index - 1) != "." else { return nil }
        return openingBrace(of: index, in: file).map { (index, $0) }
      default: return nil
      }
    }
  }

  /// Where the body of the declaration at `start` opens; nil where it has none, like a requirement of a protocol or a stored property.
  private static func openingBrace(of start: Int, in file: SourceFile) -> Int? {
    var index = start + 1
    while index < file.tokens.count {
      let text = file.text(index)
      if text == "{" { return index }
      let continues = ["-", ">", ",", ":", "&", "where", "throws", "async", "->"].contains(file.text(index - 1))
      let isOnNextLine = file.tokens[index].line > file.tokens[index - 1].line
      if isOnNextLine && !continues && !["-", "where", "throws", "async", "&"].contains(text) { return nil }
      if text == "}" || text == ")" || text == ";" || text == "in" { return nil }
      if text == "=" && file.text(start) == "var" { return nil }
      index = file.partner[index] + 1
    }
    return nil
  }
}

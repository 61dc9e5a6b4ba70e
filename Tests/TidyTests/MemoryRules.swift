/// Rules on memory that the compiler does not check.
enum MemoryRules {
  static let rooms: Set<String> = ["Record", "Network", "Serving", "Metrics"]

  static func rawMemory(_ files: [SourceFile]) -> [TidyFault] {
    files.filter { $0.isSource && rooms.contains($0.room) }.flatMap { file in
      file.tokens.indices.filter { isRaw(file.text($0)) }.map { file.fault(.rawMemory, at: $0, "'\(file.text($0))'") }
    }
  }

  private static func isRaw(_ word: Substring) -> Bool {
    word == "unsafe" || word == "@unsafe" || word.hasPrefix("Unsafe") || word.hasPrefix("withUnsafe") || word == "OpaquePointer"
      || word == "malloc" || word == "calloc" || word == "unsafeBitCast"
  }
}

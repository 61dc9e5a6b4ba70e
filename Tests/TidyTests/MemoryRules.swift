/// Rules on memory that the compiler does not check.
enum MemoryRules {
  /// Rooms without a word of it.
  static let rooms: Set<String> = ["Record", "Network", "Serving", "Metrics", "Report"]
  /// Rooms that call the system, which C declares with pointers, and hold none themselves.
  static let callingRooms: Set<String> = ["Workload", "Model", "Hardware", "Scenario", "Study", "Store", "Page", "windtunnel"]

  static func rawMemory(_ files: [SourceFile]) -> [TidyFault] {
    files.filter { $0.isSource }.flatMap { file in
      file.tokens.indices.filter { index in
        let isPointer = isPointer(file.text(index))
        return rooms.contains(file.room) && (isPointer || isMark(file.text(index))) || callingRooms.contains(file.room) && isPointer
      }.map { file.fault(.rawMemory, at: $0, "'\(file.text($0))'") }
    }
  }

  private static func isMark(_ word: Substring) -> Bool { ["unsafe", "@unsafe", "OpaquePointer"].contains(word) }

  private static func isPointer(_ word: Substring) -> Bool {
    word.hasPrefix("Unsafe") || word.hasPrefix("withUnsafe") || ["malloc", "calloc"].contains(word)
  }
}

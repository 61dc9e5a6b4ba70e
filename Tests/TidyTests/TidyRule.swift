/// What is asked of every source file, of scripts on the width and the words, and of pages and settings on the words.
enum TidyRule: String, CaseIterable {
  case fileLength = "a file has at most 400 lines"
  case folderSize = "a folder of Sources has at most 20 files side by side"
  case lineLength = "a line of a script has at most 140 characters"
  case functionLength = "the body of a function has at most 60 lines"
  case oneTypeOfAName = "a room has one type of a name"
  case typeFile = "a type lives in the file of its name"
  case roomOrder = "a room imports rooms that Package.swift gives it, all of them above it there"
  case engineBelowCluster = "the engine names no type of the cluster"
  case words = "comments, texts and pages use the words of the field"
  case unorderedIteration = "nothing depends on the order of a Set or a Dictionary"
  case rawMemory = "raw memory stays in the storage of Kernel"
}

extension TidyRule {
  /// The places where the rule is not kept.
  func faults(_ files: [SourceFile], package: SourceFile) -> [TidyFault] {
    let all = files
    let files = files.filter { $0.kind == .swift }
    return switch self {
    case .fileLength: SizeRules.longFiles(files)
    case .folderSize: SizeRules.crowdedFolders(files)
    // The formatter looks after those of Swift.
    case .lineLength: SizeRules.longLines(all.filter { $0.kind == .script })
    case .functionLength: SizeRules.longFunctions(files)
    case .oneTypeOfAName: TypeRules.repeatedTypes(files)
    case .typeFile: TypeRules.typesElsewhere(files)
    case .roomOrder: RoomRules.roomOrder(files, package: package)
    case .engineBelowCluster: RoomRules.engineBelowCluster(files)
    // The list of the words is the one place where they are to be read.
    case .words: WordRules.bannedWords(all.filter { $0.room != "TidyTests" })
    case .unorderedIteration: OrderRules.unorderedIteration(files)
    case .rawMemory: MemoryRules.rawMemory(files)
    }
  }
}

import CLibFuzzer
import Foundation
import FuzzTargets

// Feeds one target with what libFuzzer makes up, guided by which branches it reaches:
//
//   windtunnel-fuzz TARGET [OPTION...] FOLDER...
//
// Options and folders are libFuzzer's. Without a target all are listed, with folders of the project to begin with; `windtunnel-fuzz TARGET show FILE` says what an input means.

/// The target; libFuzzer calls a function without a context.
nonisolated(unsafe) private var target = FuzzTarget.all[0]

// The name by which libFuzzer's own main would look for it, which is linked in beside this one.
@_cdecl("LLVMFuzzerTestOneInput") func read(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  let bytes = unsafe data.map { unsafe Array(UnsafeBufferPointer(start: $0, count: size)) } ?? []
  do { try unsafe target.read(bytes) } catch {
    FileHandle.standardError.write(Data("FAULT: \(error.description)\n".utf8))
    abort()
  }
  return 0
}

guard CommandLine.arguments.count > 1, let named = FuzzTarget.named(CommandLine.arguments[1]) else {
  for one in FuzzTarget.all { print("\(one.name)\t\(one.summary)\t\(one.folders.joined(separator: " "))") }
  exit(CommandLine.arguments.count > 1 ? 2 : 0)
}
if CommandLine.arguments.count == 4, CommandLine.arguments[2] == "show" {
  print(named.meaning(of: [UInt8](FileManager.default.contents(atPath: CommandLine.arguments[3]) ?? Data())))
  exit(0)
}
unsafe target = named
var words: [UnsafeMutablePointer<CChar>?] = [strdup(CommandLine.arguments[0])]
words += CommandLine.arguments.dropFirst(2).map { strdup($0) }
var count = Int32(words.count)
words.append(nil)
exit(
  unsafe words.withUnsafeMutableBufferPointer { buffer in
    var pointer = buffer.baseAddress
    return unsafe LLVMFuzzerRunDriver(&count, &pointer, read)
  })

import Foundation

/// The program that makes PNG pictures of SVG files: `rsvg-convert` of librsvg, where it is installed.
struct PNGConverter {
  /// Where the program is.
  let path: String

  /// Pixels of a PNG for a unit of the drawing: sharp in print.
  private static let zoom = "2"

  /// The program in the folders of PATH; nil where none of them has it.
  static func found(path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") -> PNGConverter? {
    let folders = path.split(separator: ":").map(String.init)
    return folders.map { $0 + "/rsvg-convert" }.first(where: FileManager.default.isExecutableFile).map(PNGConverter.init)
  }

  /// The picture of a drawing; nil where the program fails.
  func png(of svg: [UInt8]) -> [UInt8]? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["--format", "png", "--zoom", Self.zoom]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    // It reads all before it writes, so that neither waits for the other.
    try? input.fileHandleForWriting.write(contentsOf: Data(svg))
    try? input.fileHandleForWriting.close()
    let png = (try? output.fileHandleForReading.readToEnd()) ?? nil
    process.waitUntilExit()
    guard process.terminationStatus == 0, let png, png.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
    return Array(png)
  }
}

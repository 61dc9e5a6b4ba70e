import Foundation
import Kernel

/// A folder that figures or their data are written to: all files or none.
package struct FigureFolder {
  /// What is written.
  package struct File: Hashable, Sendable {
    /// Its name, without a folder.
    package var name: String
    /// What is in it.
    package var bytes: [UInt8]

    /// A file.
    package init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// The files.
  package private(set) var files: [File]
  /// Why there are no pictures in PNG; nil where there are.
  package private(set) var withoutPNG: String?

  /// The drawings of figures, as SVG, and as PNG where a program that makes it is installed.
  package static func drawings(of figures: [Figure]) -> FigureFolder {
    let drawings = figures.map { (name: $0.name, svg: Array($0.chart.file().utf8)) }
    var folder = FigureFolder(files: drawings.map { File($0.name + ".svg", $0.svg) })
    guard let converter = PNGConverter.found() else {
      folder.withoutPNG = "rsvg-convert is not installed, so that there is no PNG: apt-get install librsvg2-bin"
      return folder
    }
    for drawing in drawings {
      guard let png = converter.png(of: drawing.svg) else {
        folder.withoutPNG = "\(converter.path) does not make a PNG of \(drawing.name).svg"
        continue
      }
      folder.files.append(File(drawing.name + ".png", png))
    }
    return folder
  }

  /// The numbers behind figures, as CSV.
  package static func data(of figures: [Figure]) -> FigureFolder {
    FigureFolder(files: figures.map { File($0.name + ".csv", Array($0.table.csv.utf8)) })
  }

  private init(files: [File]) { self.files = files }

  /// Refuses a folder in which one of the files lies already, unless it may be overwritten.
  ///
  /// - Throws: ``InputError``.
  package func check(_ folder: String, overwrites: Bool) throws {
    if folder.isEmpty { throw InputError("the name of the folder to write to is empty", remedy: "give a folder") }
    var isDirectory: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else { throw InputError("this is a file, not a folder", file: folder, remedy: "give a folder") }
    for file in files where !overwrites && FileManager.default.fileExists(atPath: "\(folder)/\(file.name)") {
      throw InputError("the file is there already", file: "\(folder)/\(file.name)", remedy: "another folder, or --overwrite")
    }
  }

  /// Writes the files under names that are to be given yet; the folder is made where it is missing.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  package func unpublished(in folder: String) throws -> [ReplacingFile] {
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw InputError("the folder cannot be made", file: folder, remedy: "check the path and the permissions")
    }
    return try files.map { file in
      let replacing = try ReplacingFile(path: "\(folder)/\(file.name)")
      try replacing.append(file.bytes)
      try replacing.prepare()
      return replacing
    }
  }
}

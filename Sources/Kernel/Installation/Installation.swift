import Foundation

/// Where a program that was installed finds what came with it: in `share/windtunnel`, beside the folder that it lies in.
///
/// A program in its tree has no such folder; its resources lie where they were built, and its scenarios where it is run.
package enum Installation {
  /// The folder of what came with the program; nil for one that was built to stay in its tree.
  package static let share: String? = {
    guard Release.ofThisProgram != nil else { return nil }
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    let folder = URL(fileURLWithPath: program).deletingLastPathComponent().deletingLastPathComponent()
    return folder.appendingPathComponent("share/windtunnel").path
  }()

  /// A folder of the program's resources: what was installed, or else the one of that name in `bundle`, which was built beside it.
  package static func resources(_ name: String, else bundle: @autoclosure () -> String) -> String { (share ?? bundle()) + "/" + name }

  /// The path as it stands where there is a file or a folder, or else that of what came with the program.
  package static func path(_ path: String) -> String {
    guard let share, !path.hasPrefix("/"), !FileManager.default.fileExists(atPath: path) else { return path }
    let installed = share + "/" + path
    return FileManager.default.fileExists(atPath: installed) ? installed : path
  }

  /// Sees to it that what came with the program is there, and of the same release.
  ///
  /// - Throws: ``InputError`` where it is not.
  package static func check() throws(InputError) {
    guard let release = Release.ofThisProgram else { return }
    guard let share else {
      throw InputError("this program cannot tell where it lies", file: "/proc/self/exe", remedy: "let processes be seen under /proc")
    }
    let remedy = "install the program anew, and move its folders 'bin' and 'share' together"
    guard let found = FileManager.default.contents(atPath: share + "/RELEASE") else {
      throw InputError("what came with the program is not there", file: share + "/RELEASE", remedy: remedy)
    }
    guard String(decoding: found, as: UTF8.self) == release.text else {
      throw InputError("what lies here came with another release than \(release.version), \(release.revision)", file: share, remedy: remedy)
    }
  }
}

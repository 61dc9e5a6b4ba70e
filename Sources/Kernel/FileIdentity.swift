import Foundation

/// Which file a path leads to, whatever it is called: the same through links, relative or absolute.
///
/// A file that is there is known by its device and inode; one that is not there yet by those of its folder and by its name.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  private let name: String?

  /// The identity of what `path` leads to; nil where not even its folder is there.
  package init?(of path: String) {
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      (device, inode, name) = (UInt64(status.st_dev), UInt64(status.st_ino), nil)
      return
    }
    let end = path.lastIndex(of: "/")
    let folder = end.map { String(path[...$0]) } ?? "."
    guard unsafe stat(folder, &status) == 0 else { return nil }
    (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    name = String(end.map { path[path.index(after: $0)...] } ?? path[...])
  }
}

/// What `windtunnel report` wrote, in JSON.
package enum PageJSON {
  /// The page in `file` with its size, and the folders of figures and data beside it; `notes` say what could not be written.
  package static func document(
    _ file: String, bytes: Int, sections: Int, figures: Int, folders: [(folder: String, files: [String])], notes: [String]
  ) -> JSONTree {
    .document(
      "report",
      [
        ("file", .text(file)), ("bytes", .of(whole: bytes)), ("sections", .of(whole: sections)), ("figures", .of(whole: figures)),
        ("folders", .list(folders.map { .object([("folder", .text($0.folder)), ("files", .of(texts: $0.files))]) })),
        ("notes", .of(texts: notes)),
      ])
  }
}

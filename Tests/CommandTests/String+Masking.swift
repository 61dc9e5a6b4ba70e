extension String {
  /// With hexadecimal words behind the names of digests and revisions as dots; days with their times, and how long something would take
  /// on this machine, as one word each.
  var masked: String {
    replacing(/(scenario |[a-z0-9-]+@|git |digest )([0-9a-f]{4,16}|unknown)/) { match in
      match.output.1 + String(repeating: ".", count: match.output.2.count == 7 ? 7 : match.output.2.count)
    }
    .replacing(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?/, with: "now")
    .replacing(
      /(about [0-9]+ (s|min|h|d)( to [0-9]+ (s|min|h|d))?|[0-9]+ (s|min|h|d) at most|less than a second) on [0-9]+ threads?,/, with: "soon"
    )
    .replacing(/soon about [0-9.,]+ [kMG]?B \(by a trial of [0-9]+ cells?/, with: "soon")
  }
}

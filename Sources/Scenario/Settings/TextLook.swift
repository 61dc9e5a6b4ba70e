/// Whether unquoted text could be taken for something other than text.
enum TextLook {
  /// `no`, `null`, `12`, `1e3`, `12:30` and the like, which YAML 1.1 gives a meaning of their own.
  static func isMistakable(_ text: String) -> Bool {
    if ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ""].contains(text.lowercased()) { return true }
    guard let first = text.utf8.first,
      48...57 ~= first || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".")
    else {
      return false
    }
    return text.utf8.dropFirst().contains { 48...57 ~= $0 }
      && text.utf8.allSatisfy { 48...57 ~= $0 || "+-.:_,eExXoOabcdfABCDF".utf8.contains($0) }
      || (text.utf8.count == 1 && 48...57 ~= first)
  }
}

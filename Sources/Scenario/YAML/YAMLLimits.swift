/// How large a scenario may be. A file beyond these is no scenario, and reading it could cost more than it is worth.
enum YAMLLimits {
  /// Bytes of a file.
  static let bytes = 256 << 10
  /// Mappings and lists within one another.
  static let depth = 24
  /// Columns that a line may be indented by; bounds the depth that the parser underneath sees.
  static let indentation = 200
  /// Asterisks and ampersands that look like aliases and anchors before a text is refused unparsed. Fewer are left to
  /// the parser, since a description may hold some; so few cannot explode.
  static let suspectedAliases = 4
}

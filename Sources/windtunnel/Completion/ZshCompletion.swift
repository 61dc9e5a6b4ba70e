/// What zsh needs beside the script that the parser prints: every candidate, no blank behind one that goes on, and values behind the `=` of an
/// option.
///
/// The parser's function leaves out the last candidate, for it counts on a line behind it that ``Console`` does not print; it knows an
/// option and its value as two words alone.
enum ZshCompletion {
  /// The script with candidates added as zsh wants them.
  static func script(_ generated: String) -> String {
    generated.replacing(adding, with: whole).split(separator: "\n", omittingEmptySubsequences: false).map(takingValueInOneWord)
      .joined(separator: "\n")
  }

  private static let adding = #"""
        if [[ "${#completions[@]}" -gt 1 ]]; then
            __windtunnel_complete "${completions[@]:0:-1}"
        fi
    """#

  private static let whole = #"""
        # Of an option and its value in one word, zsh completes the value alone.
        completions=("${(@)completions:#}")
        completions=("${completions[@]#${IPREFIX}}")
        local -a whole=("${(@)completions:#*[=/]}") open=("${(@M)completions:#*[=/]}")
        compadd -V windtunnel -a whole
        compadd -V windtunnel -S '' -a open
    """#

  /// A line that describes an option with a value, such as `'--store[The database.]:file:_files'`, with the `=` that lets it take one.
  private static func takingValueInOneWord(_ line: Substring) -> String {
    let text = line.drop { $0 == " " }
    guard text.hasPrefix("'--") || text.hasPrefix("'*--"), text.contains("]:"), let bracket = line.firstIndex(of: "[") else {
      return String(line)
    }
    return line[..<bracket] + "=" + line[bracket...]
  }
}

/// What bash needs beside the script that the parser prints: words as the parser knows them, and candidates as bash wants them back.
///
/// Bash parts words at `=` and `:`, replaces only what stands behind the last of these, writes a blank behind a candidate that is the only one,
/// and puts a stroke before every `=` of what it takes for a file name.
enum BashCompletion {
  /// The script with the words made whole before the parser's function sees them.
  static func script(_ generated: String) -> String {
    generated.replacing("complete -o filenames -F _windtunnel windtunnel", with: whole)
  }

  private static let whole = #"""
    _windtunnel_whole() {
        local rest="${COMP_LINE}" word index at=0
        local -a whole=()
        for index in "${!COMP_WORDS[@]}"; do
            word="${COMP_WORDS[index]}"
            local last=$((${#whole[@]} - 1)) joins=false
            if [[ "${index}" -gt 0 && "${rest}" != [[:space:]]* && ("${word}" == [=:]* || "${whole[last]}" == *[=:]) ]]; then
                joins=true
            fi
            rest="${rest#"${rest%%[![:space:]]*}"}"
            rest="${rest#"${word}"}"
            if "${joins}" && [[ "${word}" == '=' && "${whole[last]}" == --* ]]; then
                # An option and its value: two words to the parser.
                whole+=('')
            elif "${joins}" || [[ "${last}" -gt 0 && -z "${whole[last]}" ]]; then
                whole[last]+="${word}"
            else
                whole+=("${word}")
            fi
            [[ "${index}" -eq "${COMP_CWORD}" ]] && break
        done
        at=$((${#whole[@]} - 1))
        local typed="${whole[at]}" kept
        # What bash leaves as it stands.
        kept="${typed%"${2}"}"
        local -a COMP_WORDS=("${whole[@]}")
        local COMP_CWORD="${at}" COMP_LINE="${whole[*]}"
        local COMP_POINT="${#COMP_LINE}"
        _windtunnel "${1}" "${typed}" "${whole[at - 1]}"
        local areFiles=false areOpen=false
        for index in "${!COMPREPLY[@]}"; do
            word="${COMPREPLY[index]}"
            [[ "${word}" == */* ]] && areFiles=true
            [[ "${word}" == *[=/] ]] && areOpen=true
            COMPREPLY[index]="${word#"${kept}"}"
        done
        "${areFiles}" || compopt +o filenames 2>/dev/null
        "${areOpen}" && compopt -o nospace 2>/dev/null
        return 0
    }

    complete -o filenames -F _windtunnel_whole windtunnel
    """#
}

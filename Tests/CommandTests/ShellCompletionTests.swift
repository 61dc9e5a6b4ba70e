import Foundation
import Testing

/// What zsh and fish make of a line at a press of the tab key, in a terminal that `script` of util-linux makes.
@Suite("Completion at work in zsh and fish")
struct ShellCompletionTests {
  private static func find(_ program: String) -> String? {
    ["/bin/", "/usr/bin/", "/usr/local/bin/"].map { $0 + program }.first(where: FileManager.default.isExecutableFile)
  }

  private static func isHere(_ shell: String) -> Bool { find(shell) != nil && find("script") != nil }

  /// A shell as it is started here: what it reads first, which ends at a press of Ctrl-T and writes the line into `line`, and the command
  /// that starts it.
  private static let shells: [String: (files: [String: String], start: String)] = [
    "zsh": (
      [
        ".zshrc": """
        PROMPT='> '
        fpath=("$PWD" $fpath)
        autoload -U compinit
        compinit -u -D
        report() { print -r -- "$BUFFER" >line.new; mv line.new line; exit }
        zle -N report
        bindkey '^I' complete-word
        bindkey '^T' report
        zle-line-init() { : >ready }
        zle -N zle-line-init

        """
      ], "ZDOTDIR=\"$PWD\" zsh -d -i"
    ),
    "fish": (
      [
        "setup.fish": """
        source windtunnel.fish
        function report; commandline >line.new; mv line.new line; exit; end
        function fish_prompt; touch ready; echo -n '> '; end
        bind \\ct report

        """
      ], "fish --no-config -i -C 'source setup.fish'"
    ),
  ]

  /// The line that a shell has after a press of the tab key behind `line`, after it has read the script that the program prints.
  private func completed(_ line: String, in shell: String, _ command: Command) throws -> String {
    let (files, start) = try #require(Self.shells[shell])
    for (name, text) in files { try command.write(text, to: name) }
    let script = try command.run("--generate-completion-script", shell).output
    try command.write(script, to: shell == "zsh" ? "_windtunnel" : "windtunnel.fish")
    try command.write("exec '\(Command.executable)' \"$@\"\n", to: "bin/windtunnel")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: command.path("bin/windtunnel"))
    // The keys are pressed when the shell reads a line, and the terminal stays until it has written what became of it.
    let pressing = """
      wait_for() { for i in $(seq 1200); do [ -e "$1" ] && return; sleep 0.05; done; }
      { wait_for ready; printf '%s\\t\\024' "$1"; wait_for line; } | script -qec "stty cols 200 rows 50; \(start)" /dev/null >shown
      cat line
      """
    let process = try command.process(["-c", pressing, "sh", line], program: "/bin/sh")
    process.environment?.merge(["TERM": "xterm", "LANG": "C.UTF-8", "PATH": command.path("bin") + ":/usr/local/bin:/usr/bin:/bin"]) { $1 }
    let result = try command.run(process)
    return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output + result.error
  }

  private static let lines = [
    ("windtunnel ru", "windtunnel run "), ("windtunnel trace ins", "windtunnel trace inspect "),
    ("windtunnel run what", "windtunnel run what-if/fcfs "),
    ("windtunnel run chat scenarios/ch", "windtunnel run chat scenarios/chat.yaml "),
    ("windtunnel explain tpo", "windtunnel explain tpot "), ("windtunnel list acc", "windtunnel list accelerators "),
    ("windtunnel run chat --pic", "windtunnel run chat --picture "),
    ("windtunnel run chat --set workload.rate_s", "windtunnel run chat --set workload.rate_scale="),
    ("windtunnel run chat --set scheduler=short", "windtunnel run chat --set scheduler=shortest_job_first "),
    ("windtunnel run chat --set=scheduler=short", "windtunnel run chat --set=scheduler=shortest_job_first "),
    ("windtunnel sweep chat --vary scheduler=fcfs,short", "windtunnel sweep chat --vary scheduler=fcfs,shortest_job_first "),
    ("windtunnel plan chat --accelerators h200-sxm,l40", "windtunnel plan chat --accelerators h200-sxm,l40s "),
    ("windtunnel plan chat --accelerators=h200-sxm,l40", "windtunnel plan chat --accelerators=h200-sxm,l40s "),
    ("windtunnel plan chat --have h200-sxm=2,l40", "windtunnel plan chat --have h200-sxm=2,l40s="),
  ]

  @Test(
    "zsh completes verbs, scenarios, words, keys and their values", .enabled(if: isHere("zsh"), "needs zsh and 'script'"), arguments: lines)
  func zsh(line: String, whole: String) throws { try look(line, whole, in: "zsh") }

  @Test("fish does so too", .enabled(if: isHere("fish"), "needs fish and 'script'"), arguments: lines)
  func fish(line: String, whole: String) throws { try look(line, whole, in: "fish") }

  private func look(_ line: String, _ whole: String, in shell: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let completed = try completed(line, in: shell, command)
      #expect(completed == whole)
    }
  }
}

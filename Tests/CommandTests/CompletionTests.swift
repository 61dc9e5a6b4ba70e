import Foundation
import Testing

@Suite("Completion in a shell")
struct CompletionTests {
  /// What bash offers behind the last blank or sign of equality of a line, after it has read the script that the program prints. It parts
  /// words at these signs before it asks.
  private func offered(_ words: [String], by command: Command) throws -> [String] {
    try command.write(try command.run("--generate-completion-script", "bash").output, to: "windtunnel.bash")
    let parted = words.flatMap { word in word.replacing("=", with: "\n=\n").split(separator: "\n").map(String.init) }
    let quoted = parted.map { "'\($0)'" }.joined(separator: " ")
    let asking = """
      source windtunnel.bash
      compopt() { echo "compopt $*"; }
      COMP_WORDS=('\(Command.executable)' \(quoted))
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE='\(Command.executable) \(words.joined(separator: " "))'
      COMP_POINT=${#COMP_LINE}
      current="${COMP_WORDS[COMP_CWORD]#=}"
      read -r -a rule <<< "$(complete -p windtunnel)"
      "${rule[4]}" windtunnel "${current}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try command.run(try command.process(["-c", asking], program: "/bin/bash"))
    #expect(result.error == "", "\(result.error)")
    return result.output.split(separator: "\n").map(String.init).filter { $0 != "compopt +o filenames" }
  }

  @Test(
    "bash offers verbs, options, scenarios by name and path, models, keys with their values, and metrics",
    arguments: [
      (["ru"], ["run"]), (["run", "what"], ["what-if/fcfs"]), (["compare", "chat", "what-if/f"], ["what-if/fcfs"]),
      (["run", "scenarios/ch"], ["scenarios/chat.yaml"]), (["plan", "cha"], ["chat"]), (["explain", "tpo"], ["tpot"]),
      (["run", "chat", "--set", "workload.rate_s"], ["compopt -o nospace", "workload.rate_scale="]),
      (["run", "chat", "--set", "model=llama-3.1-8b-instruct-fp8"], ["llama-3.1-8b-instruct-fp8"]),
      (["run", "chat", "--set", "scheduler=short"], ["shortest_job_first"]),
      (["run", "chat", "--set", "calibration=roof"], ["roofline"]),
      (["sweep", "chat", "--vary", "scheduler=fcfs,shor"], ["fcfs,shortest_job_first"]),
      (["sweep", "chat", "--best", "ttft_p9"], ["ttft_p90", "ttft_p95", "ttft_p99"]),
      (["plan", "chat", "--accelerators", "h200-sxm,l40"], ["h200-sxm,l40s"]),
      (["plan", "chat", "--accelerators=h200-sxm,l40"], ["h200-sxm,l40s"]),
      (["plan", "chat", "--have", "h200-sxm=2,l40"], ["compopt -o nospace", "2,l40s="]),
      (["plan", "chat", "--set", "scheduler=short"], ["shortest_job_first"]),
      (["plan", "chat", "--vary", "engine.max_batched_tok"], ["compopt -o nospace", "engine.max_batched_tokens="]),
      (["plan", "chat", "--grid-carbon", "fra"], ["france"]),
      (["plan", "chat", "--minimise", "c"], ["cost", "carbon"]), (["list", "acc"], ["accelerators"]), (["trace", "ins"], ["inspect"]),
      (["calibrate", "--accelerator", "b200"], ["b200"]), (["run", "chat", "--pic"], ["--picture"]),
    ])
  func bash(words: [String], offers: [String]) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try offered(words, by: command) == offers)
    }
  }

  @Test("scripts for zsh and fish ask the program for the same names", arguments: [("zsh", "#compdef windtunnel"), ("fish", "windtunnel")])
  func others(shell: String, mark: String) throws {
    try Command.inFolder { command in
      let script = try command.run("--generate-completion-script", shell).output
      #expect(script.contains(mark) && script.contains("---completion"))
      try command.write(script, to: "script")
      // Where the shell is at hand it reads its script.
      guard let program = ["/bin/", "/usr/bin/"].map({ $0 + shell }).first(where: FileManager.default.isExecutableFile) else { return }
      let check = try command.run(try command.process(["-n", "script"], program: program))
      #expect(check.status == 0 && check.error == "", "\(check.error)")
    }
  }
}

import Kernel

/// Reads the files that start a cluster back into the settings of a scenario: scripts of shells, manifests of Kubernetes, or a command
/// that somebody wrote.
public enum LaunchReader {
  /// The scenario that files are, which belong to one engine and one cluster: scripts with their options files, or one manifest.
  ///
  /// - Throws: ``InputError`` where no server is started in them, a value has no meaning, or engines are mixed.
  public static func reading(of files: [LaunchFile]) throws(InputError) -> LaunchReading {
    var pools: [LaunchedPool] = []
    var marks = Marks()
    for file in files {
      marks.read(file.text)
      if file.path.hasSuffix(".sh") || !isManifest(file.text) {
        if !file.path.hasSuffix(".yaml"), let pool = try script(file, among: files) { pools.append(pool) }
      } else {
        pools += try manifest(file)
      }
    }
    guard let engine = pools.first?.engine else {
      throw InputError(
        "no server is started here", file: files.first?.path,
        remedy: "a command such as 'vllm serve MODEL', 'python3 -m sglang.launch_server' or 'trtllm-serve MODEL'")
    }
    if pools.contains(where: { $0.engine != engine }) {
      throw InputError("servers of different engines are started here", file: files.first?.path, remedy: "the files of one engine")
    }
    return try reading(pools, engine: engine, marks)
  }

  /// The scenario that one command is, as it would be typed.
  ///
  /// - Throws: ``InputError`` as ``reading(of:)``.
  public static func reading(ofCommand text: String) throws(InputError) -> LaunchReading {
    try reading(of: [LaunchFile(path: "", text: text)])
  }

  private static func reading(_ pools: [LaunchedPool], engine: LaunchEngine, _ marks: Marks) throws(InputError) -> LaunchReading {
    var assignments: [String] = []
    let isNamed = !marks.names.isEmpty
    if isNamed {
      let names = pools.map { "{name: \(marks.names[$0.label] ?? $0.label)}" }
      // A number beside pools is refused, and null takes away only what is there.
      assignments = ["replicas=1", "replicas=null", "pools=[\(names.joined(separator: ", "))]"]
    }
    for pool in pools {
      let path = isNamed ? "pools.\(unquoted(marks.names[pool.label] ?? pool.label))." : ""
      let own = marks.lines.filter { $0.label == nil || $0.label == pool.label }.map { ($0.key, $0.text) }
      assignments += try pool.assignments(below: path, marks: own.filter { !Marks.isOfCluster($0.0) })
    }
    assignments += marks.lines.filter { $0.label == nil && Marks.isOfCluster($0.key) }.map { "\($0.key)=\($0.text)" }
    var notes: [String] = []
    for name in pools.flatMap(\.arguments.unknown) where !notes.contains(where: { $0.hasPrefix("'\(name)'") }) {
      notes.append("'\(name)' is no option of \(engine.name) that a setting stands for")
    }
    if pools.contains(where: \.lacksOptions) { notes.append("the options file that is named was not read") }
    return LaunchReading(engine: engine, assignments: assignments.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }, notes: notes)
  }

  private static func unquoted(_ text: String) -> String {
    text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1 ? String(text.dropFirst().dropLast()) : text
  }

  // MARK: Files

  /// Whether a text is one of Kubernetes.
  static func isManifest(_ text: String) -> Bool {
    text.split(separator: "\n").contains { $0.hasPrefix("apiVersion:") }
  }

  /// The servers of a script.
  private static func script(_ file: LaunchFile, among files: [LaunchFile]) throws(InputError) -> LaunchedPool? {
    let commands = ShellWord.commands(in: file.text)
    let servers = commands.compactMap { LaunchedPool($0) }
    guard var pool = servers.first else { return nil }
    if let other = servers.first(where: { !$0.isAlike(pool) }) {
      let engines = other.engine == pool.engine ? "with different options" : "of different engines"
      throw InputError(
        "servers \(engines) are started here", file: file.path.isEmpty ? nil : file.path, remedy: "one command, or a script for each")
    }
    let stem = String(file.path.dropLast(".sh".count))
    pool.label = stem.split(separator: "/").last.map(String.init) ?? ""
    // serve NODE ACCELERATORS PORT RANK HEAD
    let heads = commands.count { $0.count == 6 && $0[0].text == "serve" && $0[4].text == "0" }
    pool.replicas = max(1, heads, servers.count)
    if pool.lacksOptions, let options = files.first(where: { $0.path == stem + ".yaml" }) {
      try pool.add(options: options.text, file: options.path)
    }
    return pool
  }

  /// The servers of a manifest.
  private static func manifest(_ file: LaunchFile) throws(InputError) -> [LaunchedPool] {
    var documents: [YAMLNode] = []
    for part in ("\n" + file.text).split(separator: "\n---\n") {
      documents.append(try StrictYAML.mapping(from: Array(part.utf8), file: file.path))
    }
    var options: [String: String] = [:]
    for document in documents where document["kind"]?.scalarText == "ConfigMap" {
      guard let name = document["metadata"]?["name"]?.scalarText else { continue }
      options[name] = document["data"]?["options.yaml"]?.scalarText
    }
    var pools: [LaunchedPool] = []
    for document in documents {
      switch document["kind"]?.scalarText {
      case "Deployment": pools += try servers(document, template: document["spec"]?["template"], options, file.path)
      case "LeaderWorkerSet":
        pools += try servers(document, template: document["spec"]?["leaderWorkerTemplate"]?["leaderTemplate"], options, file.path)
      case "DynamoGraphDeployment":
        for service in document["spec"]?["services"]?.entries ?? [] {
          let pod = service.value["extraPodSpec"]
          let replicas = service.value["replicas"]
          pools += try server(pod?["mainContainer"], of: pod, label: service.key, replicas, options, file.path)
        }
      default: continue
      }
    }
    return pools
  }

  private static func servers(
    _ document: YAMLNode, template: YAMLNode?, _ options: [String: String], _ file: String
  ) throws(InputError) -> [LaunchedPool] {
    guard let pod = template?["spec"], case .list(let containers)? = pod["containers"]?.content else { return [] }
    let label = document["metadata"]?["annotations"]?[LaunchText.annotation]?.scalarText ?? ""
    return try server(containers.first, of: pod, label: label, document["spec"]?["replicas"], options, file)
  }

  private static func server(
    _ container: YAMLNode?, of pod: YAMLNode?, label: String, _ replicas: YAMLNode?, _ options: [String: String], _ file: String
  ) throws(InputError) -> [LaunchedPool] {
    func texts(_ key: String) -> [String] {
      guard case .list(let items)? = container?[key]?.content else { return [] }
      return items.compactMap(\.scalarText)
    }
    var words = (texts("command") + texts("args")).map { ShellWord(text: $0, isVariable: false) }
    if texts("command") == ["/bin/bash", "-c"], let script = texts("args").first { words = ShellWord.commands(in: script).flatMap { $0 } }
    guard var pool = LaunchedPool(words) else { return [] }
    pool.label = label
    guard let count = Int(replicas?.scalarText ?? "1"), (1...100_000).contains(count) else {
      throw InputError("'replicas' of \(label) is no number of replicas", file: file, line: replicas?.place.line, remedy: "1 to 100000")
    }
    pool.replicas = count
    if pool.lacksOptions, case .list(let volumes)? = pod?["volumes"]?.content,
      let name = volumes.lazy.compactMap({ $0["configMap"]?["name"]?.scalarText }).first, let text = options[name]
    {
      try pool.add(options: text, file: file)
    }
    return [pool]
  }

  // MARK: Comments

  /// The comments that this program has written for itself.
  private struct Marks {
    /// Settings; the label says of which pool, and is nil in files of one.
    var lines: [(label: String?, key: String, text: String)] = []
    /// The pools' names as a scenario has them, by label.
    var names: [String: String] = [:]

    static func isOfCluster(_ key: String) -> Bool {
      ["router", "decode_router", "roles", "network"].contains(String(key.prefix { $0 != "." }))
    }

    mutating func read(_ text: String) {
      var file: [(label: String?, key: String, text: String)] = []
      var labels: [String] = []
      for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("# windtunnel") {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3, let equals = words[2].firstIndex(of: "=") else { continue }
        let (key, value) = (words[2][..<equals], String(words[2][words[2].index(after: equals)...]))
        if words[1] == LaunchText.poolMark {
          names[String(key)] = value
          labels.append(String(key))
        } else if words[1] == LaunchText.mark {
          let parts = key.split(separator: ":", maxSplits: 1).map(String.init)
          file.append((parts.count > 1 ? parts[0] : nil, parts.last ?? "", value))
        }
      }
      // In the script of one pool all lines are of that pool, but for those of the cluster.
      let only = labels.count == 1 && file.allSatisfy { $0.label == nil } ? labels[0] : nil
      lines += file.map { ($0.label ?? (Self.isOfCluster($0.key) ? nil : only), $0.key, $0.text) }
    }
  }
}

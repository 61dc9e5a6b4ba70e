import Kernel

/// Under which keys the objects of a file hold what, as a tree of keys within keys.
struct JSONLayout {
  /// A key and what is done with what stands under it.
  struct Branch {
    let key: [UInt8]
    /// What a value here is read as.
    var field: TraceField?
    /// The object that a value here may be.
    var node: Int?
  }

  /// An object: its branches, and the keys that lead to it with a dot behind each.
  struct Node {
    var branches: [Branch] = []
    let path: String
  }

  private(set) var nodes = [Node(path: "")]
  /// The key of each field, in words.
  private(set) var names: [TraceField: String] = [:]

  /// Whether a field has a key.
  func has(_ field: TraceField) -> Bool { names[field] != nil }

  /// Reads `field` under a key, or under keys within keys; of two ways to a field either may stand in a row.
  mutating func add(_ field: TraceField, _ path: [String]) {
    var node = 0
    for (depth, name) in path.enumerated() {
      let key = Array(name.utf8)
      let isLast = depth == path.count - 1
      var place = nodes[node].branches.firstIndex { $0.key == key } ?? nodes[node].branches.count
      if place == nodes[node].branches.count {
        nodes[node].branches.append(Branch(key: key))
        place = nodes[node].branches.count - 1
      }
      if isLast {
        nodes[node].branches[place].field = field
      } else if let inner = nodes[node].branches[place].node {
        node = inner
      } else {
        nodes.append(Node(path: nodes[node].path + name + "."))
        nodes[node].branches[place].node = nodes.count - 1
        node = nodes.count - 1
      }
    }
    names[field] = names[field] ?? path.joined(separator: ".")
  }

  /// The layout that a user gives.
  init(_ columns: TraceColumns) {
    for field in TraceField.chosen { if let name = columns[field] { add(field, name.split(separator: ".").map(String.init)) } }
  }

  /// The layout of flat objects with these keys, of which known names are read.
  init(keys: [String], readsAdapters: Bool = false) {
    var places = FieldNames.places(in: keys)
    if !readsAdapters { places[.adapter] = nil }
    for field in TraceField.allCases { if let place = places[field] { add(field, [keys[place]]) } }
  }

  /// The same without the fields by which turns wait for each other.
  var withoutWaiting: JSONLayout {
    var copy = self
    for field in TraceField.ofSessions { copy.names[field] = nil }
    for node in copy.nodes.indices {
      copy.nodes[node].branches.removeAll { branch in branch.field.map(TraceField.ofSessions.contains) ?? false }
    }
    return copy
  }

  private init() {}

  /// AIPerf's records of requests, `profile_export.jsonl`: times in nanoseconds since 1970, a metric as `{"value": 128, "unit": "tokens"}`
  /// (github.com/ai-dynamo/aiperf, docs/tutorials/working-with-profile-exports.md).
  static let aiperf: JSONLayout = {
    var layout = JSONLayout()
    layout.add(.time, ["metadata", "request_start_ns"])
    for (field, metric) in [(TraceField.prompt, "input_sequence_length"), (.output, "output_sequence_length")] {
      layout.add(field, ["metrics", metric])
      layout.add(field, ["metrics", metric, "value"])
    }
    layout.add(.failure, ["error"])
    return layout
  }()

  /// inference-perf's `per_request_lifecycle_metrics.json` (github.com/kubernetes-sigs/inference-perf, reportgen).
  static let inferencePerf: JSONLayout = {
    var layout = JSONLayout()
    layout.add(.time, ["start_time"])
    layout.add(.prompt, ["info", "input_tokens"])
    layout.add(.output, ["info", "output_tokens"])
    layout.add(.failure, ["error"])
    return layout
  }()

  /// A request of GuideLLM's `benchmarks.json` (github.com/vllm-project/guidellm, schemas/request_stats.py); `start_time` in older ones.
  static let guidellm: JSONLayout = {
    var layout = JSONLayout()
    layout.add(.time, ["request_start_time"])
    layout.add(.time, ["start_time"])
    layout.add(.prompt, ["prompt_tokens"])
    layout.add(.output, ["output_tokens"])
    return layout
  }()
}

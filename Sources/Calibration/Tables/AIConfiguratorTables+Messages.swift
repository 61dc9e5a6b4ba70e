import Hardware
import Kernel

/// Messages between accelerators: bytes and microseconds, or as AIConfigurator keeps them, values and milliseconds.
extension AIConfiguratorTables {
  /// The rows taken inside CUDA graphs, as engines decode.
  func customAllReduce(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let sources = try table.texts("kernel_source")
    return try messages(table, types: "allreduce_dtype") { sources[$0].hasSuffix("graph") ? .customAllReduce : nil }
  }

  /// The 16-bit rows, and of collectives that only move bytes the 8-bit rows beside them: two measurements of one message.
  /// Sums of 8-bit values take longer than those of as many bytes in 16 bits, and no engine asks for them.
  func collectives(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let operations = try table.has("op") ? table.texts("op") : operations(of: table)
    let types = try table.texts("nccl_dtype")
    let kinds: [String: CollectiveKind] = [
      "all_reduce": .allReduce, "all_gather": .allGather, "reduce_scatter": .reduceScatter, "alltoall": .allToAll,
    ]
    return try messages(table, types: "nccl_dtype") { row in
      guard let kind = kinds[operations[row]] else { return nil }
      return types[row] == "half" || kind == .allGather || kind == .allToAll ? kind : nil
    }
  }

  /// The order in which a table that does not name its operations has them, a run of ascending sizes each. On B200 and B300, which have
  /// the same links and the same NCCL, each run meets the operation of that name within 3 % at 512 MB.
  static let unnamedOperations = ["all_gather", "alltoall", "reduce_scatter", "all_reduce"]

  /// The operation of each row by the run in which it stands.
  private func operations(of table: TimingTable) throws(InputError) -> [String] {
    let (types, members, sizes) = (try table.texts("nccl_dtype"), try table.counts("num_gpus", least: 2), try table.counts("message_size"))
    var runs: [String: (count: Int, last: Double)] = [:]
    var operations: [String] = []
    for row in sizes.indices {
      let key = "\(types[row]) \(members[row])"
      var run = runs[key] ?? (count: 0, last: .infinity)
      if sizes[row] <= run.last { run.count += 1 }
      run.last = sizes[row]
      runs[key] = run
      guard run.count <= Self.unnamedOperations.count else {
        throw table.fault(
          row, "message_size", "\(Int(sizes[row]))", "ascending sizes in \(Self.unnamedOperations.count) runs, or a column 'op'")
      }
      operations.append(Self.unnamedOperations[run.count - 1])
    }
    return operations
  }

  private func messages(_ table: TimingTable, types: String, kind: (Int) -> CollectiveKind?) throws(InputError) -> [TableSet] {
    let members = try table.counts("num_gpus", least: 2)
    let bytes = try table.has("message_bytes") ? table.counts("message_bytes") : bytes(of: table, types)
    let seconds = try table.has("latency_us") ? table.seconds("latency_us", unit: 1e-6) : table.seconds("latency", unit: 1e-3)
    var groups: [CollectiveKind: [TimedCall]] = [:]
    for row in seconds.indices {
      guard let kind = kind(row) else { continue }
      let quantities = OperatorQuantities([(.bytes, bytes[row]), (.members, members[row])])
      groups[kind, default: []].append(TimedCall(quantities, seconds: seconds[row]))
    }
    return CollectiveKind.allCases.compactMap { kind in groups[kind].map { recipes.messages(kind, $0) } }
  }

  private func bytes(of table: TimingTable, _ types: String) throws(InputError) -> [Double] {
    let widths: [String: Double] = ["half": 2, "bfloat16": 2, "float16": 2, "int8": 1]
    let (sizes, names) = (try table.counts("message_size"), try table.texts(types))
    var bytes: [Double] = []
    for row in sizes.indices {
      guard let width = widths[names[row]] else {
        throw table.fault(row, types, names[row], "one of \(widths.keys.sorted().joined(separator: ", "))")
      }
      bytes.append(sizes[row] * width)
    }
    return bytes
  }
}

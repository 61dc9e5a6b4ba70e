extension PlanLayout {
  /// The pool of such replicas as a scenario's list of pools has it, in one line: what ``assignments(of:own:)`` says of the whole
  /// scenario but for what is set beside it, said of one pool, which is called by its accelerator.
  func pool(replicas: Int, own: String) -> String {
    var members: [(key: String, values: [String])] = []
    for assignment in replicaAssignments(own: own) + ["replicas=\(replicas)"] {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      let path = parts[0].split(separator: ".", maxSplits: 1).map(String.init)
      let value = path.count > 1 ? "\(path[1]): \(parts[1])" : parts[1]
      if path.count > 1, let index = members.firstIndex(where: { $0.key == path[0] }) {
        members[index].values.append(value)
      } else {
        members.append((path[0], [value]))
      }
    }
    let texts = members.map { member in
      // Only degrees and links lie deeper than a key.
      member.values[0].contains(": ") ? "\(member.key): {\(member.values.joined(separator: ", "))}" : "\(member.key): \(member.values[0])"
    }
    return "{name: \(accelerator), \(texts.joined(separator: ", "))}"
  }
}

import Store

extension ValidationReport {
  /// What a group of figures was measured on.
  public struct Subject: Hashable, Sendable {
    /// The server, as it was simulated.
    public let server: FidelityCheck.Server
    /// How requests came.
    public let load: String
    /// The record that the group is out of.
    public let source: String

    init(_ prepared: PreparedScenario, load: String, source: String) {
      // Records are of servers that are one pool; a scenario with several is told by its first one.
      self.init(server: FidelityCheck.Server(prepared.deployments[0]), load: load, source: source)
    }

    private init(server: FidelityCheck.Server, load: String, source: String) {
      (self.server, self.load, self.source) = (server, load, source)
    }
  }

  /// How far off the simulations of each server were: a row for each server, kind of load and record, in the order in which they first
  /// come. The sums of the report count the same groups.
  ///
  /// - Parameters:
  ///   - source: whose measurements they are, where the record's name does not tell.
  ///   - fitted: what of the program was fitted to them.
  ///   - date: when they were simulated.
  public func checks(source: String? = nil, fitted: String = "", date: String) -> [FidelityCheck] {
    var order: [Subject] = []
    var members: [Subject: [Group]] = [:]
    for group in groups where group.isCounted && !group.figures.isEmpty {
      guard let subject = group.subject else { continue }
      if members[subject] == nil { order.append(subject) }
      members[subject, default: []].append(group)
    }
    return order.compactMap { subject in
      let figures = (members[subject] ?? []).flatMap(\.figures)
      func median(_ name: String) -> Double? {
        let errors = figures.filter { $0.name == name + " mean" && $0.error.isFinite }.map(\.error.magnitude)
        return errors.quantile(0.5)
      }
      let errors = FidelityCheck.Errors(e2e: median("E2E"), ttft: median("TTFT"), tpot: median("TPOT"), itl: median("ITL"))
      if errors.named.isEmpty { return nil }
      return FidelityCheck(
        server: subject.server, load: subject.load, runs: members[subject]?.count ?? 0, errors: errors, fitted: fitted,
        source: source ?? subject.source, date: date)
    }
  }
}

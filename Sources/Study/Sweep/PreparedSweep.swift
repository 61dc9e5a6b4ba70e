import Dispatch
import Kernel
import Scenario
import Synchronization

/// A sweep with every cell worked out: ready to run, or with the reason why it cannot be.
public struct PreparedSweep: Sendable {
  /// A cell, and what it comes to.
  public struct Cell: Sendable {
    /// The combination.
    public let cell: SweepCell
    /// What its runs share, or why there are none.
    public let outcome: Result<PreparedScenario, InputError>

    /// What its runs share; nil where it cannot be.
    public var prepared: PreparedScenario? { try? outcome.get() }
    /// Why it cannot be; nil where it can.
    public var fault: InputError? { if case .failure(let fault) = outcome { fault } else { nil } }
  }

  /// What varies.
  public let grid: SweepGrid
  /// The cells, in the order of the grid.
  public let cells: [Cell]

  /// Works out every cell on so many threads; results do not depend on it. `assignments` are what was laid over the scenario.
  ///
  /// - Throws: ``InputError`` for a value with which no cell can be read, and where no cell can be at all; ``Interrupted`` after
  ///   ``StudyProgress/stop()``.
  public init(_ grid: SweepGrid, assignments: [String] = [], threads: Int = 1, progress: SweepProgress = SweepProgress()) throws {
    self.grid = grid
    let cache = DeploymentCache()
    let next = Atomic<Int>(0)
    let found = LockedValue<[Found?]>(Array(repeating: nil, count: grid.cells.count))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, grid.cells.count))) { _ in
      while !progress.runs.isStopped {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= grid.cells.count { return }
        let one = Self.find(grid.cells[index], in: grid, assignments: assignments, cache)
        found.withLock { $0[index] = one }
        progress.addCell()
      }
    }
    let all = found.withLock { $0 }.compactMap { $0 }
    if all.count < grid.cells.count { throw Interrupted() }
    if let error = all.lazy.compactMap(\.unexpected).first { throw error }
    if let slip = grid.slip(among: all.map(\.unreadable)) { throw slip }
    cells = zip(grid.cells, all).map { Cell(cell: $0, outcome: $1.outcome) }
    try Self.refuseNone(cells.map(\.fault))
  }

  /// Refuses a sweep of which no cell can be. `faults` has one entry a cell.
  ///
  /// - Throws: ``InputError`` with the reason of the first.
  static func refuseNone(_ faults: [InputError?]) throws {
    guard let first = faults.first, let first, faults.allSatisfy({ $0 != nil }) else { return }
    throw InputError(
      "none of the \(faults.count) cells can be; the first: \(first.message)", file: first.file, line: first.line, column: first.column,
      remedy: first.remedy)
  }

  /// What becomes of a cell.
  private enum Found: Sendable {
    case ready(PreparedScenario)
    case unreadable(InputError)
    case impossible(InputError)
    case unexpected(any Error)

    var outcome: Result<PreparedScenario, InputError> {
      switch self {
      case .ready(let prepared): .success(prepared)
      case .unreadable(let error), .impossible(let error): .failure(error)
      case .unexpected: preconditionFailure("such an error has been thrown")
      }
    }

    var unreadable: InputError? { if case .unreadable(let error) = self { error } else { nil } }
    var unexpected: (any Error)? { if case .unexpected(let error) = self { error } else { nil } }
  }

  private static func find(_ cell: SweepCell, in grid: SweepGrid, assignments: [String], _ cache: DeploymentCache) -> Found {
    let scenario: Scenario
    do { scenario = try grid.scenario(of: cell) } catch { return error.isOfNamedFile ? .impossible(error) : .unreadable(error) }
    do {
      return .ready(
        try PreparedScenario(scenario, values: cell.values, assignments: assignments + cell.assignments, sharing: cache))
    } catch let error as InputError { return .impossible(error) } catch { return .unexpected(error) }
  }

  /// For each cell the first one of the same experiment, whose runs are its own; nil where it cannot be.
  var leaders: [Int?] {
    var first: [String: Int] = [:]
    return cells.enumerated().map { index, cell in
      guard let experiment = cell.prepared?.description.experiment else { return nil }
      if let known = first[experiment] { return known }
      first[experiment] = index
      return index
    }
  }
}

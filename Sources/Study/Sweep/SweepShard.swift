import Kernel

/// One of several parts that a sweep or a plan is divided into, each for a machine of its own.
///
/// A run of a sweep belongs to a part by the digest of its experiment and seed: every machine knows its own without asking another, the parts are of
/// about the same size, and runs that are costly for the same reason are spread over all of them. The layouts of a plan are dealt out in
/// turn.
public struct SweepShard: Hashable, Sendable {
  /// The part, from 0.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// Reads `3/16`, or `auto` and `auto/16` for the part that a job array has given this process.
  ///
  /// `auto` takes the part from the environment of a Slurm array, which says how many parts it has; `auto/n` also from that of a Kubernetes
  /// indexed job, which does not.
  /// - Throws: ``InputError`` for what is no part, and where no job array says one.
  public init(_ text: String, environment: [String: String]) throws {
    let sides = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let written = sides.count == 2 ? Int(sides[1]) : nil
    if sides == ["auto"] {
      (index, count) = try Self.ofJobArray(nil, environment)
    } else if sides[0] == "auto", let written {
      (index, count) = try Self.ofJobArray(written, environment)
    } else if let part = Int(sides[0]), let written {
      (index, count) = (part, written)
    } else {
      throw Self.fault(text)
    }
    guard 1...100_000 ~= count, 0..<count ~= index else { throw Self.fault(text) }
  }

  /// Whether a run is of this part.
  public func contains(experiment: String, seed: UInt64) -> Bool {
    Self.index(of: RunKey(experiment: experiment, seed: seed), among: count) == index
  }

  /// The part that a run is of, where there are `count` of them.
  public static func index(of run: RunKey, among count: Int) -> Int {
    var digest = Digest()
    digest.mix(bytesOf: run.experiment)
    digest.mix(run.seed)
    return Int(digest.value % UInt64(count))
  }

  private static func fault(_ text: String) -> InputError {
    InputError(
      "'\(text.prefix(40))' is no part of a sweep or a plan", remedy: "write --shard 0/16 to --shard 15/16, or --shard auto in a job array")
  }

  private static func ofJobArray(_ written: Int?, _ environment: [String: String]) throws -> (Int, Int) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    if let task = number("SLURM_ARRAY_TASK_ID"), let first = number("SLURM_ARRAY_TASK_MIN"), let last = number("SLURM_ARRAY_TASK_MAX"),
      let tasks = number("SLURM_ARRAY_TASK_COUNT")
    {
      guard 0...Int(Int32.max) ~= first, first <= last, last <= Int(Int32.max), last - first + 1 == tasks, first <= task, task <= last
      else {
        throw InputError(
          "the job array has \(tasks) tasks with gaps between \(first) and \(last)", remedy: "number them one after the other: --array=0-15"
        )
      }
      guard written == nil || written == tasks else {
        throw InputError("the job array has \(tasks) tasks, and not \(written ?? 0)", remedy: "write --shard auto")
      }
      return (task - first, tasks)
    }
    if let index = number("JOB_COMPLETION_INDEX") {
      guard let written else {
        throw InputError("an indexed job does not say how many parts it has", remedy: "write --shard auto/16, with the job's completions")
      }
      return (index, written)
    }
    throw InputError("no job array says which part this is", remedy: "write --shard 0/16 to --shard 15/16")
  }
}

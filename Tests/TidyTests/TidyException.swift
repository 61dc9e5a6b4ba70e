/// A file that may break one rule, and why.
struct TidyException {
  let rule: TidyRule
  let path: String
  let reason: String

  static let all: [TidyException] = lines + calls + types

  private static let lines = ["ByteCursor", "LineBuffer", "TraceLine"].map {
    TidyException(
      rule: .rawMemory, path: "Sources/Workload/Readers/\($0).swift",
      reason: "the bytes of a line are read where they lie; the invariants are beside them")
  }

  private static let calls = [
    "Scenario/Settings/RegularFile", "Store/Claims/StoreClaims", "windtunnel/Console/Console", "windtunnel/Arguments/Trace/TraceOutput",
  ].map {
    TidyException(rule: .rawMemory, path: "Sources/\($0).swift", reason: "bytes of an array are handed to the system, within one call")
  }

  private static let types = [
    "Serving/Cluster/Placement/Router", "Serving/Cluster/Wake", "Serving/Engine/Batch/Batch", "Serving/Engine/EngineLimits",
    "Serving/Engine/State/EngineState", "Serving/Engine/State/EngineState+Check", "Serving/Engine/State/EngineState+Swapping",
    "Serving/Engine/PrefixCaching/PrefixRules", "Serving/Engine/Requests/RequestQueue", "Serving/Engine/Requests/WaitingOrder",
    "Serving/Engine/Scheduler",
  ].map { TidyException(rule: .typeFile, path: "Sources/\($0).swift", reason: "a small type beside the one that it is made for") }

  func covers(_ fault: TidyFault) -> Bool { rule == fault.rule && path == fault.path }
}

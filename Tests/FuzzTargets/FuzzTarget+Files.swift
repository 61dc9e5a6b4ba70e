import Calibration
import Foundation
import Kernel
import Metrics
import Record
import Store
import Study
import Workload

/// What is read out of files, by their paths.
extension FuzzTarget {
  static let files: [FuzzTarget] = [
    FuzzTarget("trace", "a trace, of any format") { bytes in
      try FuzzFile.with(bytes, name: "trace") { path in
        for policy in [ZeroTokenPolicy.skip, .clip] { try walk(TraceReader(path: path, zeroTokens: policy)) }
        _ = try TraceReader(path: path)
      }
    },
    FuzzTarget("trace-profile", "the profile of a trace, and a load drawn from it", folders: ["traces/profiles"]) { bytes in
      try FuzzFile.with(bytes, name: "trace-profile.json") { path in
        let source = try TraceProfile.read(path: path).makeSource(seed: 1, requests: 20)
        try walk(source)
      }
    },
    FuzzTarget("benchmark", "the result of a benchmark, of any tool") { bytes in
      try FuzzFile.with(bytes, name: "result.json") { path in _ = try MeasurementFiles([path]) }
    },
    FuzzTarget("table", "a table of measured points, stages or watts") { bytes in
      try FuzzFile.with(bytes, name: "table.csv") { path in _ = try MeasurementFiles([path]) }
    },
    FuzzTarget("server-log", "what a server wrote when it started") { bytes in
      try FuzzFile.with(bytes, name: "server.log") { path in _ = try ServerLog(path: path) }
    },
    FuzzTarget("operators", "a table of operator times") { bytes in
      let isAttention = bytes.first == UInt8(ascii: "a")
      let name = "h100_sxm_\(isAttention ? "context_attention" : "gemm_bfloat16")_vllm0.24.0.csv"
      try FuzzFile.with(Array(bytes.dropFirst()), name: name) { path in
        _ = try OperatorTableImport(path: path, date: "2026-01-01")
      }
    },
    FuzzTarget("database", "a database of results, damaged at chosen places") { bytes in
      let path = try DamagedDatabase.make(Choices(bytes))
      let store = try ResultStore.open(readingFrom: path)
      defer { try? store.close() }
      for run in try store.runs() {
        _ = try store.summary(ofRun: run.id)
        _ = try store.fleet(ofRun: run.id)
        try store.forEachRequest(ofRun: run.id) { _ in }
        try store.forEachIteration(ofRun: run.id) { _ in }
        _ = try store.transfers(ofRun: run.id)
        _ = try store.retries(ofRun: run.id)
        _ = try store.rejectedRequests(ofRun: run.id)
      }
      _ = try store.profiles()
      _ = try store.plans()
      _ = try store.planTallies()
      _ = try store.columnDocumentation()
    },
  ]

  /// A load comes in order of time, and every request has tokens.
  private static func walk(_ source: some ArrivalSource) throws {
    var source = source
    var last = Instant.start
    while let arrival = try source.next() {
      if arrival.time < last { throw FuzzFault("a request arrives before the one in front of it") }
      let sizes = [arrival.promptTokens, arrival.outputTokens]
      if sizes.contains(where: { !(1...Arrival.maximumTokens ~= $0) }) { throw FuzzFault("a request of \(sizes) tokens") }
      last = arrival.time
    }
  }
}

import Record

/// How what is told of single requests becomes rows.
enum RequestRows {
  static let finished = RowFormat<RequestRecord>(
    .currentRequest,
    [
      "request": { Int64($0.request) }, "replica": { Int64($0.replica) }, "promptTokens": { Int64($0.promptTokens) },
      "outputTokens": { Int64($0.outputTokens) }, "cachedTokens": { Int64($0.cachedTokens) }, "preemptions": { Int64($0.preemptions) },
      "arrivalPicoseconds": { $0.arrival.picoseconds }, "firstScheduledPicoseconds": { $0.firstScheduled.picoseconds },
      "firstTokenPicoseconds": { $0.firstToken.picoseconds }, "finishPicoseconds": { $0.finish.picoseconds },
      "class": { Int64($0.classIndex) }, "prefillReplica": { $0.prefillReplica.map { Int64($0) } }, "retries": { Int64($0.retries) },
    ])

  static let transferred = RowFormat<HandOverRecord>(
    .transfer,
    [
      "request": { Int64($0.request) }, "source": { Int64($0.source) }, "destination": { Int64($0.destination) },
      "bytes": { Int64($0.bytes) }, "prefillEndPicoseconds": { $0.prefillEnd.picoseconds }, "askedPicoseconds": { $0.asked.picoseconds },
      "startedPicoseconds": { $0.started.picoseconds }, "arrivedPicoseconds": { $0.arrived.picoseconds },
    ])

  static let retried = RowFormat<RetryRecord>(
    .retry,
    [
      "request": { Int64($0.request) }, "number": { Int64($0.number) }, "replica": { Int64($0.replica) },
      "timePicoseconds": { $0.time.picoseconds },
    ])
}

import Kernel
import Testing
import Workload

/// Columns and keys are known by the names that tools of the field give them, and nothing is passed over in silence.
@Suite("Columns and keys of other tools") struct KnownColumnsTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  func read(_ text: String, hints: TraceHints = TraceHints()) throws -> (arrivals: [Arrival], reader: TraceReader) {
    let reader = try TraceReader(path: scratch.file(text), hints: hints)
    return (try all(reader), reader)
  }

  struct Table: Sendable, CustomTestStringConvertible {
    var tool: String
    var text: String
    /// Of the second row.
    var seconds: Double
    var testDescription: String { tool }
  }

  static let tables: [Table] = [
    Table(tool: "Vidur", text: "arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,370,40\n4.25,400,110\n4.5,7,1\n", seconds: 4.25),
    Table(
      tool: "Vidur at a low rate", text: "arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,370,40\n4250.0,400,110\n", seconds: 4250),
    Table(
      tool: "splitwise-sim",
      text:
        "request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size\n0,2,0,0.5,1,370,40\n1,2,0,1.75,1,400,110\n",
      seconds: 1.25),
    Table(
      tool: "inference-sim",
      text: "request_id,slo_class,session_id,round_index,input_tokens,output_tokens,arrival_time_us,send_time_us,status,error_message\n"
        + "0,a,s1,0,370,40,1000000,1000100,ok,\n1,a,s1,1,400,110,1500000,1500100,ok,\"said \"\"no\"\", twice\"\n",
      seconds: 0.5),
    Table(tool: "ServeGen", text: "request_id,timestamp,input_tokens,output_tokens\n0,0.25,370,40\n1,0.75,400,110\n", seconds: 0.5),
    Table(
      tool: "nanoseconds since 1970",
      text: "created_at,prompt_tokens,completion_tokens\n1767225600000000000,370,40\n1767225600250000000,400,110\n", seconds: 0.25),
    Table(
      tool: "milliseconds since 1970", text: "created_at,prompt_tokens,completion_tokens\n1767225600000,370,40\n1767225600250,400,110\n",
      seconds: 0.25),
    Table(tool: "seconds since 1970", text: "ts,prompt_tokens,completion_tokens\n1767225600,370,40\n1767225602.5,400,110\n", seconds: 2.5),
    Table(
      tool: "dates", text: "\"Request Time\",isl,osl\n\"2026-01-01T00:00:00.5Z\",370,40\n\"2026-01-01T00:00:03Z\",400,110\n", seconds: 2.5),
    Table(tool: "milliseconds in the name", text: "Arrival Time (ms),Input Length,Output Length\n7,370,40\n12007,400,110\n", seconds: 12),
    Table(
      tool: "numbers as text", text: "start_time_s,input_len,output_len\n\"1.5\",\"370.0\",\"40\"\n\"2.0\",\"400.0\",\"110\"\n",
      seconds: 0.5),
    Table(
      tool: "Azure with images",
      text: "TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15 00:00:00.5,1,370,40\n2024-10-15 00:00:01,0,400,110\n",
      seconds: 0.5),
    Table(tool: "Azure's columns with numbers", text: "TIMESTAMP,ContextTokens,GeneratedTokens\n0.5,370,40\n1.75,400,110\n", seconds: 1.25),
    Table(
      tool: "LLMServingSim",
      text: #"{"input_toks": 370, "output_toks": 40, "arrival_time_ns": 101537000}"# + "\n"
        + #"{"input_toks": 400, "output_toks": 110, "arrival_time_ns": 144370000}"#, seconds: 0.042833),
    Table(
      tool: "AIPerf's records",
      text:
        #"{"metadata": {"request_start_ns": 1767225600000000000, "worker_id": "w"}, "metrics": {"input_sequence_length": {"value": 370, "unit": "tokens"}, "output_sequence_length": {"value": 40, "unit": "tokens"}}, "error": null}"#
        + "\n" + #"{"metadata": {"request_start_ns": 1767225600500000000}, "metrics": {}, "error": {"code": 500, "type": "x"}}"#
        + "\n"
        + #"{"metadata": {"request_start_ns": 1767225601250000000}, "metrics": {"input_sequence_length": 400, "output_sequence_length": 110.0}, "error": null}"#,
      seconds: 1.25),
    Table(
      tool: "keys of a server's usage",
      text: #"{"created": "2026-01-01T00:00:00Z", "prompt_tokens": 370, "completion_tokens": 40}"# + "\n"
        + #"{"completion_tokens": 110, "prompt_tokens": 400, "created": "2026-01-01T00:00:09Z"}"#, seconds: 9),
  ]

  @Test("are read by their names and in their units", arguments: tables) func known(_ table: Table) throws {
    let (arrivals, reader) = try read(table.text)
    #expect(reader.hasTimes)
    try #require(arrivals.count >= 2)
    #expect(arrivals[0] == Arrival(time: .start, promptTokens: 370, outputTokens: 40))
    #expect(arrivals[1] == Arrival(time: Instant(Duration(seconds: table.seconds)), promptTokens: 400, outputTokens: 110))
  }

  @Test("What is passed over is named, of columns and of keys, and keys are counted") func passedOver() throws {
    let table = try read("arrived_at,note,prompt_tokens,output_tokens,prefix group\n0.5,x,1,2,y\n").reader
    #expect(table.report.remarks.contains("passed over: columns note, prefix group"))
    let lines = try read(
      #"{"timestamp": 0, "input_length": 5, "output_length": 1, "type": "text", "note": {"a": [1, "}"]}}"# + "\n"
        + #"{"timestamp": 3000, "input_length": 5, "type": "file", "output_length": 1}"#
    ).reader
    #expect(lines.format == .mooncake)
    #expect(
      lines.report.remarks == ["times read as milliseconds: the first 2 requests in 3.000 s", "passed over: keys type (2), note (1)"])
    let burst = try read("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,API log\n").reader
    #expect(burst.report.remarks == ["passed over: columns Model, Total tokens, Log Type"])
  }

  @Test("A file whose times have no known name has none, and says which column it passed over") func unknownTimes() throws {
    let reader = try read("moment,prompt_tokens,output_tokens\n0.5,1,2\n").reader
    #expect(!reader.hasTimes)
    #expect(reader.report.remarks.contains("passed over: columns moment"))
  }

  @Test("Images are counted, for nothing prices them") func images() throws {
    let table = try read("arrived_at,num_images,prompt_tokens,output_tokens\n0.5,2,1,2\n1,0,1,2\n2,3,1,2\n").reader
    #expect(table.report.remarks.contains("images: 2 requests carry 5, whose encoding is not priced"))
    let lines = try read(
      #"{"timestamp": 0, "input_length": 5, "output_length": 1, "num_images": 4}"# + "\n"
        + #"{"timestamp": 3000, "input_length": 5, "output_length": 1}"#
    ).reader
    #expect(lines.report.remarks.contains("images: 1 requests carry 4, whose encoding is not priced"))
  }

  // MARK: Units

  @Test(
    "Qwen-Bailian: Mooncake's keys, but seconds and blocks of 16 tokens, with and without the size given", arguments: [nil, 16],
    [true, false])
  func bailian(blockTokens: Int?, hasChats: Bool) throws {
    let rows = (0..<8).map { row in
      let blocks = (0..<(3 + row)).map { String(1000 * (row % 2 + 1) + $0) }.joined(separator: ", ")
      let chats = hasChats ? "\"chat_id\": \(500 + row), \"parent_chat_id\": -1, " : ""
      return "{\(chats)\"timestamp\": \(Double(row) / 2 + 0.114), \"input_length\": \(51 + 16 * row), \"output_length\": 130, "
        + "\"turn\": 1, \"hash_ids\": [\(blocks)]}\n"
    }
    let reader = try TraceReader(path: scratch.file(rows.joined()), blockTokens: blockTokens)
    let arrivals = try all(reader)
    #expect(reader.blockTokens == 16)
    #expect(arrivals.count == 8)
    #expect(arrivals.last?.time == seconds(3.5))
    #expect(arrivals.first?.blockHashes == [1000, 1001, 1002])
    #expect(reader.report.remarks.contains("times read as seconds: the first 8 requests in 3.500 s"))
    let hinted = try TraceReader(path: scratch.file(rows.joined()), blockTokens: 16, hints: TraceHints(timeUnit: .milliseconds))
    #expect(try all(hinted).last?.time == seconds(0.0035))
  }

  struct Unit: Sendable {
    var step: Double
    var unit: TimeUnit?
  }

  @Test(
    "The unit of times without one is the one that makes a rate of requests; where two do, the file is refused with what says it",
    arguments: [
      Unit(step: 1, unit: .seconds), Unit(step: 250, unit: .milliseconds), Unit(step: 900, unit: .milliseconds), Unit(step: 10, unit: nil),
      Unit(step: 300_000, unit: .microseconds), Unit(step: 200_000_000, unit: .nanoseconds), Unit(step: 0.3, unit: .seconds),
      Unit(step: 7.7, unit: nil), Unit(step: 140.25, unit: .milliseconds),
    ]) func units(_ unit: Unit) throws
  {
    let text =
      "timestamp,prompt_tokens,output_tokens\n"
      + (0..<20).map { "\(unit.step == unit.step.rounded() ? String(Int(unit.step) * $0) : String(unit.step * Double($0))),5,5\n" }.joined()
    let path = try scratch.file(text)
    guard let expected = unit.unit else {
      let error = try #require(errorReading(path))
      #expect(error.message.contains("is open") && error.remedy?.contains("--time-unit s or --time-unit ms") == true, "\(error)")
      let told = try all(TraceReader(path: path, hints: TraceHints(timeUnit: .milliseconds)))
      #expect(told.last?.time == seconds(19 * unit.step / 1000))
      return
    }
    let times: [TimeUnit: Double] = [.seconds: 1, .milliseconds: 1e-3, .microseconds: 1e-6, .nanoseconds: 1e-9]
    let last = try #require(try all(TraceReader(path: path)).last).time
    #expect(abs((last - .start).seconds - 19 * unit.step * times[expected, default: 0]) < 1e-9)
  }

  @Test("Whole numbers under Mooncake's keys are its milliseconds, unless that makes hundreds of requests/s") func mooncakeUnits() throws {
    func lines(_ step: Int) throws -> String {
      try scratch.file((0..<20).map { "{\"timestamp\": \($0 * step), \"input_length\": 5, \"output_length\": 5}\n" }.joined())
    }
    #expect(try all(TraceReader(path: lines(3000))).last?.time == seconds(57))
    #expect(try all(TraceReader(path: lines(30))).last?.time == seconds(0.57))
    #expect(errorReading(try lines(1))?.remedy?.contains("time_unit: s") == true)
    #expect(try all(TraceReader(path: lines(1), hints: TraceHints(timeUnit: .seconds))).last?.time == seconds(19))
  }

  // MARK: Columns that a user names

  @Test("Any other columns and keys are named") func named() throws {
    let hints = TraceHints(columns: try TraceColumns(parsing: "time=when, prompt=a,output=usage.b,blocks=ids"))
    let lines = try read(
      #"{"when": 0.5, "a": 1024, "usage": {"c": 1, "b": 7}, "ids": [1, 2]}"# + "\n" + #"{"when": 1.5, "usage": {"b": 8}, "a": 9}"#,
      hints: hints)
    #expect(lines.reader.blockTokens == 512)
    #expect(throws: InputError.self) { try read(#"{"when": 0.5, "a": 40, "usage": 7}"#, hints: hints) }
    let plain = TraceHints(columns: try TraceColumns(parsing: "time=when,prompt=in tokens,output=out"))
    #expect(try read("when,what,in tokens,out\n0.25,x,5,6\n1.75,x,7,8\n", hints: plain).arrivals.map(\.promptTokens) == [5, 7])
    let error = #expect(throws: InputError.self) { try read("whom,in tokens,out\n0.25,5,6\n", hints: plain) }
    #expect(error?.message == "there is no column 'when'")
  }

  @Test(
    "Names that are none say so",
    arguments: [
      ("prompt=a", "'output'"), ("prompt=a,output=b,prompt=c", "twice"), ("prompts=a,output=b", "'prompts'"), ("prompt", "names no column"),
      ("prompt=,output=b", "names no column"), ("failure=a,prompt=b,output=c", "'failure'"), ("", "'prompt'"),
    ]) func badNames(_ text: String, _ says: String)
  {
    let error = #expect(throws: InputError.self) { try TraceColumns(parsing: text) }
    #expect(error?.message.contains(says) == true, "\(String(describing: error))")
  }

  // MARK: Sessions

  @Test(
    "A turn that may wait for the one before it is refused where nothing says how: both never come at once in silence",
    arguments: [
      (
        #"{"session_id": "a", "timestamp": 0, "input_length": 1024, "output_length": 20}"# + "\n"
          + #"{"session_id": "a", "input_length": 1536, "output_length": 20}"#, "no 'timestamp'"
      ),
      (
        #"{"session_id": "a", "timestamp": 7, "input_length": 1024, "output_length": 20}"# + "\n"
          + #"{"session_id": "a", "timestamp": 7, "input_length": 1536, "output_length": 20}"#, "two turns of the session 'a'"
      ),
    ]) func sessions(_ text: String, _ says: String) throws
  {
    let error = try #require(errorReading(scratch.file(text)))
    #expect(error.line == 2)
    #expect(error.message.contains(says), "\(error)")
    #expect(error.remedy?.contains("come at their times") == true, "\(error)")
  }

  @Test("A delay that stands late in a file is refused where it stands") func lateDelay() throws {
    let rows = (0..<200).map {
      "{\"timestamp\": \($0 * 3000), \"input_length\": 5, \"output_length\": 5\($0 == 150 ? ", \"delay\": 9" : "")}\n"
    }
    #expect(errorReading(try scratch.file(rows.joined()))?.line == 151)
  }

  @Test("Turns with times of their own are read, and said to come at them") func turns() throws {
    let reader = try read(
      #"{"session_id": "a", "timestamp": 0, "input_length": 5, "output_length": 2}"# + "\n"
        + #"{"session_id": "b", "timestamp": 0, "input_length": 5, "output_length": 2}"# + "\n"
        + #"{"session_id": "a", "timestamp": 900, "input_length": 5, "output_length": 2}"#
    ).reader
    #expect(reader.report.rows == 3)
    #expect(reader.report.remarks.last == "sessions: 1 turns come at the times that are recorded, not after the end of the turn before")
  }
}

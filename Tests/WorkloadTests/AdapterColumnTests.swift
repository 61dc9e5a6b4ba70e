import Foundation
import Kernel
import Testing
import Workload

@Suite("Adapters that a trace tells") struct AdapterColumnTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func read(_ text: String, count: Int?, columns: String? = nil) throws -> (adapters: [Int32], notes: [String]) {
    var hints = TraceHints(columns: try columns.map { try TraceColumns(parsing: $0) })
    hints.adapters = count
    let reader = try TraceReader(path: scratch.file(text), hints: hints)
    return (try all(reader).map(\.adapter), reader.report.remarks)
  }

  private static let table =
    "timestamp,input_tokens,output_tokens,lora_name,model\n0,5,5,tax,base\n1,5,5,,base\n2,5,5,law,other\n3,5,5,tax,base\n"
  private static let lines =
    "{\"timestamp\": 0, \"input_tokens\": 5, \"output_tokens\": 5, \"adapter\": \"tax\"}\n"
    + "{\"timestamp\": 1, \"input_tokens\": 5, \"output_tokens\": 5, \"adapter\": null}\n"
    + "{\"timestamp\": 2, \"input_tokens\": 5, \"output_tokens\": 5, \"adapter\": 17}\n"

  @Test func `are numbered in the order in which rows first name them, and a row may name none`() throws {
    let table = try read(Self.table, count: 2)
    #expect(table.adapters == [0, -1, 1, 0])
    #expect(table.notes.contains { $0.contains("3 requests ask for 2") }, "\(table.notes)")
    #expect(try read(Self.lines, count: 9).adapters == [0, -1, 1])
  }

  @Test func `are passed over by name where the workload has none, and 'model' is read only where it is named`() throws {
    let over = try read(Self.table, count: nil)
    #expect(over.adapters == [-1, -1, -1, -1] && over.notes.contains { $0.contains("lora_name") }, "\(over.notes)")
    let named = try read(Self.table, count: 2, columns: "time=timestamp,prompt=input_tokens,output=output_tokens,adapter=model")
    #expect(named.adapters == [0, 0, 1, 0])
  }

  @Test(arguments: [false, true]) func `stay when a trace is converted, sorted too, and the conversion of a conversion is the same`(
    sorts: Bool
  ) throws {
    let (one, two) = (scratch.path("one.csv"), scratch.path("two.csv"))
    _ = try TraceTool.convert(from: scratch.file(Self.table), to: one, sort: sorts)
    let text = try String(contentsOfFile: one, encoding: .utf8)
    #expect(text.contains("output_tokens,adapter\n") && text.hasSuffix(",0\n"), "\(text)")
    #expect(try read(text, count: 2).adapters == [0, -1, 1, 0])
    #expect(try read(text, count: nil).adapters == [-1, -1, -1, -1])
    _ = try TraceTool.convert(from: one, to: two)
    #expect(try String(contentsOfFile: two, encoding: .utf8) == text)
    // With blocks of prompts, and where no row tells any.
    let blocks = "# windtunnel-trace 1 block_tokens=4\narrival_s,prompt_tokens,output_tokens,blocks,adapter\n0.000000000000,9,5,7 8,tax\n"
    _ = try TraceTool.convert(from: scratch.file(blocks), to: one)
    #expect(try String(contentsOfFile: one, encoding: .utf8) == blocks.replacingOccurrences(of: "tax", with: "0"))
    _ = try TraceTool.convert(from: scratch.file("timestamp,input_tokens,output_tokens\n0,5,5\n"), to: two)
    #expect(try !String(contentsOfFile: two, encoding: .utf8).contains("adapter"))
  }

  @Test func `beyond those that there are are refused at their line, and traces that tell none by name`() throws {
    let error = #expect(throws: InputError.self) { try read(Self.table, count: 1) }
    #expect(error?.line == 4 && error?.remedy != nil, "\(String(describing: error))")
    let none = #expect(throws: InputError.self) { try read("timestamp,input_tokens,output_tokens\n0,5,5\n", count: 1) }
    #expect(none?.remedy?.contains("adapter=NAME") == true, "\(String(describing: none))")
  }
}

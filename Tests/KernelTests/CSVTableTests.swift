import Kernel
import Testing

/// Small CSV tables, read whole.
@Suite("CSV tables")
struct CSVTableTests {
  @Test("fields come by the names of their columns, quoted ones with their commas and quotes")
  func fields() throws {
    let table = try CSVTable("name, count\n\"a, b\",1\n\n\"say \"\"no\"\"\",\r\nplain,2.5\n", file: "t.csv", required: ["count"])
    #expect(table.columns == ["name", "count"] && table.count == 3)
    #expect(table.rows.map { $0["name"] } == ["a, b", "say \"no\"", "plain"])
    #expect((0..<3).map(table.line) == [2, 4, 5])
    #expect(try table.rows.map { row in try row.number("count") } == [1, nil, 2.5])
    #expect(try table.rows[0].requiredWhole("count", in: 0...9) == 1)
  }

  @Test(
    "a row of another length, a missing column and a wrong number are refused with their lines",
    arguments: [
      ("a,b\n1,2\n1\n", "t.csv:3: error: 1 fields where the header has 2; is the line cut off here?"),
      ("a,c\n1,2\n", "t.csv:1: error: the column 'b' is missing; the columns are a,b; is it 'a'?"),
      ("a,b\n1,x\n", "t.csv:2: error: 'b' is 'x'; a finite number"),
      ("a,b\n1,7.5\n", "t.csv:2: error: 'b' is '7.5'; a whole number from 1 to 9"),
      ("a,b\n1,\n", "t.csv:2: error: 'b' is empty; a whole number from 1 to 9"),
    ])
  func faults(text: String, message: String) {
    let error = #expect(throws: InputError.self) {
      try CSVTable(text, file: "t.csv", required: ["a", "b"]).rows[0].requiredWhole("b", in: 1...9)
    }
    #expect(error?.description == message)
  }

  @Test("blanks around a text are taken off, and none in it")
  func blanks() {
    #expect(" a b\t".trimmingBlanks == "a b" && " ".trimmingBlanks == "" && "".trimmingBlanks == "")
  }
}

import Reviews
import Testing

struct DelimitedTextTests {
  private func check(_ text: String, _ separator: Character, _ expected: [[String]]) {
    let table = DelimitedText(Array(text.utf8), separator: separator)
    #expect(table.map { $0.fields.map { table.text(of: $0) } } == expected)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", ",", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,\r\n", ",", [["a", "b"], ["1", ""]]),
    ("\"a,\"\"b\"\"\nc\",d", ",", [["a,\"b\"\nc", "d"]]), ("a\tb,c\td\n", "\t", [["a", "b,c", "d"]]),
    ("\u{FEFF}a,b\r1,2", ",", [["a", "b"], ["1", "2"]]), ("\n\n\"\"\n", ",", [[""]]),
    ("\"a\"b,c\n", ",", [["\"a\"b", "c"]]),
    ("", ",", []), ("\"open,x\n1,2", ",", [["\"open", "x"], ["1", "2"]]),
  ])
  func followsRFC4180(_ row: (text: String, separator: Character, records: [[String]])) {
    check(row.text, row.separator, row.records)
  }

  @Test func reportsTheLineOfAnUnclosedQuote() {
    let records = Array(DelimitedText(Array("a,b\r\"x\ry\",\"open\r\n1,2".utf8), separator: ","))
    #expect(records.map(\.openQuoteLine) == [nil, 3, nil] && records.map(\.line) == [1, 2, 4])
  }

  @Test func countsLines() {
    let text = "text,label\n\"two\nlines\",1\n\nlast,0\n"
    #expect(DelimitedText(Array(text.utf8), separator: ",").map(\.line) == [1, 2, 5])
  }

  @Test func reportsTheRangesOfFields() {
    var table = DelimitedText(Array("\n\"a \"\"b\"\"\",,\"c\"\r\n".utf8), separator: ",")
    let record = table.next()
    #expect(record?.range == 1..<15 && record?.fields.map(\.range) == [2..<9, 11..<11, 13..<14])
    #expect(record?.fields.map(\.isQuoted) == [true, false, true])
    #expect(record?.fields.map(\.hasDoubledQuotes) == [true, false, false])
  }

  @Test func repairsInvalidUTF8() {
    var table = DelimitedText([0x61, 0xFF, 0x2C, 0x62], separator: ",")
    let fields = table.next()?.fields ?? []
    #expect(fields.map { table.text(of: $0) } == [nil, "b"])
    #expect(fields.map { table.repairedText(of: $0) } == ["a\u{FFFD}", "b"])
  }

  @Test func aRecordHasAsManyFieldsAsSpreadsheetsHaveColumns() {
    let text = String(repeating: "a,", count: 40_000) + "end\nnext,row\n"
    let records = Array(DelimitedText(Array(text.utf8), separator: ","))
    #expect(records.map(\.fields.count) == [16_384, 2] && records.map(\.line) == [1, 2])
    #expect(records.first?.fields.last?.range == 32_766..<80_003)
  }
}

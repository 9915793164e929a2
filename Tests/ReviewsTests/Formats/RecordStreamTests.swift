import Testing

@testable import Reviews

/// Tables are read in pieces of whole records.
struct RecordStreamTests {
  /// Reads a table whose bytes arrive in pieces of `size`.
  private func batches(
    of text: [UInt8], size: Int, limit: Int = 3, atLeast minimum: Int = 1, recordLimit: Int = 1 << 20
  ) throws -> [RecordStream.Batch] {
    var position = 0
    var stream = try RecordStream(name: "a.csv", separator: ",", recordLimit: recordLimit) {
      guard position < text.count else { return nil }
      defer { position += size }
      return Array(text[position..<min(text.count, position + size)])
    }
    var batches: [RecordStream.Batch] = []
    while let batch = try stream.next(atLeast: batches.isEmpty ? minimum : 1, limit: limit) { batches.append(batch) }
    return batches
  }

  private func cells(_ batches: [RecordStream.Batch]) -> [[String]] {
    batches.flatMap { batch in batch.records.map { $0.fields.map { batch.table.repairedText(of: $0) } } }
  }

  private static let tables = [
    "", "\n\n", "a", "a,b\n", "a,b\r\n\r\n1,2\r\n\r\n", "id,text\n1,\"two\nlines\"\n2,\"a \"\"b\"\", c\"\n3,x\n",
    "id;text\n1;x\n2;\"a;b\"\n", "a\tb\n1\t2", "a,b\r1,2\r3,\"4\r5\"\r", "text\n\"unclosed\nnext\nlast",
    "a,b\n1,\"x\"y\n\"2,z\n3,4\n",
  ]

  @Test(arguments: tables, [1, 2, 7, 1000])
  func piecesAreTheTableAndRecordsThoseOfTheWholeText(table: String, size: Int) throws {
    let bytes = Array(table.utf8)
    let batches = try batches(of: bytes, size: size)
    #expect(batches.flatMap { $0.bytes[$0.range] } == bytes)
    guard let opening = DelimitedText(bytes, separator: ",").opening() else {
      #expect(cells(batches).isEmpty)
      return
    }
    let rest = opening.rest
    let records = [opening.first] + Array(rest)
    #expect(cells(batches) == records.map { $0.fields.map { rest.repairedText(of: $0) } })
    #expect(batches.flatMap { $0.records.map(\.line) } == records.map(\.line))
    #expect(batches.flatMap { $0.records.map(\.openQuoteLine) } == records.map(\.openQuoteLine))
    #expect(batches.allSatisfy { $0.records.count <= 3 })
  }

  /// The table is longer than what is read to find the separator.
  @Test func recordsAreWholeAcrossReads() throws {
    let rows = (0..<9000).map { "\($0),\"row \"\"\($0)\"\",\n\(String(repeating: "x", count: $0 % 97))\"" }
    let bytes = Array((["id,text"] + rows).joined(separator: "\n").utf8)
    let batches = try batches(of: bytes, size: 1 << 16, limit: 256)
    #expect(batches.flatMap { $0.bytes[$0.range] } == bytes)
    let cells = cells(batches)
    #expect(cells.count == 9001 && cells[9000][0] == "8999" && cells.allSatisfy { $0.count == 2 })
    #expect(batches.last?.records.last?.line == 2 + 2 * 8999)
  }

  @Test func waitsForEnoughRecords() throws {
    let bytes = Array((0..<500).map { "\($0),a text\n" }.joined().utf8)
    #expect(try batches(of: bytes, size: 10, limit: 256, atLeast: 101).first?.records.count == 256)
    #expect(try batches(of: Array(bytes.prefix(100)), size: 10, limit: 256, atLeast: 101).count == 1)
  }

  @Test func anUnclosedQuoteDoesNotHoldTheTable() throws {
    let rows = String(repeating: "1,a text of some length that is repeated\n", count: 60_000)
    let bytes = Array("id,text\n1,\"unclosed\n\(rows)".utf8)
    var (count, size, openQuotes) = (0, 0, [Int]())
    for batch in try batches(of: bytes, size: 1 << 16, limit: 4096, recordLimit: 1 << 19) {
      count += batch.records.count
      size = max(size, batch.bytes.count)
      openQuotes += batch.records.compactMap(\.openQuoteLine)
    }
    #expect(openQuotes == [2])
    #expect(count == 60_002)
    #expect(size <= 3 << 19 && bytes.count > 4 << 19)
  }

  @Test func aRowWithoutEndIsAnError() {
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20)
    #expect {
      try batches(of: Array("id,text\n".utf8) + line, size: 1 << 16)
    } throws: { "\($0)".hasPrefix("a.csv:2: more than ") && "\($0)".hasSuffix("is this a table?") }
  }

  @Test func directivesAreNoRecords() throws {
    let bytes = Array("id,text\n# sentiment:ignore\n1,x\n".utf8)
    let batches = try batches(of: bytes, size: 5)
    #expect(cells(batches) == [["id", "text"], ["1", "x"]])
    #expect(batches.flatMap { $0.bytes[$0.range] } == bytes)
  }
}

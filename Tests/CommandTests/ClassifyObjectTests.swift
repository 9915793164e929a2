import JSON
import TestSupport
import Testing

/// `classify --input jsonl` labels JSON lines, and arguments that name files are rejected.
struct ClassifyObjectTests {
  private func label(_ lines: String, _ options: [String] = []) throws -> Program.Outcome {
    try Program.run("sentiment", ["classify", "--input", "jsonl", "--model", TinyModel.bert] + options, input: lines)
  }

  @Test func keepsEachObjectAndAppendsKeys() throws {
    let line = "{\"id\": 1.50, \"text\": \"a fine film\",\"n\":12345678901234567890 "
    let outcome = try label(line + "}\r\n\n{\"text\":\"\"}")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[0].hasPrefix(line + ",\"label\":\"") && lines[1].isEmpty && lines[3].isEmpty)
    let object = try JSONValue(parsing: String(lines[0]))
    #expect(object.objectValue?.keys == ["id", "text", "n", "label", "confidence", "scores"])
  }

  @Test func takenKeysGetAPrefix() throws {
    let object = try #require(try label("{\"text\":\"a fine film\",\"label\":1}\n").lines().first)
    #expect(object["label"] == 1 && object["sentiment_label"]?.stringValue != nil)
  }

  @Test(arguments: [
    ("{\"a\":\"x\",\"review\":\"a fine film\"}", [] as [String]), ("{\"r\":{\"body\":\"a fine film\"}}", []),
    ("{\"text\":\"other words\",\"b\":\"a fine film\"}", ["--column", "b"]),
    ("{\"text\":\"other words\",\"b\":{\"c\":\"a fine film\"}}", ["--column", "c"]),
  ])
  func findsTheText(line: String, options: [String]) throws {
    let expected = try label("{\"text\":\"a fine film\"}\n").lines().first?["confidence"]
    #expect(try label(line + "\n", options).lines().first?["confidence"] == expected)
  }

  @Test func linesWithoutATextHaveAnError() throws {
    let outcome = try label("{\"id\":1}\n{\"text\":null}\n[]\n{\n{\"text\":\"a fine film\"}\n")
    let lines = try outcome.lines()
    #expect(lines.count == 5 && outcome.status == 2)
    #expect(lines[0]["id"] == 1)
    #expect(
      lines[0]["error"]?.stringValue?.hasPrefix("standard input:1: no string under \"text\"; the keys are id.") == true)
    #expect(lines[1].objectValue?.keys == ["text", "label"] && lines[1]["label"]?.isNull == true)
    #expect(lines[2]["error"] == "standard input:3: not a JSON object")
    #expect(lines[3]["error"]?.stringValue?.hasPrefix("standard input:4, column ") == true)
    #expect(lines[4]["label"] != nil)
  }

  @Test func aColumnMakesATableOfStandardInput() throws {
    let arguments = ["classify", "--model", TinyModel.bert, "--column", "b"]
    let objects = try Program.run("sentiment", arguments, input: "{\"b\":\"a fine film\"}\n")
    #expect(try objects.lines().first?.objectValue?.keys.prefix(2) == ["b", "label"])
    let table = try Program.run("sentiment", arguments, input: "a,b\n1,a fine film\n")
    #expect(table.output.hasPrefix("a,b,label,confidence,uncertain\n1,a fine film,"))
  }

  @Test func argumentsThatNameFilesAreRejected() throws {
    try withTemporaryFolder(["a b.csv": "text\nfine\n", "r.jsonl": "{}", "r.txt": "fine", "r.json": "[]"]) { folder in
      try folder.write([0x1F, 0x8B, 8, 0, 0], to: "r.csv.gz")
      for (name, classify, explain) in [
        ("a b.csv", "To label its rows: sentiment classify --input csv < '", "sentiment explain - < '"),
        ("r.jsonl", "sentiment classify --input jsonl < /", "sentiment check /"),
        (
          "r.txt", "To label its lines: sentiment classify --input text < /",
          "To explain its text: sentiment explain - < /"
        ),
        ("r.json", "sentiment check --language json /", "sentiment check --language json /"),
        ("r.csv.gz", "is compressed by gzip. Pipe it: zcat /", "is compressed by gzip. Pipe it: zcat /"),
      ] {
        for (command, message) in [("classify", classify), ("explain", explain)] {
          let outcome = try Program.run("sentiment", [command, "--model", TinyModel.bert, folder(name)])
          #expect(outcome.status == 2 && outcome.output.isEmpty)
          #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
      }
      // The path of a folder is no text.
      #expect(try Program.run("sentiment", ["classify", "--model", TinyModel.bert, folder.path]).status == 2)
    }
  }
}

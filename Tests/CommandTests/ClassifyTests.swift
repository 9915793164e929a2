import JSON
import TestSupport
import Testing

struct ClassifyTests {
  /// As without --output, even if the shell appends to a file.
  @Test(arguments: ["| cat", ">> out; cat out", "> out; cat out", "2>&1 | cat"])
  func writesToStandardOutputByName(redirection: String) throws {
    let classify = "sentiment classify --model '\(TinyModel.bert)' --output"
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
      let outcome = try Program.run(script: "echo first > out; \(classify) \(name) 'a film' 'a book' \(redirection)")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.dropFirst(redirection.hasPrefix(">>") ? 1 : 0).count == 2, "\(outcome)")
      #expect(lines.first == "first" || !redirection.hasPrefix(">>"))
    }
  }

  private let waste = "What a waste of time. The plot was confusing, acting was terrible."

  @Test func printsLabelConfidenceAndKeyPhrases() throws {
    let outcome = try Program.run("sentiment", ["classify", "--explain"], input: waste + "\n")
    #expect(outcome.status == 0)
    let result = try #require(try outcome.lines().first)
    #expect(result["label"] == "negative")
    #expect(try #require(result["confidence"]?.doubleValue) > 0.9)
    let leading = try #require(result["keyTokens"]?[0]?["text"]?.stringValue)
    #expect(["terrible", "waste of time", "confusing"].contains { leading.hasSuffix($0) })
  }

  @Test func offsetsCountUnicodeScalars() throws {
    let text = "😀 Ünglaublich terrible — e\u{301} awful"
    let outcome = try Program.run("sentiment", ["classify", "--explain", "--details", text])
    let result = try #require(try outcome.lines().first)
    let scalars = Array(text.unicodeScalars)
    for token in try #require(result["keyTokens"]?.arrayValue) {
      let (start, end) = (try #require(token["start"]?.intValue), try #require(token["end"]?.intValue))
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[start..<end])
      #expect(token["text"]?.stringValue == String(word))
    }
    #expect(result["tokenIDs"]?.arrayValue?.count == result["tokenOffsets"]?.arrayValue?.count)
    #expect(result["tokenOffsets"]?[0] == [0, 0])
  }

  @Test func classifiesEveryLineInOrderEvenEmptyOnes() throws {
    let texts = ["good", "", "bad\r", String(repeating: "very long ", count: 2000)] + (0..<300).map { "film \($0)" }
    let outcome = try Program.run("sentiment", ["classify"], input: texts.joined(separator: "\n"))
    let expected = texts.map { $0.hasSuffix("\r") ? String($0.unicodeScalars.dropLast()) : $0 }
    #expect(try outcome.lines().map { $0["text"]?.stringValue } == expected)
  }

  @Test func detectsJSONLinesByTheFirstLine() throws {
    let outcome = try Program.run(
      "sentiment", ["classify"], input: "{\"text\":\"fine\\nfilm\"}\n{\"text\":\"\\u0000\"}\n")
    #expect(try outcome.lines().map { $0["text"]?.stringValue } == ["fine\nfilm", "\0"])
    #expect(outcome.status == 0)
  }

  @Test func reportsAnInvalidJSONLineInOrderAndContinues() throws {
    let outcome = try Program.run(
      "sentiment", ["classify", "--input", "jsonl"], input: "{\"text\":\"a\"}\n{\"text\":\n[]\n{\"text\":\"b\"}\n")
    let lines = try outcome.lines()
    #expect(lines.map { $0["text"]?.stringValue } == ["a", nil, nil, "b"])
    #expect(lines[1]["error"]?.stringValue?.contains("standard input:2") == true)
    #expect(outcome.status == 2)
  }

  @Test func reportsAndReplacesInvalidUTF8() throws {
    let outcome = try Program.run(
      "sentiment", ["classify"], input: Array("good ".utf8) + [0xFF] + Array("\nfine\n".utf8))
    #expect(try outcome.lines().map { $0["text"]?.stringValue } == ["good \u{FFFD}", "fine"])
    #expect(outcome.errors.contains("standard input:1: not valid UTF-8"))
    #expect(outcome.status == 2)
  }

  @Test func reportsTruncationOfATenMegabyteLine() throws {
    let line = String(repeating: "terrible film ", count: 750_000)
    let outcome = try Program.run("sentiment", ["classify"], input: line + "\ngood\n")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("standard input:1: 10500000 bytes in one line"))
    #expect(try outcome.lines().count == 2)
  }

  @Test func emptyInputGivesNoOutput() throws {
    let outcome = try Program.run("sentiment", ["classify"])
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
  }

  @Test func acceptsAMissingLastLineEndAndDropsOneByteOrderMark() throws {
    for (input, texts) in [
      ("one film", ["one film"]), ("one film\ntwo films", ["one film", "two films"]), ("\n\nx", ["", "", "x"]),
      ("\u{FEFF}one film", ["one film"]), ("\u{FEFF}\u{FEFF}one film", ["\u{FEFF}one film"]), ("", []),
      ("\u{FEFF}", []),
    ] {
      let outcome = try Program.run("sentiment", ["classify"], input: input)
      #expect(outcome.status == 0, "\(input.debugDescription)")
      #expect(try outcome.lines().map { $0["text"]?.stringValue } == texts)
    }
  }
}

import Foundation
import JSON
import TestSupport
import Testing

/// `classify --input csv` and `tsv` label the rows of a table.
struct ClassifyTableTests {
  private let waste = "What a waste of time, a terrible film."

  private func label(
    _ table: String, _ options: [String] = [], model: String? = TinyModel.bert
  ) throws -> Program.Outcome {
    let model = model.map { ["--model", $0] } ?? []
    let input = options.contains("--input") ? [] : ["--input", "csv"]
    return try Program.run("sentiment", ["classify"] + input + options + model, input: table)
  }

  /// The output without our cells, which are recognised by the label's name.
  private func withoutLabels(_ output: String) -> String {
    output.replacing(/,(positive|negative),\d\.\d{4},(true|false)/, with: "").replacing(
      ",label,confidence,uncertain", with: "")
  }

  @Test func keepsEveryByteAndAppendsLabels() throws {
    for table in [
      "id,text,stars\n1,\"\(waste)\",1\n2,A fine film I liked,5\n", "id,text\r\n1,\"two\r\nlines, \"\"quoted\"\"\"\r\n",
      "id,text\n\n1,a fine film\n\n\n2,no line end",
    ] {
      let outcome = try label(table)
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      #expect(withoutLabels(outcome.output) == table)
      #expect(outcome.output.contains(",label,confidence,uncertain"))
    }
  }

  @Test func keepsAByteOrderMarkOfUTF8() throws {
    try withTemporaryFolder(["a.csv": "\u{FEFF}id,text\n1,a fine film\n"]) { folder in
      let arguments = ["classify", "--input", "csv", folder("a.csv"), "--output", folder("b.csv")]
      #expect(try Program.run("sentiment", arguments + ["--model", TinyModel.bert]).status == 0)
      let bytes = try Data(contentsOf: folder.appending(path: "b.csv"))
      #expect(bytes.starts(with: Array("\u{FEFF}id,text,label,".utf8)))
    }
  }

  @Test func theLabelIsThatOfTheText() throws {
    let outcome = try label("id,text\n1,\"\(waste)\"\n2,\"A wonderful film, I loved it.\"\n", model: nil)
    let rows = outcome.output.split(separator: "\n")
    #expect(rows.count == 3 && rows[0] == "id,text,label,confidence,uncertain,mixed,aspects,emotions")
    let (first, second) = (try #require(rows[1].firstMatch(of: /,(\w+),([0-9.]+),false,false,/)), rows[2])
    #expect(first.1 == "negative" && (Double(first.2) ?? 0) > 0.9 && second.contains("\",positive,"))
  }

  @Test func rowsWithoutATextHaveEmptyCells() throws {
    let outcome = try label("id,text,stars\n1,a fine film,5\n2,,3\n3,\" \",4\n4\n5,an awful film,1\n")
    let rows = outcome.output.split(separator: "\n").map(String.init)
    #expect(rows.count == 6 && outcome.status == 0)
    #expect(Array(rows[2...4]) == ["2,,3,,,", "3,\" \",4,,,", "4,,,,,"])
  }

  @Test(arguments: [
    (["--column", "note"], "The note of this guest was terrible and long"),
    (["--column", "1"], "A title of a few words"),
    ([], "The text that names the column"),
  ])
  func readsTheNamedColumn(options: [String], expected: String) throws {
    let table =
      "title,text,note\nA title of a few words,The text that names the column,The note of this guest was terrible and long\n"
    let outcome = try label(table, options + ["--explain"])
    #expect(outcome.output.hasPrefix("title,text,note,label,confidence,uncertain,key_phrases\n"))
    let alone = try Program.run("sentiment", ["classify", "--model", TinyModel.bert, expected])
    let confidence = try #require(try alone.lines().first?["confidence"]?.doubleValue)
    #expect(outcome.output.contains("," + String(format: "%.4f", confidence) + ","))
  }

  @Test func tablesWithoutAHeaderGetNoHeader() throws {
    let outcome = try label("1,a fine film with a plot\n5,an awful film with a plot\n")
    #expect(withoutLabels(outcome.output) == "1,a fine film with a plot\n5,an awful film with a plot\n")
    #expect(!outcome.output.contains("confidence"))
  }

  @Test func ourColumnsHaveUnusedNames() throws {
    let outcome = try label("text,Label,confidence,sentiment_confidence\na fine film,1,2,3\n")
    #expect(
      outcome.output.hasPrefix(
        "text,Label,confidence,sentiment_confidence,sentiment_label,sentiment_confidence_2,uncertain\n"))
  }

  @Test(arguments: [("csv", ";"), ("tsv", "\t"), ("csv", "\t")])
  func usesTheSeparatorOfTheTable(input: String, separator: String) throws {
    let table = "id|text\n1|a fine film\n".replacing("|", with: separator)
    let outcome = try label(table, ["--input", input])
    #expect(
      outcome.output.hasPrefix(["id", "text", "label", "confidence", "uncertain\n1"].joined(separator: separator)))
  }

  @Test func numbersAndIndependentLabelsHaveTheirColumns() throws {
    let outcome = try label("text\na fine film\n", model: TinyModel.roberta)
    #expect(outcome.output.contains(/^text,label,value\na fine film,\w+,-?\d+\.\d{4}\n$/))
  }

  @Test func problemsNameTheLineAndRowsAreKept() throws {
    let outcome = try label("id,text\n1,\"unclosed quote here\n2,too,many cells\n3,fine film\n")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("standard input:2: this quote is never closed"))
    #expect(outcome.errors.contains("standard input:3: 3 columns, the first line has 2"))
    #expect(outcome.output.split(separator: "\n").count == 4)
    for (table, message) in [
      ("id,stars\n1,5\n2,4\n", "standard input:1: no column holds texts; the columns are id, stars.")
    ] {
      let outcome = try label(table)
      #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains(message))
    }
    let missing = try label("id,text\n1,a fine film\n", ["--column", "body"])
    #expect(missing.status == 2 && missing.errors.contains("no column \"body\"; the columns are id, text."))
  }

  @Test func readsAFileAndWritesAnother() throws {
    try withTemporaryFolder(["a.csv": "id,text\n1,a fine film\n"]) { folder in
      let arguments = ["classify", "--model", TinyModel.bert, "--input", "csv", folder("a.csv"), "--output"]
      let outcome = try Program.run("sentiment", arguments + [folder("b.csv")])
      #expect(outcome.status == 0 && outcome.output.isEmpty)
      #expect(withoutLabels(try folder.read("b.csv")) == "id,text\n1,a fine film\n")
      let same = try Program.run("sentiment", arguments + [folder("a.csv")])
      #expect(same.status == 2 && same.errors.contains("a.csv: is the input; name another file"))
      let failed = try Program.run("sentiment", arguments + [folder("b.csv"), "--column", "body"])
      #expect(failed.status == 2)
      #expect(withoutLabels(try folder.read("b.csv")) == "id,text\n1,a fine film\n")
    }
  }

  @Test func manyRowsComeOutInOrder() throws {
    let rows = (0..<3000).map { "\($0),film \($0 % 7)" }
    let outcome = try label((["id,text"] + rows).joined(separator: "\n") + "\n")
    #expect(outcome.output.split(separator: "\n").dropFirst().map { withoutLabels(String($0)) } == rows)
  }

  @Test(arguments: [
    ["--details", "--input", "csv"], ["--column", "a", "--input", "text"], ["--column", "a", "a text"],
    ["--input", "csv", "a.csv", "b.csv"], ["--input", "csv", "/no/such/file.csv"],
  ])
  func rejectsOptionsThatDoNotFit(options: [String]) throws {
    let outcome = try Program.run("sentiment", ["classify", "--model", TinyModel.bert] + options)
    #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.hasPrefix("Error: "))
  }
}

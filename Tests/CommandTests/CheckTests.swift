import Foundation
import JSON
import TestSupport
import Testing

struct CheckTests {
  private let reviews = """
    A wonderful film, I loved every minute of it.
      😀 What a waste of time. The plot was confusing, acting was terrible.
    """

  @Test func reportsNegativeReviewsByLineAndColumn() throws {
    let outcome = try Program.run("sentiment", ["check", "-"], input: reviews)
    #expect(outcome.output.hasPrefix("<stdin>:2:3: warning: negative "))
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(outcome.status == 1)
  }

  @Test func exitsWithZeroWithoutFindings() throws {
    for text in ["", "\n\n", "A wonderful film, I loved every minute of it.\n"] {
      let outcome = try Program.run("sentiment", ["check", "-"], input: text)
      #expect(outcome.status == 0 && outcome.output.isEmpty)
    }
  }

  @Test func byteOrderMarkDoesNotShiftTheFirstColumn() throws {
    let outcome = try Program.run("sentiment", ["check", "-"], input: "\u{FEFF}A terrible waste of time.\n")
    #expect(outcome.output.hasPrefix("<stdin>:1:1: "))
  }

  @Test func reportsAnEmptyFile() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "empty.txt")
      try "".write(to: file, atomically: true, encoding: .utf8)
      let outcome = try Program.run("sentiment", ["check", file.path])
      #expect(outcome.errors.contains("\(file.path): is empty"))
      #expect(outcome.status == 2)
    }
  }

  @Test func failOnSelectsTheLabel() throws {
    let praise = "A wonderful film, I loved every minute of it.\n"
    let found = try Program.run("sentiment", ["check", "--fail-on", "positive", "-"], input: praise)
    #expect(found.status == 1)
    #expect(found.output.hasPrefix("<stdin>:1:1: information: positive 9"), "\(found.output)")
    #expect(try Program.run("sentiment", ["check", "--fail-on", "negative", "-"], input: praise).status == 0)
    #expect(try Program.run("sentiment", ["check", "--fail-on", "angry", "-"], input: praise).status == 2)
  }

  @Test func polarityOptionDefinesTheNegativeLabel() throws {
    func check(_ options: [String]) throws -> Program.Outcome {
      try Program.run(
        "sentiment", ["check", "--model", TinyModel.distilBERT] + options + ["-"], input: "A film of two hours.\n")
    }
    let unknown = try check([])
    #expect(unknown.status == 0 && unknown.output.isEmpty)
    #expect(unknown.errors.contains("(LABEL_0, LABEL_1) is known to be negative"), "\(unknown.errors)")
    let known = try check(["--polarity", "LABEL_0=negative", "--polarity", "LABEL_1=negative"])
    #expect(known.status == 1 && known.output.hasPrefix("<stdin>:1:1: warning: LABEL_"), "\(known)")
  }

  @Test func everyFormatReportsTheSameFinding() throws {
    let column = (reviews.split(separator: "\n").last?.unicodeScalars.count ?? 0) + 1
    let jsonLines = try Program.run("sentiment", ["check", "--format", "jsonl", "-"], input: reviews).lines()
    #expect(jsonLines.map { $0["line"] } == [2] && jsonLines[0]["label"] == "negative")
    #expect(jsonLines[0]["column"] == 3 && jsonLines[0]["endLine"] == 2)
    #expect(jsonLines[0]["endColumn"]?.intValue == column)
    let github = try Program.run("sentiment", ["check", "--format", "github", "-"], input: reviews)
    #expect(
      github.output.hasPrefix("::warning file=<stdin>,line=2,endLine=2,col=3,endColumn=\(column)::negative "),
      "\(github.output)")
    let sarif = try JSONValue(
      parsing: Program.run("sentiment", ["check", "--format", "sarif", "-"], input: reviews).output)
    let result = sarif["runs"]?[0]?["results"]?[0]
    #expect(
      result?["locations"]?[0]?["physicalLocation"]?["region"]
        == ["startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": .integer(Int64(column))])
  }

  @Test func reportsAMissingFileAndChecksTheOthers() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "reviews.txt")
      try reviews.write(to: file, atomically: true, encoding: .utf8)
      let outcome = try Program.run("sentiment", ["check", "/no/such/file.txt", file.path])
      #expect(outcome.errors.contains("/no/such/file.txt"))
      #expect(outcome.output.hasPrefix("\(file.path):2:3: warning: negative "))
      #expect(outcome.status == 2)
    }
  }
}

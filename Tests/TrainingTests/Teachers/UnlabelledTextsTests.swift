import TestSupport
import Testing

@testable import Training

struct UnlabelledTextsTests {
  private func check(
    _ content: String, _ name: String, _ columns: LabelledData.Columns = .init(), texts: [String], lines: [Int]? = nil,
    problems: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try TemporaryFolder([name: content])
    let read = try UnlabelledTexts(path: folder(name), columns)
    #expect(read.examples.map(\.text) == texts, sourceLocation: sourceLocation)
    #expect(read.examples.allSatisfy { $0.target == .noLabel }, sourceLocation: sourceLocation)
    if let lines { #expect(read.examples.map(\.line) == lines, sourceLocation: sourceLocation) }
    #expect(read.problems.all.count == problems.count, "\(read.problems.all)", sourceLocation: sourceLocation)
    for (problem, expected) in zip(read.problems.all, problems) {
      #expect(problem.contains(expected), "\(problem)", sourceLocation: sourceLocation)
    }
  }

  @Test func readsATextALine() throws {
    try check("good, really\n\n  \r\nbad\n", "texts.txt", texts: ["good, really", "bad"], lines: [1, 4])
  }

  @Test func readsTheTextColumnAndIgnoresLabels() throws {
    try check("label,text\n1,\"good, really\"\n,bad\n", "a.csv", texts: ["good, really", "bad"], lines: [2, 3])
    try check("review\nfine\n", "a.csv", texts: ["fine"])
    try check("id\treview\n1\tgood\n2\tbad\n", "a.tsv", texts: ["good", "bad"])
    try check("good\nbad\n", "a.csv", .init(hasHeader: false), texts: ["good", "bad"], lines: [1, 2])
    try check("1;good\n2;bad\n", "a.csv", .init(text: "2", hasHeader: false), texts: ["good", "bad"])
    try check("a,b\nx,good\n", "a.csv", .init(text: "b"), texts: ["good"])
  }

  @Test func readsObjects() throws {
    try check(
      #"{"id": 1}"# + "\n" + #"{"text": "good", "label": 1}"# + "\n{\n" + #"{"text": 3}"# + "\n" + #"{"text": "bad"}"#,
      "a.jsonl", texts: ["good", "bad"], lines: [2, 5],
      problems: [":1: no string under \"text\"", ":3: ", ":4: no string under \"text\""])
  }

  @Test func skipsInvalidRows() throws {
    try check(
      "text,label\ngood,1\nshort\n ,0\n\"open,1\n", "a.csv", texts: ["good", "\"open"],
      problems: [":3: 1 column, the first line has 2", ":4: the text is empty; row skipped", ":5: unclosed quote"])
  }

  @Test(arguments: [
    ("a,b\nx,y\n", "a.csv", "a.csv:1: no column \"text\"; the columns are a, b"), ("text\n", "a.csv", "no usable row"),
    ("", "a.csv", "is empty"), ("[1]", "a.jsonl", "is one JSON array"), ("\n", "a.txt", "no usable row. It is empty."),
  ])
  func reportsFilesWithoutTexts(content: String, name: String, sentence: String) throws {
    let folder = try TemporaryFolder([name: content])
    expect(sentence) { _ = try UnlabelledTexts(path: folder(name), .init()) }
  }

  @Test func dropsPatternsAndTextsThatEqualHeldOutOnes() throws {
    let folder = try TemporaryFolder([
      "train.csv": "text,label\na garden [x],1\nthe kitchen,0\na window,1\nthe river,0\n",
      "validation.csv": "text,label\nthe mountain station and the library,1\n",
      "more.txt": "an elephant in the hospital [x]\nThe mountain station and the library!\n[x]\n",
    ])
    var settings = TrainingData.Settings(train: [folder("train.csv")])
    (settings.validation, settings.unlabelled) = (folder("validation.csv"), [folder("more.txt")])
    (settings.dropPatterns, settings.removesDuplicates) = ([#"\[x\]"#], true)
    let data = try TrainingData(settings)
    #expect(data.unlabelled.map(\.text) == ["an elephant in the hospital"])
    #expect(data.files.map(\.texts) == [4, 1, 3] && data.train.count == 4)
    #expect(data.notes.contains("unlabelled: 2 texts"))
    #expect(data.notes.contains("--dedupe removed 1 unlabelled texts that nearly equal a validation or test text"))
  }
}

import BERT
import Foundation
import Testing

@testable import Training

struct LabelledDataTests {
  private func read(
    _ content: String, _ name: String = "data.csv", labels: [String]? = nil, _ problem: Problem = .singleLabel
  ) throws -> LabelledData {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(content.utf8).write(to: file)
    return try LabelledData(path: file.path, labels: labels, problem: problem)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", ",", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,\r\n", ",", [["a", "b"], ["1", ""]]),
    ("\"a,\"\"b\"\"\nc\",d", ",", [["a,\"b\"\nc", "d"]]), ("a\tb,c\td\n", "\t", [["a", "b,c", "d"]]),
    ("\u{FEFF}a,b\r1,2", ",", [["a", "b"], ["1", "2"]]), ("\n\n\"\"\n", ",", [[""]]),
    ("\"a\"b,c\n", ",", [["\"a\"b", "c"]]),
    ("", ",", []), ("\"open,x\n1,2", ",", [["\"open", "x"], ["1", "2"]]),
  ])
  func delimitedTextFollowsRFC4180(_ row: (text: String, separator: Character, records: [[String]])) {
    #expect(DelimitedText(Array(row.text.utf8), separator: row.separator).map(\.fields) == row.records)
  }

  @Test func recordsKnowTheLineTheyBeginOn() {
    let text = "text,label\n\"two\nlines\",1\n\nlast,0\n"
    #expect(DelimitedText(Array(text.utf8), separator: ",").map(\.line) == [1, 2, 5])
  }

  @Test func labelsAreNumbersOrWords() throws {
    #expect(try read("text,label\na,1\nb,0\n").labels == ["negative", "positive"])
    #expect(try read("text,label\na,2\nb,0\n").labels == ["LABEL_0", "LABEL_1", "LABEL_2"])
    #expect(try read("text,label\na,joy\nb,anger\n").labels == ["anger", "joy"])
    let data = try read("label,text\nPositive,a\n0,b\n1.0,c\n", labels: ["negative", "positive"])
    #expect(data.examples.map(\.target) == [.label(1), .label(0), .label(1)])
  }

  @Test func spellingsThatDifferInCaseAreOneLabelAndNoLabelIsNone() throws {
    let data = try read("text,label\na,Joy\nb,joy\nc,\nd, anger \n")
    #expect(data.labels == ["Joy", "anger"])
    #expect(data.examples.map(\.target) == [.label(0), .label(0), .label(1)])
    #expect(data.problems.count == 1 && data.problems[0].contains(":4: no label"))
  }

  @Test func rowsWithTooManyColumnsOrBadBytesAreNamed() throws {
    let data = try read("label,text\n1,fine\n0,cut, here\n1,\"quoted, whole\"\n")
    #expect(data.examples.map(\.text) == ["fine", "quoted, whole"])
    #expect(data.problems.count == 1 && data.problems[0].contains(":3: 3 columns"))
  }

  @Test func jsonLinesAndTabsAreRead() throws {
    let lines = try read("{\"text\":\"a\",\"label\":1}\n\n{\"label\":\"0\",\"text\":\"b\"}\n", "data.jsonl")
    #expect(lines.examples.map(\.text) == ["a", "b"] && lines.examples.map(\.line) == [1, 3])
    #expect(try read("label\ttext\n1\ta, b\n", "data.tsv").examples.map(\.text) == ["a, b"])
  }

  @Test func rowsThatCannotBeUsedAreNamedByLineAndTheRestIsKept() throws {
    let table = try read("text,label\na,1\nshort\nb,maybe\nc,0\n", labels: ["negative", "positive"])
    #expect(table.examples.map(\.text) == ["a", "c"])
    #expect(table.problems.count == 2)
    #expect(table.problems[0].contains(":3: 1 columns") && table.problems[1].contains(":4: unknown label \"maybe\""))
    let lines = try read(
      "{\"text\":\"a\",\"label\":1}\n{\"text\":\n{\"text\":3,\"label\":0}\n{\"text\":\"d\"}\n", "data.jsonl")
    #expect(lines.examples.count == 1 && lines.problems.count == 3)
  }

  @Test func independentLabelsStandInOneCellOrAsAList() throws {
    let table = try read(
      "text,label\na,joy|love\nb,\nc,\"anger, joy\"\nd,1;2\n", labels: ["anger", "joy", "love"], .multiLabel)
    #expect(table.examples.map(\.target) == [.labels([1, 2]), .labels([]), .labels([0, 1]), .labels([1, 2])])
    let lines = try read(
      "{\"text\":\"a\",\"label\":[\"joy\",\"anger\"]}\n{\"text\":\"b\",\"label\":[]}\n{\"text\":\"c\",\"label\":[7.5]}\n",
      "data.jsonl", .multiLabel)
    #expect(lines.labels == ["7.5", "anger", "joy"])
    #expect(lines.examples.map(\.target) == [.labels([1, 2]), .labels([]), .labels([0])])
    let known = try read("text,label\na,\"bad (1, 2)\"\nb,worse\n", labels: ["bad (1, 2)", "good"], .multiLabel)
    #expect(known.examples.map(\.target) == [.labels([0])])
    #expect(known.problems.count == 1 && known.problems[0].contains(":3: unknown label \"worse\""))
  }

  @Test func numbersAreReadForARegression() throws {
    let data = try read("text,label\na,4.5\nb,-1e1\nc,good\nd,nan\ne,\n", "data.csv", .regression)
    #expect(data.examples.map(\.target) == [.value(4.5), .value(-10)])
    #expect(data.labels == ["value"])
    #expect(data.problems.map { $0.suffix(30) }.count == 3 && data.problems[0].contains(":4: \"good\" is no number"))
  }

  @Test func whatCannotBeReadAtAllIsAnError() {
    for (content, expected) in [
      ("", "empty"), ("review,label\na,1\n", "--text-column"), ("text,label\n", "no usable row"),
      ("\u{1F}\u{8B}", "no column"),
    ] {
      #expect { try read(content) } throws: { "\($0)".contains(expected) }
    }
    #expect { try LabelledData(path: "/no/such/file.csv") } throws: { "\($0)".contains("/no/such/file.csv") }
  }
}

import BERT
import Foundation
import Reviews
import TestSupport
import Testing

@testable import Training

struct LabelledDataTests {
  private func read(
    _ content: String, _ name: String = "data.csv", labels: [String]? = nil, _ problem: Problem = .singleLabel,
    columns: LabelledData.Columns = .init()
  ) throws -> LabelledData {
    let folder = try TemporaryFolder([name: content])
    return try LabelledData(path: folder(name), columns: columns, labels: labels, problem: problem)
  }

  @Test func readsNumbersAndWordsAsLabels() throws {
    #expect(try read("text,label\na,1\nb,0\n").labels == ["negative", "positive"])
    #expect(try read("text,label\na,2\nb,0\n").labels == ["LABEL_0", "LABEL_1", "LABEL_2"])
    #expect(try read("text,label\na,joy\nb,anger\n").labels == ["anger", "joy"])
    let data = try read("label,text\nPositive,a\n0,b\n1.0,c\n", labels: ["negative", "positive"])
    #expect(data.examples.map(\.target) == [.label(1), .label(0), .label(1)])
  }

  @Test func ignoresCaseOfLabelsAndSkipsEmptyCells() throws {
    let data = try read("text,label\na,Joy\nb,joy\nc,\nd, anger \n")
    #expect(data.labels == ["Joy", "anger"])
    #expect(data.examples.map(\.target) == [.label(0), .label(0), .label(1)])
    #expect(data.problems.count == 1 && data.problems[0].contains(":4: no label"))
  }

  @Test func reportsRowsWithTooManyColumns() throws {
    let data = try read("label,text\n1,fine\n0,cut, here\n1,\"quoted, whole\"\n")
    #expect(data.examples.map(\.text) == ["fine", "quoted, whole"])
    #expect(data.problems.count == 1 && data.problems[0].contains(":3: 3 columns"))
  }

  @Test func readsJSONLinesAndTSV() throws {
    let lines = try read("{\"text\":\"a\",\"label\":1}\n\n{\"label\":\"0\",\"text\":\"b\"}\n", "data.jsonl")
    #expect(lines.examples.map(\.text) == ["a", "b"] && lines.examples.map(\.line) == [1, 3])
    #expect(try read("label\ttext\n1\ta, b\n", "data.tsv").examples.map(\.text) == ["a, b"])
  }

  @Test(arguments: ["data.jsonl", "data.ndjson", "data.jsonlines", "data.JSON"])
  func readsJSONLinesWithAnyLineEnding(_ name: String) throws {
    let lines = try read(
      "\u{FEFF}{\"text\":\"a\",\"label\":1}\r\n\r\n{\"text\":\"b\",\"label\":0}\r{\"text\":\"c\",\"label\":0}", name)
    #expect(lines.examples.map(\.text) == ["a", "b", "c"] && lines.examples.map(\.line) == [1, 3, 4])
    #expect(lines.problems.isEmpty)
  }

  @Test func skipsInvalidRowsAndReportsTheirLines() throws {
    let table = try read("text,label\na,1\nshort\nb,maybe\nc,0\n", labels: ["negative", "positive"])
    #expect(table.examples.map(\.text) == ["a", "c"])
    #expect(table.problems.count == 2)
    #expect(table.problems[0].contains(":3: 1 columns") && table.problems[1].contains(":4: unknown label \"maybe\""))
    let lines = try read(
      "{\"text\":\"a\",\"label\":1}\n{\"text\":\n{\"text\":3,\"label\":0}\n{\"text\":\"d\"}\n", "data.jsonl")
    #expect(lines.examples.count == 1 && lines.problems.count == 3)
  }

  @Test func readsIndependentLabelsFromACellOrAList() throws {
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

  @Test func readsValuesOfARegression() throws {
    let data = try read("text,label\na,4.5\nb,-1e1\nc,good\nd,nan\ne,\n", "data.csv", .regression)
    #expect(data.examples.map(\.target) == [.value(4.5), .value(-10)])
    #expect(data.labels == ["value"])
    #expect(data.problems.map { $0.suffix(30) }.count == 3 && data.problems[0].contains(":4: \"good\" is not a number"))
  }

  @Test func rejectsUnreadableFiles() {
    for (content, expected) in [
      ("", "empty"), ("words,label\na,1\n", "--text-column"), ("text,label\n", "no usable row"),
      ("\u{1F}\u{8B}", "no column"), ("text,lab\0el\na,1\n", ":1: the header is not valid UTF-8"),
      ("PK\u{3}\u{4}\0", "is a ZIP archive"), ("PAR1,1", "is Parquet"),
      (
        "t\0e\0x\0t\0,\0l\0a\0b\0e\0l\0\n\0",
        "is UTF-16 without a byte-order mark, not UTF-8. Pass --encoding UTF-16LE, or convert it: iconv -f UTF-16LE -t UTF-8 /"
      ),
    ] {
      #expect { try read(content) } throws: { "\($0)".contains(expected) }
    }
    #expect { try LabelledData(path: "/no/such/file.csv") } throws: { "\($0)".contains("/no/such/file.csv") }
  }

  @Test(
    arguments: [
      ("review,sentiment\na,1\n", .init()), ("id,Comment,stars\n7,a,1\n", .init()),
      ("review,text,label\nb,a,1\n", .init()), ("id,reviewText,rating\n7,a,1\n", .init()),
      ("title,商品评价,评分\nb,a,1\n", .init()), ("review_title,内容,情感\nb,a,1\n", .init()),
      ("comments,review_text,label\n7,a,1\n", .init()), ("comments,label\na,1\n", .init()),
      ("评论,评价\na,1\n", .init(label: "评价")), ("feedback,text\n1,a\n", .init(label: "feedback")),
      ("comment,body,stars\n1,a,5\n", .init(label: "Comment")),
      ("b,a,1,0\n", .init(text: "2", label: "3", hasHeader: false)), ("a,1\n", .init(hasHeader: false)),
      ("x,y,text\nb,1,a\n", .init(label: "Y")), ("x,y,z\nb,1,a\n", .init(text: "3", label: "2")),
      ("text;label\na;1\n", .init()), ("text\tlabel\na\t1\n", .init()), ("a\t1\n", .init(hasHeader: false)),
      ("text,text,label\nb,a,1\n", .init(text: "2")), ("Text,text,label\nb,a,1\n", .init(text: "text")),
    ] as [(String, LabelledData.Columns)])
  func findsColumnsByCommonNamesGivenNamesOrNumbers(_ row: (content: String, columns: LabelledData.Columns))
    throws
  {
    let data = try read(row.content, columns: row.columns)
    #expect(data.examples.map(\.text) == ["a"] && data.examples.map(\.target) == [.label(1)] && data.problems.isEmpty)
  }

  @Test(arguments: [
    "label,text,review", "label,body,title", "label,product,review_text", "label,title,reviewText", "label,编号,用户评论",
    "label,num_comments,TWEET", "label,num_comments,review.body", "label,id,comments",
  ])
  func readsTheSameTextColumnAsTheServer(_ header: String) throws {
    let rows = header + "\n1,too slow,far too loud\n0,not bad,very good\n"
    let reviews = DocumentReviews(of: Array(rows.utf8), format: .csv)
    let texts = try read(rows).examples.map(\.text)
    #expect(texts == reviews.reviews.map { $0.text(in: Array(rows.utf8)).string })
    let objects = header.split(separator: ",")
    let line = "{\"label\":1,\"\(objects[1])\":\"a b\",\"\(objects[2])\":\"c d\"}\n"
    let column = texts == ["too slow", "not bad"] ? "a b" : "c d"
    #expect(try read(line, "data.jsonl").examples.map(\.text) == [column])
  }

  @Test(
    arguments: [
      ("words,label\na,1\n", .init(), "no column \"text\"; the columns are words, label. Name one with --text-column"),
      (
        "text,label\na,1\n", .init(label: "mood"),
        "no column \"mood\"; the columns are text, label. Name one with --label-column"
      ),
      (
        "review,comment,label\na,b,1\n", .init(),
        "several columns match: \"review\" or \"comment\"; choose one with --text-column"
      ),
      (
        "review_text,comment_text,label\na,b,1\n", .init(),
        "several columns match: \"review_text\" or \"comment_text\""
      ),
      ("评论,回复内容,意见,标签\na,b,c,1\n", .init(), "several columns match: \"评论\" or \"意见\"; choose one with --text-column"),
      ("text,评分,情感\na,5,1\n", .init(), "several columns match: \"评分\" or \"情感\"; choose one with --label-column"),
      ("review,Review,label\na,b,1\n", .init(), "2 columns are named \"review\"; choose one by its number"),
      (
        "Text,text,label\na,b,1\n", .init(),
        "2 columns are named \"Text\"; choose one by its number: --text-column 1 or 2"
      ),
      ("a,b,b\na,b,1\n", .init(text: "a", label: "b"), "choose one by its number: --label-column 2 or 3"),
      ("text,label\na,1\n", .init(text: "\(Int.min)"), "no column \"\(Int.min)\"; the columns are text, label"),
      ("text,label\na,1\n", .init(label: "3"), "no column \"3\"; the columns are text, label"),
      ("text,label\na,1\n", .init(label: "text"), ":1: --text-column and --label-column name the same column"),
      ("a,1\n", .init(label: "1", hasHeader: false), ":1: --text-column and --label-column name the same column"),
      ("a,1\n", .init(text: "3", hasHeader: false), "--text-column takes a number from 1 to 2"),
    ] as [(String, LabelledData.Columns, String)])
  func reportsMissingAndAmbiguousColumns(
    _ row: (content: String, columns: LabelledData.Columns, expected: String)
  ) {
    #expect { try read(row.content, columns: row.columns) } throws: { "\($0)".contains(row.expected) }
  }

  @Test(arguments: [
    (["-1", "1"], ["negative", "positive"], [0, 1]),
    (["-1", "0", "1"], ["negative", "neutral", "positive"], [0, 1, 2]),
    (["0.0", "1.0"], ["negative", "positive"], [0, 1]), (["1", "2"], ["1", "2"], [0, 1]),
    (["5", "1", "2", "3", "4"], ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], [4, 0, 1, 2, 3]),
    (["0", "4"], ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4"], [0, 4]),
    (["10", "9"], ["9", "10"], [1, 0]), (["2", "bad"], ["2", "bad"], [0, 1]),
  ])
  func namesNumericLabelsByConvention(_ row: (cells: [String], labels: [String], indices: [Int]))
    throws
  {
    let data = try read("text,label\n" + row.cells.map { "a,\($0)\n" }.joined())
    #expect(data.labels == row.labels && data.examples.map(\.target) == row.indices.map { .label($0) })
  }

  @Test(arguments: [
    (["1", "2"], ["bad", "good"], [0, 1]), (["0", "1"], ["bad", "good"], [0, 1]), (["1"], ["bad", "good"], [1]),
    (["1", "5 stars"], ["1 star", "5 stars"], [0, 1]), (["neg", "POS"], ["negative", "positive"], [0, 1]),
    (["positive", "negative"], ["neg", "pos"], [1, 0]), (["0", "1"], ["positive", "negative"], [0, 1]),
    (["-1", "0", "1"], ["positive", "neutral", "negative"], [2, 1, 0]),
    (["-1", "1"], ["Positive", "Negative"], [1, 0]),
    (["-1", "1"], ["positive", "negative", "neutral"], [1, 0]), (["1", "-1"], ["bad", "good"], [1, 0]),
    (["0", "4"], ["positive", "negative"], [1, 0]),
    (["0", "2", "4"], ["positive", "negative", "neutral"], [1, 2, 0]),
    (
      ["1", "2", "3", "4", "5"], ["very positive", "positive", "neutral", "negative", "very negative"],
      [4, 3, 2, 1, 0]
    ),
    (["5", "1", "4", "2"], ["positive", "negative"], [0, 1, 0, 1]),
    (["1", "3", "4", "5"], ["neutral", "positive", "negative"], [2, 0, 1, 1]),
    (["0", "4", "2"], ["5 stars", "4 stars", "3 stars", "2 stars", "1 star"], [0, 4, 2]),
    (["1", "5"], ["5 stars", "4 stars", "3 stars", "2 stars", "1 star"], [4, 0]),
  ])
  func mapsNumbersAndAbbreviationsToGivenNames(_ row: (cells: [String], labels: [String], indices: [Int])) throws {
    let data = try read("text,label\n" + row.cells.map { "a,\($0)\n" }.joined(), labels: row.labels)
    #expect(data.examples.map(\.target) == row.indices.map { .label($0) })
  }

  @Test(arguments: [
    (["0", "1"], ["negative", "positive"], nil), (["1", "5"], ["1 star", "5 stars"], nil), (["b"], ["a", "b"], nil),
    (["0", "1"], ["positive", "negative"], "read as 0 = positive, 1 = negative; if they mean"),
    (["-1", "1"], ["positive", "negative"], "read as -1 = negative, 1 = positive; if they mean"),
    (["1", "2"], ["bad", "good"], "read as 1 = bad, 2 = good; if they mean"),
    (
      ["1", "1", "5", "3"], ["negative", "positive"],
      "ratings from 1 to 5: 1–2 negative, 4–5 positive; 1 of 3 is left out"
    ),
    (["No", "yes"], ["negative", "positive"], "the labels are read as No = negative, yes = positive"),
  ])
  func notesTheMeaningOfNumbersIfItIsNotObvious(_ row: (cells: [String], labels: [String], note: String?)) throws {
    let data = try read("text,label\n" + row.cells.map { "a,\($0)\n" }.joined(), labels: row.labels)
    #expect(data.notes.count == (row.note == nil ? 0 : 1))
    if let note = row.note { #expect(data.notes.first?.contains(note) == true, "\(data.notes)") }
  }

  @Test func doesNotGuessBetweenLabelsOfOnePolarity() throws {
    let data = try read("text,label\na,-1\nb,0\nc,1\n", labels: ["joy", "love", "neutral", "anger"])
    #expect(data.examples.map(\.target) == [.label(3), .label(2)])
    #expect(data.problems.count == 1 && data.problems[0].contains(":4: unknown label \"1\""))
  }

  @Test func rejectsFractionsAndTooManyValuesAsLabels() throws {
    #expect { try read("text,score,label\na,1,3.5\nb,2,4\n") } throws: { "\($0)".contains("--problem-type regression") }
    #expect { try read("text,label\na,0.25\n", labels: ["bad", "good"]) } throws: { "\($0)".contains("such as 0.25") }
    #expect(throws: TrainingError.self) { try read("text,label\n" + (0...1000).map { "a,word\($0)\n" }.joined()) }
  }

  @Test func skipsTextsOfWhiteSpaceButNotOfInvisibleLetters() throws {
    let data = try read("text,label\n\u{3000}\u{85} ,1\n \u{200D},1\n\u{FEFF},0\n")
    #expect(data.examples.map(\.line) == [3, 4] && data.skipped == 1)
  }

  @Test func noneIsALabelBesideWordsAndMissingBesideNumbers() throws {
    #expect(try read("text,label\na,good\nb,None\nc,NA\n").labels == ["NA", "None", "good"])
    let data = try read("text,label\na,1\nb,None\nc,NA\nd,0\n")
    #expect(data.labels == ["negative", "positive"] && data.examples.map(\.text) == ["a", "d"])
    #expect(data.problems.count == 2 && data.problems.allSatisfy { $0.contains("no label") })
  }

  @Test func listsSomeMissingValuesAndCountsTheOthers() throws {
    let data = try read(
      "text,label\n,1\n  ,0\na,\nb,NaN\nc,1\n" + (0..<8).map { "d,x\($0)\n" }.joined(), labels: ["no", "yes"])
    #expect(data.examples.map(\.text) == ["c"] && data.skipped == 12)
    for expected in [
      ":2: the text is empty", ":3: the text is empty", ":4: no label", ":5: no label", ":7: unknown label \"x0\"",
      "data.csv: 3 more rows with an unknown label",
    ] { #expect(data.problems.contains { $0.contains(expected) }, "\(expected)") }
    #expect(data.problems.count == 10)
  }

  @Test(arguments: [
    "text,label\nfine,1\n\"open,0\nlast,1\n", "text,label\nfine,1\n\"open,0\n\"a, b\",1\n",
  ])
  func reportsAnUnclosedQuoteAtItsLine(_ content: String) throws {
    let data = try read(content)
    #expect(data.examples.count == 3 && data.skipped == 0)
    #expect(data.problems.count == 1 && data.problems[0].contains(":3: unclosed quote"))
  }

  @Test func readsOneFolderPerLabelInTheOrderOfNames() throws {
    let folder = try TemporaryFolder([
      "train/pos/1_9.txt": "good", "train/neg/0_2.txt": "bad\nfilm", "train/pos/0_10.txt": "great",
      "train/unsup/0_0.txt": "film", "train/labeledBow.feat": "1:2", "train/neg/notes.md": "x",
      "train/neg/1_1.txt": " ",
    ])
    let path = folder.appending(path: "train").path
    let data = try LabelledData(path: path)
    #expect(data.labels == ["neg", "pos"] && data.examples.map(\.text) == ["bad\nfilm", "great", "good"])
    #expect(data.examples.map(\.target) == [.label(0), .label(1), .label(1)])
    #expect(data.examples.last?.place == "\(path)/pos/1_9.txt:1")
    #expect(data.problems == ["\(path)/neg/1_1.txt:1: the text is empty; row skipped"])
    #expect(try LabelledRows(path: path, .init()).notes.map { $0.contains("1 texts without labels") } == [true])
    #expect { try LabelledData(path: folder.path) } throws: { "\($0)".contains("it contains \(path)") }
  }

  @Test func firstObjectOfJSONLinesSetsTheKeys() throws {
    let lines = try read("{\"review\":\"a\",\"stars\":1}\n{\"stars\":2,\"review\":\"b\"}\n3\n", "data.jsonl")
    #expect(lines.examples.map(\.text) == ["a", "b"] && lines.labels == ["1", "2"] && lines.skipped == 1)
    let truths = try read(
      "{\"id\":7}\n{\"text\":\"a\",\"label\":true}\n{\"text\":\"b\",\"label\":false}\n", "data.jsonl")
    #expect(
      truths.labels == ["negative", "positive"] && truths.skipped == 1 && truths.problems[0].contains(":1: no text"))
    let chinese = try read("{\"商品评价\":\"a\",\"星级\":1}\n", "data.jsonl")
    #expect(chinese.examples.map(\.text) == ["a"])
    #expect { try read("{\"id\":7}\n", "data.jsonl") } throws: {
      "\($0)".contains("no column \"text\"; the columns are id")
    }
    #expect { try read("[{\"text\":\"a\",\"label\":1}]", "data.json") } throws: { "\($0)".contains("jq -c '.[]'") }
  }
}

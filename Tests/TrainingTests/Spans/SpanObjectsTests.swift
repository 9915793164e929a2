import Reviews
import TestSupport
import Testing

@testable import Training

/// Spans in JSON lines.
struct SpanObjectsTests {
  /// Reads a line between two valid ones, and compares its spans, or else its problem.
  private func check(
    _ line: String, _ expected: String?, problem: String = "", _ columns: LabelledData.Columns = .init(),
    _ sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let key = columns.label ?? "aspects"
    let valid = #"{"text": "all fine", "\#(key)": [[0, 3, "neutral"]]}"#
    let rows = try SpanRows.read([valid, line, valid].joined(separator: "\n"), "data.jsonl", columns)
    let fine = "all=neutral"
    #expect(
      rows.shown == (expected.map { [fine, $0, fine] } ?? [fine, fine]), "\(rows.problems.all)",
      sourceLocation: sourceLocation)
    if expected == nil {
      #expect(rows.problems.all.count == 1, sourceLocation: sourceLocation)
      let sentence = rows.problems.all.first ?? ""
      #expect(
        sentence.hasPrefix(rows.path + ":2: ") && sentence.contains(problem) && sentence.hasSuffix("; row skipped"),
        "\(sentence)", sourceLocation: sourceLocation)
    } else {
      #expect(rows.problems.all == [], sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [
    (#"[{"start": 5, "end": 9, "polarity": "positive"}]"#, "food=positive"),
    (#"[{"start": 5, "end": 9, "label": "Positive"}]"#, "food=positive"),
    (#"[{"start": 5, "end": 9, "sentiment": " POS "}]"#, "food=positive"),
    (#"[{"start": 5, "end": 9, "type": "neg"}]"#, "food=negative"),
    (#"[{"start": 5, "end": 9, "polarity": null, "type": "neu"}]"#, "food=neutral"),
    (#"[{"start": 5, "end": 9, "polarity": "negative", "label": "FOOD"}]"#, "food=negative"),
    (#"[{"start": 5.0, "end": 0.9e1, "label": 1}]"#, "food=1"),
    (#"[{"start_offset": 5, "end_offset": 9, "label": "positive", "id": 7}]"#, "food=positive"),
    (#"[[5, 9, "positive"], [0, 4, "negative"]]"#, "Nice=negative, food=positive"),
    (#"[[5, 9, "FOOD#QUALITY"]]"#, "food=food#quality"),
    ("[]", ""),
    (#"[{"start": null, "end": null, "polarity": "positive"}]"#, ""),
    (#"[{"polarity": "positive"}, [5, 9, "positive"]]"#, "food=positive"),
    (#"[[null, null, "positive"]]"#, ""),
  ])
  func readsObjectsAndArrays(_ spans: String, _ expected: String) throws {
    try check(#"{"text": "Nice food", "aspects": \#(spans)}"#, expected)
  }

  @Test(arguments: [
    (#"[[5, 10, "x"]]"#, "the span [5, 10] is not in the text, which has 9 Unicode scalars"),
    (#"[[9, 10, "x"]]"#, "is not in the text"),
    (#"[[-1, 4, "x"]]"#, "the span [-1, 4] is not in the text"),
    (#"[[5, 5, "x"]]"#, "the end of the span [5, 5] is not greater than its start"),
    (#"[[9, 5, "x"]]"#, "not greater"),
    (#"[[-5, -9, "x"]]"#, "not greater"),
    (#"[[0, 9223372036854775807, "x"]]"#, "is not in the text"),
    (#"[[-9223372036854775808, 9223372036854775807, "x"]]"#, "is not in the text"),
    (#"[[0, 9223372036854775808, "x"]]"#, "span 1 has the end 9223372036854775808; expected a whole number"),
    (#"[[0, 1e300, "x"]]"#, "expected a whole number"),
    (#"[[1.5, 4, "x"]]"#, "span 1 has the start 1.5; expected a whole number"),
    (#"[["0", 4, "x"]]"#, "span 1 has the start \"0\"; expected"),
    (#"[[true, 4, "x"]]"#, "span 1 has the start true; expected"),
    (#"[[0, [4], "x"]]"#, "span 1 has the end [4]; expected"),
    (#"[[0, 4, "x"], {"start": 5, "label": "x"}]"#, "span 2 has a start but no end"),
    (#"[{"start": null, "end": 4, "label": "x"}]"#, "span 1 has an end but no start"),
    (#"[[0, 4, null]]"#, "span 1 has no label; expected one under polarity, label, sentiment, type"),
    (#"[[0, 4, " "]]"#, "span 1 has no label"),
    (#"[[0, 4, ["x"]]]"#, "span 1 has no label"),
    (#"[{"start": 0, "end": 4, "polarity": "nan"}]"#, "span 1 has no label"),
    (#"[{"start": 0, "end": 4}]"#, "span 1 has no label"),
    (#"[[0, 4]]"#, "span 1 is neither an object nor [start, end, label]"),
    (#"["food"]"#, "span 1 is neither an object nor [start, end, label]"),
    (#"[null]"#, "span 1 is neither"),
    (#"[[0, 4, "x"], 7]"#, "span 2 is neither"),
    (#"[[4, 5, "x"]]"#, "the span [4, 5] is only white space"),
    (#""[]""#, #"no list of spans under "aspects", "spans", "entities", "labels", "label""#),
    ("null", "no list of spans"), ("{}", "no list of spans"), ("7", "no list of spans"),
  ])
  func skipsRowsWithInvalidSpans(_ spans: String, _ problem: String) throws {
    try check(#"{"text": "Nice food", "aspects": \#(spans)}"#, nil, problem: problem)
  }

  @Test(arguments: [
    (#"{"text": "a b", "label": [[0, 1, "x"]]}"#, "a=x"),
    (#"{"text": "a b", "labels": [[0, 1, "x"]], "label": "positive"}"#, "a=x"),
    (#"{"text": "a b", "label": [[0, 1, "y"]], "Entities": [[0, 1, "x"]]}"#, "a=x"),
    (#"{"text": "a b", "spans": [[0, 1, "x"]], "aspects": "none", "entities": []}"#, "a=x"),
    (#"{"text": "a b", "aspects": [], "spans": [[0, 1, "x"]]}"#, ""),
  ])
  func findsTheListUnderCommonKeys(_ line: String, _ expected: String) throws { try check(line, expected) }

  @Test(arguments: [
    (#"{"text": "a", "aspects": ["#, "column"), ("[1, 2]", "not a JSON object"), ("\"a\"", "not a JSON object"),
    (#"{"aspects": []}"#, "no string under \"text\""), (#"{"text": 7, "aspects": []}"#, "no string under \"text\""),
    (#"{"text": "a"}"#, "no list of spans"), (#"{"text": " \n", "aspects": []}"#, "the text is empty"),
    (#"{"text": "a", "text": "b", "aspects": []}"#, "occurs twice"),
  ])
  func skipsLinesThatAreNotRows(_ line: String, _ problem: String) throws { try check(line, nil, problem: problem) }

  @Test func readsTheKeysThatTheUserNames() throws {
    let columns = LabelledData.Columns(text: "body", label: "Terms")
    let line = #"{"text": "no", "body": "a b", "aspects": [[0, 1, "y"]], "terms": [[2, 3, "x"]]}"#
    #expect(try SpanRows.read(line, "data.jsonl", columns).shown == ["b=x"])
    expect("no list of spans under \"Terms\"") {
      _ = try SpanRows.read(#"{"body": "a b", "aspects": [[0, 1, "y"]]}"#, "data.jsonl", columns)
    }
    expect("no column \"body\"") { _ = try SpanRows.read(#"{"text": "a", "terms": []}"#, "data.jsonl", columns) }
  }

  @Test(arguments: ["data.jsonl", "data.JSON", "data.ndjson"])
  func countsLinesWithAnyLineEnding(_ name: String) throws {
    let line = #"{"text": "a", "aspects": []}"#
    let rows = try SpanRows.read("\u{FEFF}\(line)\r\n\r\n\(line)\r\(line)\n\n", name)
    #expect(rows.rows.map(\.line) == [1, 3, 4] && rows.problems.all == [] && rows.shown == ["", "", ""])
    #expect(rows.notes == ["\(rows.path): no text has a labelled span"])
  }

  @Test(arguments: [
    ("", "no usable row. It has no row."), ("\n \n", "no usable row"), ("[]", "is one JSON array"),
    (#"{"text": "a"}"#, "no usable row. "), ("{}", "no column \"text\""),
  ])
  func rejectsFilesWithoutRows(_ content: String, _ problem: String) {
    expect(problem) { _ = try SpanRows.read(content, "data.jsonl") }
  }

  @Test func rejectsAFileThatDoesNotExist() {
    expect("cannot be read") { _ = try SpanRows(path: "/nowhere/data.jsonl", .init()) }
  }
}

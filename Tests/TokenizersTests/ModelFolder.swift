import Foundation
import JSON
import TestSupport
import Testing
import Tokenizers

/// A file that Tests/Reference/make_tokenizer_fixtures.py wrote.
func fixture(_ name: String) throws -> String {
  let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
  return String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
}

func fixtureJSON(_ name: String) throws -> JSONValue { try JSONValue(parsing: fixture(name + ".json")) }

/// The files of a variant, with the shared vocabulary inside tokenizer.json or beside it.
func files(ofVariant variant: JSONValue) throws -> [String: String] {
  var files: [String: String] = [:]
  for (name, content) in try #require(variant["files"]?.objectValue) {
    files[name] = (name == "tokenizer.json" ? try withVocabulary(content) : content).serialized()
  }
  if files["tokenizer.json"] == nil { files["vocab.txt"] = try fixture("vocab.txt") }
  return files
}

private func withVocabulary(_ file: JSONValue) throws -> JSONValue {
  var pieces = JSONObject()
  let lines = try fixture("vocab.txt").utf8.split(separator: UInt8(ascii: "\n"))
  for (id, line) in lines.enumerated() { pieces[String(decoding: line, as: UTF8.self)] = .integer(Int64(id)) }
  var file = try #require(file.objectValue)
  var model = try #require(file["model"]?.objectValue)
  model["vocab"] = .object(pieces)
  file["model"] = .object(model)
  return .object(file)
}

/// Checks a text's tokens against a row of a fixture: "id,start,end,word" for each.
func check(_ tokenizer: Tokenizer, _ text: String, gives expected: String) {
  let tokens = tokenizer.encode(text)
  let row = tokens.map { "\($0.id),\($0.range.lowerBound),\($0.range.upperBound),\($0.word)" }.joined(separator: " ")
  #expect(row == expected, "\(text.debugDescription) as \(tokens.map { tokenizer.piece($0.id) ?? "?" })")
}

/// Checks all rows of a variant against the tokens of its files.
func checkRows(of variant: JSONValue, texts name: String, in files: [String: String]) throws {
  let texts = try #require(try fixtureJSON(name).arrayValue)
  let expected = try #require(variant["expected"]?.arrayValue)
  #expect(texts.count == expected.count)
  try withTemporaryFolder(files) { folder in
    let tokenizer = try Tokenizer(folder: folder.path)
    for (text, row) in zip(texts, expected) {
      check(tokenizer, try #require(text.stringValue), gives: try #require(row.stringValue))
    }
  }
}

import Foundation
import TestSupport
import Testing

/// Invalid input gives a message that names the file, line or key, and exit code 2.
struct ErrorTests {
  @Test(arguments: [["--help"], ["check", "--help"], ["help", "train"], ["bench", "server", "-h"]])
  func helpIsNoError(arguments: [String]) throws {
    let outcome = try Program.run("sentiment", arguments)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("\nUSAGE: sentiment"))
  }

  @Test(arguments: [64, 96]) func runsWithASmallStack(kilobytes: Int) throws {
    let text = "Quite a dull film, \(String(repeating: "and far too long, ", count: 2000)) really."
    try withTemporaryFolder { folder in
      try folder.write(text, to: "review.txt")
      let command = "sentiment classify --model \(TinyModel.bert) < \(folder("review.txt"))"
      let outcome = try Program.run(script: "ulimit -s \(kilobytes) && \(command)")
      #expect(outcome.status == 0 && outcome.output.contains("\"label\""), "\(outcome.errors)")
    }
    let request = #"{"jsonrpc":"2.0","id":1,"method":"sentiment/classify","params":{"texts":["Dull."],"explain":true}}"#
    let server = try Program.run(
      script: "ulimit -s \(kilobytes) && echo '\(request)' | sentiment-lsp --framing ndjson --model \(TinyModel.bert)")
    #expect(server.status == 0 && server.output.contains("\"label\""), "\(server.errors)")
  }

  @Test func endsWithLittleMemory() throws {
    let outcome = try Program.run(script: "ulimit -v 250000 && sentiment classify 'A dull film.'")
    #expect(outcome.status == 2 && outcome.errors.contains("ulimit -v"), "\(outcome.errors)")
  }

  private static let config = """
    {"model_type": "bert", "vocab_size": 5, "hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2,
     "intermediate_size": 8, "max_position_embeddings": 8}
    """

  @Test(arguments: [
    (["config.json": ""], "config.json"),
    (["config.json": "{"], "config.json: line 1"),
    (["config.json": "{}"], "model_type"),
    (["config.json": config.replacing("\"hidden_size\": 4", with: "\"hidden_size\": 0")], "\"hidden_size\" should be"),
    (["config.json": config], "model.safetensors"),
    (["config.json": config, "model.safetensors": ""], "model.safetensors"),
    (["config.json": config, "model.safetensors": "\u{10}\0\0\0\0\0\0\0{}"], "model.safetensors"),
    (["config.json": config, "model.safetensors": "\u{2}\0\0\0\0\0\0\0{}"], "is missing"),
  ])
  func reportsAnInvalidModelFolder(_ row: (files: [String: String], expected: String)) throws {
    try withTemporaryFolder(row.files) { folder in
      check(try Program.run("sentiment", ["classify", "--model", folder.path, "text"]), row.expected)
      check(try Program.run("sentiment", ["inspect", folder.path]), row.expected)
    }
  }

  @Test(arguments: [
    ("", "empty"), ("text\nfine\n", "no column \"label\""), ("text,label\n", "no usable row"),
    ("text,label\nonly one\n", ":2: 1 columns"), ("text,label\nfine,maybe\n", ":2: unknown label \"maybe\""),
    ("text,label\nfine,purple\n", ":2: unknown label \"purple\""),
  ])
  func reportsAnInvalidDataFile(_ row: (content: String, expected: String)) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "data.csv")
      try row.content.write(to: file, atomically: true, encoding: .utf8)
      check(try Program.run("sentiment", ["evaluate", "--data", file.path]), row.expected)
    }
  }

  @Test func reportsAShortRowAndEvaluatesTheOthers() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "data.csv")
      try "text,label\nA terrible film.,0\nshort\nA great film.,positive\n".write(
        to: file, atomically: true, encoding: .utf8)
      let outcome = try Program.run("sentiment", ["evaluate", "--data", file.path])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(":3: 1 columns"))
      #expect(outcome.output.contains("(2 of 2)"))
    }
  }

  @Test(arguments: [
    (["classify", "--model", "/no/such/folder", "x"], "/no/such/folder"),
    (["classify", "--threads", "0", "x"], "--threads"), (["bench", "--shapes", "3by4"], "3by4"),
    (["classify", "--nonsense"], "--nonsense"), (["nonsense"], "nonsense"),
    (["train", "--model", "/no", "--train", "/none.csv", "--output", "out"], "no model at /no: "),
  ])
  func reportsInvalidArguments(_ row: (arguments: [String], expected: String)) throws {
    check(try Program.run("sentiment", row.arguments), row.expected)
  }

  private func check(_ outcome: Program.Outcome, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation)
  {
    #expect(outcome.status == 2, sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(expected), sourceLocation: sourceLocation)
  }
}

import BERT
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

private let families =
  "\"bert\", \"distilbert\", \"roberta\", \"xlm-roberta\", \"camembert\", \"electra\", \"mpnet\", \"modernbert\""

struct ConfigurationErrorTests {
  @Test(arguments: [
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    "max_position_embeddings",
  ])
  func everySizeIsBounded(key: String) {
    for (value, text) in [
      (0, "0"), (-1, "-1"), (16_777_217, "16777217"), (1.5, "1.5"), (1e300, "1e+300"), ("24", "\"24\""),
      (.null, "null"),
      ([24], "[24]"), (true, "true"), (.unsigned(.max), "18446744073709551615"),
    ] as [(JSONValue, String)] {
      check([key: value], "\"\(key)\" should be a whole number from 1 to 16777216, is \(text)")
    }
  }

  @Test(arguments: [
    ("layer_norm_eps", "0.0...1.0"), ("hidden_dropout_prob", "0.0...0.999"),
    ("attention_probs_dropout_prob", "0.0...0.999"), ("classifier_dropout", "0.0...0.999"),
    ("initializer_range", "0.0...1.0"),
  ])
  func everyNumberIsBounded(key: String, range: String) {
    for (value, text) in [(-0.5, "-0.5"), (1e300, "1e+300"), ("0.1", "\"0.1\""), (true, "true"), ([], "[]")]
      as [(JSONValue, String)]
    {
      check([key: value], "\"\(key)\" should be a number in \(range), is \(text)")
    }
  }

  @Test(
    arguments: [
      (
        ["model_type": nil],
        "the key \"model_type\" is missing; add the family of the model: "
          + families
      ),
      (
        ["model_type": "deberta-v2"],
        "\"model_type\" is \"deberta-v2\", which is not supported; supported are "
          + families
      ),
      (
        ["model_type": 7],
        "\"model_type\" is 7, which is not supported; supported are "
          + families
      ),
      (
        ["hidden_act": "mish"],
        "\"hidden_act\" is \"mish\", which is not supported; supported are \"gelu\", \"gelu_accurate\", "
          + "\"gelu_fast\", \"gelu_new\", \"gelu_python\", \"gelu_pytorch_tanh\", \"relu\", \"silu\", \"swish\", \"tanh\""
      ),
      (
        ["problem_type": "ranking"],
        "\"problem_type\" is \"ranking\", which is not supported; supported are \"regression\", "
          + "\"single_label_classification\", \"multi_label_classification\""
      ),
      (
        ["problem_type": "single_label_classification", "id2label": ["0": "a"]],
        "\"problem_type\" is \"single_label_classification\", which needs two labels; with one it is a \"regression\""
      ),
      (["is_decoder": true], "\"is_decoder\" is true, which is not supported; supported is false"),
      (
        ["model_type": "roberta", "pad_token_id": 31],
        "\"pad_token_id\" is 31, but positions are counted from it; it should be a token id below 31"
      ),
      (
        ["model_type": "xlm-roberta", "pad_token_id": .null],
        "\"pad_token_id\" is null, but positions are counted from it; it should be a token id below 31"
      ),
      (
        ["position_embedding_type": "relative_key"],
        "\"position_embedding_type\" is \"relative_key\", which is not supported; supported is \"absolute\""
      ),
      (
        ["num_attention_heads": 5],
        "24 channels cannot be divided between 5 attention heads; \"hidden_size\" should be a multiple of \"num_attention_heads\""
      ),
      (
        ["pad_token_id": 50],
        "\"pad_token_id\" is 50, which is not a token id; it should be below vocab_size, 50, or null"
      ),
      (
        ["pad_token_id": -51],
        "\"pad_token_id\" is -51, which is not a token id; it should be below vocab_size, 50, or null"
      ),
      (
        ["num_labels": 5],
        "\"num_labels\" is 5, but \"id2label\" names 3 labels; remove \"num_labels\", or name as many labels as the "
          + "classifier has rows"
      ),
      (["type_vocab_size": 0], "\"type_vocab_size\" should be a whole number from 1 to 16777216, is 0"),
      (["id2label": nil, "num_labels": 0], "\"num_labels\" should be a whole number from 1 to 16777216, is 0"),
      (["id2label": nil, "num_labels": 65_537], "\"num_labels\" is 65537; a model may have up to 65536 labels"),
      (["id2label": [:]], "\"id2label\" should map \"0\", \"1\" … to at least one name, at most 65536"),
      (["id2label": ["a", "b"]], "\"id2label\" should map \"0\", \"1\" … to at least one name, at most 65536"),
      (["id2label": ["1": "a", "2": "b"]], "\"id2label\" has 2 keys, but does not map \"0\" to a name"),
      (["id2label": ["0": "a", "00": "b"]], "\"id2label\" has 2 keys, but does not map \"1\" to a name"),
      (["id2label": ["0": "a", "one": "b"]], "\"id2label\" has 2 keys, but does not map \"1\" to a name"),
      (["id2label": ["0": "a", "1": 1]], "\"id2label\" has 2 keys, but does not map \"1\" to a name"),
      (["id2label": ["0": "a", "1": "a"]], "\"id2label\" has the name \"a\" twice; give each label a different name"),
    ] as [([String: JSONValue?], String)])
  func rejectsUnsupportedValues(edits: [String: JSONValue?], complaint: String) {
    check(edits, complaint)
  }

  @Test(arguments: [
    ("[]", "expected a JSON object"), ("", "line 1, column 1: expected a value, found the end of the text"),
    ("{\"model_type\": bert}", "line 1, column 16: expected a value, found 'bert'"),
  ])
  func rejectsAFileThatIsNotAConfiguration(text: String, complaint: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text.utf8, to: "config.json")
    #expect(throws: CheckpointError("\(folder.path)/config.json: \(complaint)")) {
      try Configuration(folder: folder.path)
    }
  }

  @Test func rejectsATooLargeConfiguration() throws {
    let folder = try TemporaryFolder()
    try folder.writeSparse(count: 1 << 42, to: "config.json")
    let complaint = "has 4398046511104 bytes; the limit for such a file is 16777216"
    #expect(throws: CheckpointError("\(folder.path)/config.json: \(complaint)")) {
      try Configuration(folder: folder.path)
    }
  }

  /// Random bytes and values give an error with the path, or a configuration within its bounds.
  @Test func noMutationOfAConfigurationCrashes() throws {
    let texts = try Family.allCases.map { family in
      Array(try Data(contentsOf: fixtures.appending(path: "\(family.rawValue)/config.json")))
    }
    let values: [JSONValue] = [
      .null, true, 0, -1, 1, 7, 1e9, 1e300, "", "gelu", "roberta", [], [1], [:], ["0": "a"], .unsigned(.max),
    ]
    var generator = SeededGenerator(seed: 3)
    var read = 0
    for round in 0..<4000 * moreRounds {
      var bytes = texts[round % texts.count]
      if round.isMultiple(of: 2) {
        for _ in 0...round % 5 {
          bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
      } else if var object = try JSONValue(parsing: bytes).objectValue {
        for _ in 0...round % 3 {
          guard let key = object.keys.randomElement(using: &generator) else { continue }
          object[key] = values.randomElement(using: &generator)
        }
        bytes = Array(JSONValue.object(object).serialized().utf8)
      }
      guard let json = try? JSONValue(parsing: bytes) else { continue }
      do throws(CheckpointError) {
        let configuration = try Configuration(json, path: "config.json")
        read += 1
        #expect(configuration.maximumTokens > 0 && configuration.hiddenSize % configuration.headCount == 0)
        #expect(!configuration.labels.isEmpty && configuration.paddingID ?? 0 < configuration.vocabularySize)
      } catch {
        #expect(error.description.hasPrefix("config.json: "))
      }
    }
    #expect(read > 300 * moreRounds)
  }

  private func check(
    _ edits: [String: JSONValue?], _ complaint: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) { try readConfiguration(edits) }
    #expect(error?.description == "config.json: \(complaint)", sourceLocation: sourceLocation)
  }
}

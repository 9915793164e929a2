import BERT
import Foundation
import JSON
import Testing

struct ConfigurationTests {
  @Test func readsWhatTheFileSays() throws {
    let configuration = try Configuration(folder: fixtures.appending(path: "tiny").path)
    #expect(configuration.vocabularySize == 50 && configuration.hiddenSize == 24 && configuration.layerCount == 2)
    #expect(configuration.headCount == 4 && configuration.intermediateSize == 40)
    #expect(configuration.maximumPositions == 32 && configuration.tokenTypeCount == 2)
    #expect(configuration.layerNormEpsilon == 1e-12 && configuration.initializerRange == Double(Float(0.3)))
    #expect(configuration.labels == ["bad", "fair", "good"])
  }

  @Test func fillsInWhatTransformersLeavesOut() throws {
    let configuration = try read([
      "hidden_act": nil, "type_vocab_size": nil, "layer_norm_eps": nil, "hidden_dropout_prob": 0.3,
      "attention_probs_dropout_prob": nil, "classifier_dropout": .null, "initializer_range": nil, "id2label": nil,
    ])
    #expect(configuration.tokenTypeCount == 2 && configuration.layerNormEpsilon == 1e-12)
    #expect(configuration.attentionDropout == 0.1 && configuration.initializerRange == Double(Float(0.02)))
    #expect(configuration.classifierDropout == 0.3, "that of the hidden layers")
    #expect(configuration.labels == ["LABEL_0", "LABEL_1"])
    #expect(try read(["id2label": .null, "num_labels": 3]).labels == ["LABEL_0", "LABEL_1", "LABEL_2"])
  }

  @Test func ordersLabelsByTheirNumber() throws {
    let names = (0..<12).map { "name \($0)" }
    let map = JSONObject(
      uniqueKeysWithValues: names.enumerated().reversed().map { (String($0.offset), .string($0.element)) })
    #expect(try read(["id2label": .object(map)]).labels == names)
  }

  @Test(arguments: [
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    "max_position_embeddings",
  ])
  func everySizeIsNeededAndBounded(key: String) {
    check([key: nil], "the key \"\(key)\" is missing")
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
      (["model_type": nil], "the key \"model_type\" is missing"),
      (
        ["model_type": "roberta"],
        "\"model_type\" is \"roberta\", which is not supported; this version computes \"bert\""
      ),
      (["model_type": 7], "\"model_type\" is 7, which is not supported; this version computes \"bert\""),
      (
        ["hidden_act": "gelu_new"],
        "\"hidden_act\" is \"gelu_new\", which is not supported; this version computes \"gelu\""
      ),
      (["hidden_act": .null], "\"hidden_act\" is null, which is not supported; this version computes \"gelu\""),
      (
        ["position_embedding_type": "relative_key"],
        "\"position_embedding_type\" is \"relative_key\", which is not supported; this version computes \"absolute\""
      ),
      (["num_attention_heads": 5], "hidden_size 24 is no multiple of num_attention_heads 5"),
      (["num_attention_heads": 48], "hidden_size 24 is no multiple of num_attention_heads 48"),
      (["type_vocab_size": 0], "\"type_vocab_size\" should be a whole number from 1 to 16777216, is 0"),
      (["id2label": nil, "num_labels": 0], "\"num_labels\" should be a whole number from 1 to 16777216, is 0"),
      (["id2label": nil, "num_labels": 65_537], "65537 labels, at most 65536"),
      (["id2label": [:]], "\"id2label\" should map \"0\", \"1\" … to at least one name, at most 65536"),
      (["id2label": ["a", "b"]], "\"id2label\" should map \"0\", \"1\" … to at least one name, at most 65536"),
      (["id2label": ["1": "a", "2": "b"]], "\"id2label\" has 2 keys, but maps no \"0\" to a name"),
      (["id2label": ["0": "a", "00": "b"]], "\"id2label\" has 2 keys, but maps no \"1\" to a name"),
      (["id2label": ["0": "a", "one": "b"]], "\"id2label\" has 2 keys, but maps no \"1\" to a name"),
      (["id2label": ["0": "a", "1": 1]], "\"id2label\" has 2 keys, but maps no \"1\" to a name"),
      (["id2label": ["0": "a", "1": "a"]], "\"id2label\" has the name \"a\" twice"),
    ] as [([String: JSONValue?], String)])
  func namesWhatItCannotUse(edits: [String: JSONValue?], complaint: String) {
    check(edits, complaint)
  }

  @Test(arguments: [
    ("[]", "expected a JSON object"), ("", "line 1, column 1: expected a value, found the end of the text"),
    ("{\"model_type\": bert}", "line 1, column 16: expected a value, found 'bert'"),
  ])
  func saysWhereAFileIsNoConfiguration(text: String, complaint: String) throws {
    let folder = try TestFolder()
    try folder.write(text.utf8, to: "config.json")
    #expect(throws: CheckpointError("\(folder.path)/config.json: \(complaint)")) {
      try Configuration(folder: folder.path)
    }
  }

  @Test func refusesAFileThatIsTooLargeToBeAConfiguration() throws {
    let folder = try TestFolder()
    try folder.writeSparse(count: 1 << 42, to: "config.json")
    let complaint = "4398046511104 bytes, more than the 16777216 that a configuration may have"
    #expect(throws: CheckpointError("\(folder.path)/config.json: \(complaint)")) {
      try Configuration(folder: folder.path)
    }
  }

  @Test func writesBackWhatItDoesNotKnow() throws {
    var configuration = try read(["rope": [1, 2]])
    configuration.labels = ["no", "yes"]
    let json = configuration.json(dtype: "float16")
    #expect(json["rope"] == [1, 2] && json["hidden_size"] == 24)
    #expect(json["id2label"] == ["0": "no", "1": "yes"] && json["label2id"] == ["no": 0, "yes": 1])
    #expect(json["dtype"] == "float16" && json["torch_dtype"] == "float16")
    #expect(json["architectures"] == ["BertForSequenceClassification"])
    let again = try Configuration(json, path: "config.json")
    #expect(again.labels == ["no", "yes"] && again.hiddenSize == 24)
  }

  /// The tiny fixture's configuration with some keys set, or removed where nil.
  private func read(_ edits: [String: JSONValue?]) throws -> Configuration {
    let data = try Data(contentsOf: fixtures.appending(path: "tiny/config.json"))
    var object = try #require(try JSONValue(parsing: data).objectValue)
    for (key, value) in edits { object[key] = value }
    return try Configuration(.object(object), path: "config.json")
  }

  private func check(
    _ edits: [String: JSONValue?], _ complaint: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) { try read(edits) }
    #expect(error?.description == "config.json: \(complaint)", sourceLocation: sourceLocation)
  }
}

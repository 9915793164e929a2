import BERT
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

struct ConfigurationTests {
  @Test func readsWhatTheFileSays() throws {
    let configuration = try Configuration(folder: fixtures.appending(path: "bert").path)
    #expect(configuration.vocabularySize == 50 && configuration.hiddenSize == 24 && configuration.layerCount == 2)
    #expect(configuration.headCount == 4 && configuration.intermediateSize == 40)
    #expect(configuration.positionCount == 32 && configuration.tokenTypeCount == 2)
    #expect(configuration.layerNormEpsilon == 1e-12 && configuration.initializerRange == Double(Float(0.3)))
    #expect(configuration.labels == ["bad", "fair", "good"] && configuration.problem == .singleLabel)
  }

  @Test func readsWhatEveryFamilySays() throws {
    func configuration(_ family: Family) throws -> Configuration {
      let configuration = try Configuration(folder: fixtures.appending(path: family.rawValue).path)
      #expect(configuration.family == family)
      return configuration
    }
    let bert = try configuration(.bert)
    #expect(bert.family.head == .pooler && bert.maximumTokens == 32 && bert.activation == .gelu)
    let distilbert = try configuration(.distilbert)
    #expect(distilbert.hiddenSize == 16 && distilbert.layerCount == 2 && distilbert.headCount == 2)
    #expect(distilbert.intermediateSize == 24 && distilbert.activation == .relu && distilbert.tokenTypeCount == 0)
    #expect(distilbert.family.head == .preClassifier && distilbert.maximumTokens == 20)
    #expect(distilbert.problem == .regression && distilbert.classifierDropout == 0.2)
    let roberta = try configuration(.roberta)
    #expect(roberta.family.head == .dense && roberta.maximumTokens == 18 && roberta.layerNormEpsilon == 1e-5)
    #expect(roberta.tokenTypeCount == 1 && roberta.classifierDropout == 0.3 && roberta.problem == .singleLabel)
    let xlmRoberta = try configuration(.xlmRoberta)
    #expect(xlmRoberta.family.head == .dense && xlmRoberta.maximumTokens == 16 && xlmRoberta.paddingID == 3)
    #expect(xlmRoberta.activation == .geluTanh && xlmRoberta.problem == .multiLabel)
  }

  /// transformers 5.23: `BertConfig()`, `DistilBertConfig()`, `RobertaConfig()`, `XLMRobertaConfig()`.
  @Test(
    arguments: [
      (.bert, 30522, 12, 512, 2, 0.1), (.distilbert, 30522, 6, 512, 0, 0.2), (.roberta, 50265, 12, 510, 2, 0.1),
      (.xlmRoberta, 30522, 12, 510, 2, 0.1),
    ] as [(Family, Int, Int, Int, Int, Float)])
  func whatTheFileLacksHasTheDefaultOfTransformers(
    family: Family, vocabulary: Int, layers: Int, tokens: Int, types: Int, classifierDropout: Float
  ) throws {
    let configuration = try Configuration(["model_type": .string(family.rawValue)], path: "config.json")
    #expect(configuration.vocabularySize == vocabulary && configuration.hiddenSize == 768)
    #expect(configuration.layerCount == layers && configuration.headCount == 12)
    #expect(configuration.intermediateSize == 3072 && configuration.activation == .gelu)
    #expect(configuration.maximumTokens == tokens && configuration.tokenTypeCount == types)
    #expect(configuration.layerNormEpsilon == 1e-12 && configuration.initializerRange == Double(Float(0.02)))
    #expect(configuration.hiddenDropout == 0.1 && configuration.attentionDropout == 0.1)
    #expect(configuration.classifierDropout == classifierDropout)
    #expect(configuration.labels == ["LABEL_0", "LABEL_1"] && configuration.problem == .singleLabel)
  }

  @Test func labelsAndTheirDropoutFollowOtherKeysWhereTheyAreNull() throws {
    let configuration = try read(["hidden_dropout_prob": 0.3, "classifier_dropout": .null])
    #expect(configuration.classifierDropout == 0.3, "that of the hidden layers")
    #expect(try read(["id2label": .null, "num_labels": 3]).labels == ["LABEL_0", "LABEL_1", "LABEL_2"])
    #expect(try read(["num_labels": 3]).labels == ["bad", "fair", "good"])
  }

  @Test func paddingBelowZeroCountsFromTheEndAsInPyTorch() throws {
    #expect(try read(["pad_token_id": -1]).paddingID == 49 && read(["pad_token_id": .null]).paddingID == nil)
    #expect(try read(["pad_token_id": nil]).paddingID == 0)
  }

  @Test func whatAFamilyHasNoKeyForIsLeftAlone() throws {
    let keys: JSONValue = ["model_type": "distilbert", "layer_norm_eps": "none", "type_vocab_size": 0]
    let configuration = try Configuration(keys, path: "config.json")
    #expect(configuration.layerNormEpsilon == 1e-12 && configuration.tokenTypeCount == 0)
  }

  @Test func aKeyWithTwoNamesIsReadByEither() throws {
    func read(_ keys: JSONValue) throws -> [Int] {
      let configuration = try Configuration(keys, path: "config.json")
      return [configuration.hiddenSize, configuration.layerCount, configuration.headCount]
    }
    #expect(try read(["model_type": "distilbert", "dim": 8, "n_layers": 3, "n_heads": 2]) == [8, 3, 2])
    #expect(
      try read(["model_type": "distilbert", "hidden_size": 8, "num_hidden_layers": 3, "num_attention_heads": 2])
        == [8, 3, 2])
    #expect(try read(["model_type": "distilbert", "dim": 8, "hidden_size": 16, "n_heads": 2])[0] == 16)
  }

  @Test(
    arguments: [
      ("gelu", .gelu), ("gelu_python", .gelu), ("gelu_new", .geluTanh), ("gelu_pytorch_tanh", .geluTanh),
      ("gelu_fast", .geluTanh), ("relu", .relu), ("silu", .silu), ("swish", .silu), ("tanh", .tanh),
    ] as [(String, Activation)])
  func activationsHaveTheNamesOfTransformers(name: String, activation: Activation) throws {
    #expect(try read(["hidden_act": .string(name)]).activation == activation)
  }

  @Test func problemFollowsTheLabelsWhereItIsNotSaid() throws {
    #expect(try read(["problem_type": .null, "id2label": ["0": "stars"]]).problem == .regression)
    #expect(try read(["problem_type": .null]).problem == .singleLabel)
    for problem in Problem.allCases {
      #expect(try read(["problem_type": .string(problem.rawValue)]).problem == problem)
    }
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
        "the key \"model_type\" is missing; add the one that the model is of: "
          + "\"bert\", \"distilbert\", \"roberta\", \"xlm-roberta\""
      ),
      (
        ["model_type": "deberta-v2"],
        "\"model_type\" is \"deberta-v2\", which is not supported; supported are "
          + "\"bert\", \"distilbert\", \"roberta\", \"xlm-roberta\""
      ),
      (
        ["model_type": 7],
        "\"model_type\" is 7, which is not supported; supported are "
          + "\"bert\", \"distilbert\", \"roberta\", \"xlm-roberta\""
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
        "\"pad_token_id\" is 31, but positions are counted from it: it should be a token id below 31"
      ),
      (
        ["model_type": "xlm-roberta", "pad_token_id": .null],
        "\"pad_token_id\" is null, but positions are counted from it: it should be a token id below 31"
      ),
      (
        ["position_embedding_type": "relative_key"],
        "\"position_embedding_type\" is \"relative_key\", which is not supported; supported is \"absolute\""
      ),
      (
        ["num_attention_heads": 5],
        "24 channels cannot be shared evenly by 5 attention heads; \"hidden_size\" should be a multiple of \"num_attention_heads\""
      ),
      (
        ["pad_token_id": 50], "\"pad_token_id\" is 50, which is no token id; it should be below vocab_size, 50, or null"
      ),
      (
        ["pad_token_id": -51],
        "\"pad_token_id\" is -51, which is no token id; it should be below vocab_size, 50, or null"
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
      (["id2label": ["1": "a", "2": "b"]], "\"id2label\" has 2 keys, but maps no \"0\" to a name"),
      (["id2label": ["0": "a", "00": "b"]], "\"id2label\" has 2 keys, but maps no \"1\" to a name"),
      (["id2label": ["0": "a", "one": "b"]], "\"id2label\" has 2 keys, but maps no \"1\" to a name"),
      (["id2label": ["0": "a", "1": 1]], "\"id2label\" has 2 keys, but maps no \"1\" to a name"),
      (["id2label": ["0": "a", "1": "a"]], "\"id2label\" has the name \"a\" twice; give each label a name of its own"),
    ] as [([String: JSONValue?], String)])
  func namesWhatItCannotUse(edits: [String: JSONValue?], complaint: String) {
    check(edits, complaint)
  }

  @Test(arguments: [
    ("[]", "expected a JSON object"), ("", "line 1, column 1: expected a value, found the end of the text"),
    ("{\"model_type\": bert}", "line 1, column 16: expected a value, found 'bert'"),
  ])
  func saysWhereAFileIsNoConfiguration(text: String, complaint: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text.utf8, to: "config.json")
    #expect(throws: CheckpointError("\(folder.path)/config.json: \(complaint)")) {
      try Configuration(folder: folder.path)
    }
  }

  @Test func refusesAFileThatIsTooLargeToBeAConfiguration() throws {
    let folder = try TemporaryFolder()
    try folder.writeSparse(count: 1 << 42, to: "config.json")
    let complaint = "has 4398046511104 bytes; the limit for such a file is 16777216"
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
    #expect(json["problem_type"] == "single_label_classification")
    let again = try Configuration(json, path: "config.json")
    #expect(again.labels == ["no", "yes"] && again.hiddenSize == 24)
  }

  @Test(
    arguments: [
      (.distilbert, "DistilBertForSequenceClassification", "regression"),
      (.roberta, "RobertaForSequenceClassification", "single_label_classification"),
      (.xlmRoberta, "XLMRobertaForSequenceClassification", "multi_label_classification"),
    ] as [(Family, String, String)])
  func writesArchitectureAndProblemOfTheFamily(family: Family, architecture: String, problem: String) throws {
    let json = try tinyModel(family).configuration.json(dtype: "float32")
    #expect(json["architectures"] == [.string(architecture)] && json["problem_type"] == .string(problem))
  }

  @Test func numberOfLabelsThatContradictsThemIsNotWrittenBack() throws {
    var configuration = try read(["num_labels": 3])
    configuration.labels = ["no", "yes"]
    #expect(try Configuration(configuration.json(dtype: "float32"), path: "").labels == ["no", "yes"])
  }

  /// Bytes and values that a `config.json` should not have give an error with its path, or a configuration in bounds.
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

  /// The tiny fixture's configuration with some keys set, or removed where nil.
  private func read(_ edits: [String: JSONValue?]) throws -> Configuration {
    let data = try Data(contentsOf: fixtures.appending(path: "bert/config.json"))
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

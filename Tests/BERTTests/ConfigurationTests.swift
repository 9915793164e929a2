import BERT
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

struct ConfigurationTests {
  @Test func readsAllKeys() throws {
    let configuration = try Configuration(folder: fixtures.appending(path: "bert").path)
    #expect(configuration.vocabularySize == 50 && configuration.hiddenSize == 24 && configuration.layerCount == 2)
    #expect(configuration.headCount == 4 && configuration.intermediateSize == 40)
    #expect(configuration.positionCount == 32 && configuration.tokenTypeCount == 2)
    #expect(configuration.layerNormEpsilon == 1e-12 && configuration.initializerRange == Double(Float(0.3)))
    #expect(configuration.labels == ["bad", "fair", "good"] && configuration.problem == .singleLabel)
  }

  @Test func readsAllKeysOfEveryFamily() throws {
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
      (.xlmRoberta, 30522, 12, 510, 2, 0.1), (.camembert, 30522, 12, 510, 2, 0.1), (.mpnet, 30527, 12, 510, 0, 0.1),
    ] as [(Family, Int, Int, Int, Int, Float)])
  func missingKeysHaveTheDefaultsOfTransformers(
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

  /// transformers 5.24: `ElectraConfig()`, `ModernBertConfig()`.
  @Test func missingKeysOfElectraAndModernBERTHaveOtherDefaults() throws {
    let electra = try Configuration(["model_type": "electra"], path: "config.json")
    #expect(electra.embeddingSize == 128 && electra.hiddenSize == 256 && electra.headCount == 4)
    #expect(electra.intermediateSize == 1024 && electra.layerCount == 12 && electra.maximumTokens == 512)
    let modern = try Configuration(["model_type": "modernbert"], path: "config.json")
    #expect(modern.vocabularySize == 50368 && modern.layerCount == 22 && modern.intermediateSize == 1152)
    #expect(modern.maximumTokens == 8192 && modern.paddingID == 50283 && modern.layerNormEpsilon == 1e-5)
    #expect(modern.hiddenDropout == 0 && modern.attentionDropout == 0 && modern.classifierDropout == 0)
    let keys = try #require(modern.modern)
    #expect(keys.window == 64 && !keys.poolsMean)
    #expect((0..<5).map(keys.isGlobal) == [true, false, false, true, false])
  }

  @Test(
    arguments: [
      (["layer_types": ["full_attention", "none"]], "\"layer_types\" should have \"full_attention\" or"),
      (
        ["rope_parameters": ["full_attention": ["rope_type": "yarn"]]],
        "\"rope_type\" is \"yarn\", which is not supported"
      ),
      (
        ["rope_parameters": ["full_attention": ["rope_type": "default", "rope_theta": 0]]],
        "\"rope_theta\" should be a number in 1...1e12, is 0"
      ),
      (["classifier_pooling": "max"], "\"classifier_pooling\" is \"max\", which is not supported"),
      (["norm_bias": 1], "\"norm_bias\" should be true or false, is 1"),
      (["classifier_activation": "relu"], "\"classifier_activation\" is \"relu\", which is not supported"),
    ] as [([String: JSONValue], String)])
  func rejectsValuesOfModernBERTThatAreNotSupported(keys: [String: JSONValue], message: String) {
    var object: JSONObject = ["model_type": "modernbert", "num_hidden_layers": 2]
    for (key, value) in keys { object[key] = value }
    let error = #expect(throws: CheckpointError.self) { try Configuration(.object(object), path: "config.json") }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test func nullKeysFollowOtherKeys() throws {
    let configuration = try readConfiguration(["hidden_dropout_prob": 0.3, "classifier_dropout": .null])
    #expect(configuration.classifierDropout == 0.3, "the dropout of the hidden layers")
    #expect(try readConfiguration(["id2label": .null, "num_labels": 3]).labels == ["LABEL_0", "LABEL_1", "LABEL_2"])
    #expect(try readConfiguration(["num_labels": 3]).labels == ["bad", "fair", "good"])
  }

  @Test func negativePaddingCountsFromTheEndAsInPyTorch() throws {
    #expect(
      try readConfiguration(["pad_token_id": -1]).paddingID == 49
        && readConfiguration(["pad_token_id": .null]).paddingID == nil)
    #expect(try readConfiguration(["pad_token_id": nil]).paddingID == 0)
  }

  @Test func ignoresKeysThatTheFamilyDoesNotHave() throws {
    let keys: JSONValue = ["model_type": "distilbert", "layer_norm_eps": "none", "type_vocab_size": 0]
    let configuration = try Configuration(keys, path: "config.json")
    #expect(configuration.layerNormEpsilon == 1e-12 && configuration.tokenTypeCount == 0)
  }

  @Test func readsAKeyByEitherOfItsNames() throws {
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
    #expect(try readConfiguration(["hidden_act": .string(name)]).activation == activation)
  }

  @Test func missingProblemFollowsTheLabels() throws {
    #expect(try readConfiguration(["problem_type": .null, "id2label": ["0": "stars"]]).problem == .regression)
    #expect(try readConfiguration(["problem_type": .null]).problem == .singleLabel)
    for problem in Problem.allCases {
      #expect(try readConfiguration(["problem_type": .string(problem.rawValue)]).problem == problem)
    }
  }

  @Test func ordersLabelsByTheirNumber() throws {
    let names = (0..<12).map { "name \($0)" }
    let map = JSONObject(
      uniqueKeysWithValues: names.enumerated().reversed().map { (String($0.offset), .string($0.element)) })
    #expect(try readConfiguration(["id2label": .object(map)]).labels == names)
  }

  @Test func writesUnknownKeys() throws {
    var configuration = try readConfiguration(["rope": [1, 2]])
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
      (.camembert, "CamembertForSequenceClassification", "single_label_classification"),
      (.electra, "ElectraForSequenceClassification", "single_label_classification"),
      (.mpnet, "MPNetForSequenceClassification", "single_label_classification"),
      (.modernbert, "ModernBertForSequenceClassification", "single_label_classification"),
    ] as [(Family, String, String)])
  func writesArchitectureAndProblemOfTheFamily(family: Family, architecture: String, problem: String) throws {
    let json = try tinyModel(family).configuration.json(dtype: "float32")
    #expect(json["architectures"] == [.string(architecture)] && json["problem_type"] == .string(problem))
  }

  @Test func doesNotWriteAContradictoryNumberOfLabels() throws {
    var configuration = try readConfiguration(["num_labels": 3])
    configuration.labels = ["no", "yes"]
    #expect(try Configuration(configuration.json(dtype: "float32"), path: "").labels == ["no", "yes"])
  }
}

/// The tiny fixture's configuration with some keys set, or removed if nil.
func readConfiguration(_ edits: [String: JSONValue?]) throws -> Configuration {
  let data = try Data(contentsOf: fixtures.appending(path: "bert/config.json"))
  var object = try #require(try JSONValue(parsing: data).objectValue)
  for (key, value) in edits { object[key] = value }
  return try Configuration(.object(object), path: "config.json")
}

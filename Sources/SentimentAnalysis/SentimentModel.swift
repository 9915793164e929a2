public import BERT
import Foundation
public import JSON
import Tensors
import Tokenizers

/// A fine-tuned model, ready to read texts. Immutable: any thread may use it.
public struct SentimentModel: Sendable {
  /// The arithmetic of the encoder.
  public enum Compute: String, Sendable, CaseIterable {
    case auto, float32, bfloat16, int8

    /// - Throws: `ModelError` where this version cannot compute so.
    public func requireAvailable() throws(ModelError) {
      guard self == .auto || self == .float32 else {
        throw ModelError("--compute \(rawValue) is not available in this version; use float32")
      }
    }
  }

  /// How a text is read.
  public struct Options: Sendable, Hashable {
    /// Fill in `keyTokens`.
    public var explain: Bool
    /// Without an explanation, or with one.
    public init(explain: Bool = false) { self.explain = explain }
  }

  /// The model folder's last path component, or `default` for the built-in model.
  public let name: String
  /// Label names in the order of the scores.
  public let labels: [String]
  /// The arithmetic in use: `float32`.
  public let compute: Compute
  /// The cores that one pass is spread over.
  public let threads: Int

  private let classifier: SequenceClassifier
  private let encoder: TextEncoder

  /// Loads a model folder in Hugging Face layout; nil means `SENTIMENT_MODEL`, else the built-in model.
  ///
  /// - Parameter threads: nil takes every core.
  /// - Throws: `ModelError`, a sentence that names file and key and says what to do.
  public init(folder: String?, compute: Compute = .auto, threads: Int? = nil) throws(ModelError) {
    try compute.requireAvailable()
    let path = try Self.folder(folder)
    do {
      classifier = try SequenceClassifier(folder: path)
      encoder = try TextEncoder(folder: path, classifier.configuration)
    } catch {
      throw ModelError("\(error)")
    }
    let isBuiltIn = ModelLocation.builtIn().contains(path)
    name = isBuiltIn ? "default" : URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    labels = classifier.configuration.labels
    self.compute = .float32
    if let threads { Parallel.threads = threads }
    self.threads = Parallel.threads
  }

  /// Classifies each text, in order, with one encoder pass each; label and explanation come from the same pass.
  public func classify(_ texts: [String], _ options: Options = Options()) -> [Classification] {
    classify(texts, options, isCancelled: { false }).compactMap { $0 }
  }

  /// The same, until it is cancelled.
  ///
  /// - Parameter isCancelled: asked between two batches of the encoder, so that every call gets at least one done.
  /// - Returns: one element a text, in order; nil for those that were not read.
  public func classify(_ texts: [String], _ options: Options, isCancelled: () -> Bool) -> [Classification?] {
    let encoded = texts.map(encoder.encode)
    var results = [Classification?](repeating: nil, count: texts.count)
    for (done, indices) in batches(ofLengths: encoded.map(\.ids.count), tokens: 2048).enumerated() {
      if done > 0 && isCancelled() { break }
      let batch = Batch(indices.map { encoded[$0].ids })
      let (logits, scores) = options.explain ? classifier.forwardExplaining(batch) : (classifier.forward(batch), [])
      let probabilities = CrossEntropy.probabilities(logits)
      for (row, index) in indices.enumerated() {
        results[index] = Classification(
          scores: zip(labels, probabilities[row]).map { Classification.Score(label: $0, probability: $1) },
          best: logits.indexOfMaximum(row: row),
          keyTokens: options.explain ? keyTokens(texts[index], encoded[index].tokens, scores[row]) : [],
          logits: (0..<logits.columns).map { logits[row, $0] },
          pieces: encoded[index].pieces, unread: encoded[index].unread)
      }
    }
    return results
  }
}

extension SentimentModel {
  /// The folder that is loaded for what the user named, or for nothing.
  ///
  /// - Throws: `ModelError` with every place that was tried.
  public static func folder(_ name: String?) throws(ModelError) -> String { try ModelLocation.resolve(name) }

  /// What there is to know of the model, for people and scripts.
  public var facts: JSONObject {
    let configuration = classifier.configuration
    return [
      "name": .string(name), "labels": .array(labels.map { .string($0) }), "compute": .string(compute.rawValue),
      "threads": .integer(Int64(threads)), "parameters": .integer(Int64(classifier.parameterCount)),
      "layers": .integer(Int64(configuration.layerCount)), "hidden_size": .integer(Int64(configuration.hiddenSize)),
      "heads": .integer(Int64(configuration.headCount)), "vocabulary": .integer(Int64(configuration.vocabularySize)),
      "max_length": .integer(Int64(encoder.maximumLength)),
    ]
  }
}

extension TextEncoder {
  /// The tokenizer of a model folder, with the limit that fits the model: the smallest of its positions, the tokenizer's
  /// `model_max_length` and `max_length` under the key `sentiment` of `config.json`.
  ///
  /// - Throws: `TokenizerError` or `ModelError`.
  public init(folder: String, _ configuration: Configuration) throws {
    let tokenizer = try Tokenizer(folder: folder)
    guard tokenizer.vocabularyCount <= configuration.vocabularySize else {
      throw ModelError(
        "\(folder): the tokenizer has \(tokenizer.vocabularyCount) entries, config.json's vocab_size is "
          + "\(configuration.vocabularySize); the tokenizer belongs to another model")
    }
    let setting = configuration.source["sentiment"]?["max_length"]
    guard setting == nil || setting?.intValue != nil else {
      throw ModelError("\(folder)/config.json: \"max_length\" under \"sentiment\" should be a whole number")
    }
    let limits = [configuration.maximumTokens, tokenizer.modelMaxLength ?? .max, setting?.intValue ?? .max]
    guard let limit = limits.min(), limit >= 3 else {
      throw ModelError("\(folder)/config.json: max_position_embeddings or max_length leaves no room for a text")
    }
    self.init(tokenizer, maximumLength: limit)
  }
}

extension TextEncoder.Encoded {
  fileprivate var pieces: [Classification.Piece] {
    let ranges = [nil] + tokens.map { Optional($0.range) } + [nil]
    return zip(ids, ranges).map { Classification.Piece(id: $0, range: $1) }
  }
}

public import BERT
import JSON

/// How a model's explanations follow its pass, chosen on texts that it had not seen: encoders differ in where they gather
/// what a text says. It is `explanation` under the key `sentiment` of `config.json`.
public struct ExplanationForm: Sendable, Hashable {
  /// What counts of a token's embedding.
  public typealias EmbeddingPart = Propagation.EmbeddingPart

  /// Of the quick way, the number of last layers whose attention counts; `quick_layers` in the file.
  public var quickLayers: Int
  /// Of the full way, what counts of a token's embedding; `full_embedding` in the file.
  public var fullEmbedding: EmbeddingPart

  /// What a model has that was never measured.
  public static let usual = ExplanationForm(quickLayers: 1, fullEmbedding: .wordLessPadding)

  /// A form of at least one layer.
  public init(quickLayers: Int, fullEmbedding: EmbeddingPart) {
    precondition(quickLayers > 0, "\(quickLayers) layers")
    (self.quickLayers, self.fullEmbedding) = (quickLayers, fullEmbedding)
  }

  /// What a model's `config.json` says; without a word of it, `usual`.
  ///
  /// - Throws: `ModelError` that names the key.
  public init(_ configuration: Configuration, folder: String) throws(ModelError) {
    self = .usual
    guard let setting = configuration.source["sentiment"]?["explanation"], !setting.isNull else { return }
    guard setting.objectValue != nil else {
      throw ModelError(
        "\(folder)/config.json: \"explanation\" under \"sentiment\" should be an object, is \(setting.serialized())")
    }
    if let value = setting["quick_layers"], !value.isNull {
      guard let layers = value.intValue, (1...configuration.layerCount).contains(layers) else {
        throw ModelError(
          "\(folder)/config.json: \"quick_layers\" under \"sentiment\", \"explanation\" should be a whole number from 1 to "
            + "\(configuration.layerCount), is \(value.serialized())")
      }
      quickLayers = layers
    }
    if let value = setting["full_embedding"], !value.isNull {
      guard let part = value.stringValue.flatMap(EmbeddingPart.init) else {
        let parts = EmbeddingPart.allCases.map(\.rawValue).joined(separator: ", ")
        throw ModelError(
          "\(folder)/config.json: \"full_embedding\" under \"sentiment\", \"explanation\" should be one of \(parts), is "
            + value.serialized())
      }
      fullEmbedding = part
    }
  }

  /// Puts the form where the model's `config.json` has it, which is else left as it is.
  ///
  /// - Throws: `CheckpointError` with the file.
  public func store(inFolder folder: String) throws(CheckpointError) {
    var configuration = try Configuration(folder: folder)
    configuration.setSentiment(
      "explanation",
      ["quick_layers": .integer(Int64(quickLayers)), "full_embedding": .string(fullEmbedding.rawValue)])
    try configuration.storeSource(inFolder: folder)
  }
}

extension ExplanationForm: CustomStringConvertible {
  /// `quick by the last 3 layers, full by word_less_padding`
  public var description: String {
    "quick by the last \(quickLayers == 1 ? "layer" : "\(quickLayers) layers"), full by \(fullEmbedding.rawValue)"
  }
}

extension Configuration {
  /// Sets one of our own keys; nil takes it away.
  mutating func setSentiment(_ key: String, _ value: JSONValue?) {
    var settings = source["sentiment"]?.objectValue ?? JSONObject()
    settings[key] = value
    source["sentiment"] = .object(settings)
  }

  /// Writes what `config.json` says, and that alone: the weights stay, and at no time is the file half written.
  ///
  /// - Throws: `CheckpointError` with the file.
  func storeSource(inFolder folder: String) throws(CheckpointError) {
    try writeWhole(
      Array((JSONValue.object(source).serialized(pretty: true) + "\n").utf8), path: folder + "/config.json")
  }
}

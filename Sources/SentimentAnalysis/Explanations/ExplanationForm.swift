public import BERT

/// The layers and embeddings that a model's explanations use, chosen on texts that it was not trained on: encoders differ in
/// the layers that gather a text. It is `explanation` under the key `sentiment` of `config.json`.
public struct ExplanationForm: Codable, Sendable, Hashable {
  /// The part of a token's embedding that counts.
  public typealias EmbeddingPart = Propagation.EmbeddingPart

  /// The number of last layers whose attention counts in quick explanations; `quick_layers` in the file.
  public var quickLayers: Int
  /// The part of a token's embedding that counts in full explanations; `full_embedding` in the file.
  public var fullEmbedding: EmbeddingPart

  /// The form of a model without a measured one.
  public static let usual = ExplanationForm(quickLayers: 1, fullEmbedding: .wordLessPadding)

  /// A form with at least one layer.
  public init(quickLayers: Int, fullEmbedding: EmbeddingPart) {
    precondition(quickLayers > 0, "\(quickLayers) layers")
    (self.quickLayers, self.fullEmbedding) = (quickLayers, fullEmbedding)
  }

  private enum CodingKeys: String, CodingKey {
    case quickLayers = "quick_layers"
    case fullEmbedding = "full_embedding"
  }

  /// Missing keys are as in `usual`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    quickLayers = try values.decodeIfPresent(Int.self, forKey: .quickLayers) ?? Self.usual.quickLayers
    fullEmbedding = try values.decodeIfPresent(EmbeddingPart.self, forKey: .fullEmbedding) ?? Self.usual.fullEmbedding
  }
}

extension ExplanationForm: CustomStringConvertible {
  /// `quick by the last 3 layers, full by word_less_padding`
  public var description: String {
    "quick by the last \(quickLayers == 1 ? "layer" : "\(quickLayers) layers"), full by \(fullEmbedding.rawValue)"
  }
}

public import BERT

/// How a model's explanations follow its pass, chosen on texts that it had not seen: encoders differ in where they gather
/// what a text says. It is `explanation` under the key `sentiment` of `config.json`.
public struct ExplanationForm: Codable, Sendable, Hashable {
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

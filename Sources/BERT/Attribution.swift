/// The contribution of each token of a text to the likeliest label.
public struct Attribution: Sendable, Hashable {
  /// One for each token, special tokens included; above zero if the token supports the label.
  public var scores: [Float]
  /// The explained quantity: the label's logit, minus that of the next likeliest label if labels exclude each other.
  public var contrast: Float

  /// An attribution of this contrast to these scores.
  public init(scores: [Float], contrast: Float) { (self.scores, self.contrast) = (scores, contrast) }

  /// The part of the contrast that no score covers, such as the share of biases and positions.
  public var rest: Float { contrast - scores.reduce(0, +) }
}

extension Batch {
  /// Splits the scores of all tokens [N] by text, each with its contrast [B].
  func attributions(_ scores: [Float], _ contrast: [Float]) -> [Attribution] {
    contrast.enumerated().map { text, contrast in
      Attribution(scores: Array(scores[offsets[text]..<offsets[text + 1]]), contrast: contrast)
    }
  }
}

/// How an explanation follows a pass backward.
public enum Propagation: Sendable, Hashable {
  /// Through the attention of [CLS] in this number of last layers, at almost no cost: the contribution of each token's value.
  /// If an encoder gathers a text in earlier layers, the last one alone explains little.
  case lastLayers(Int)
  /// Through every layer, down to the embeddings, at less than the cost of another pass.
  case allLayers(EmbeddingPart)

  /// The part of a token's embedding that its score counts.
  public enum EmbeddingPart: String, Codable, Sendable, Hashable, CaseIterable {
    /// The word's vector.
    case word
    /// The sum of word, position and token type.
    case whole
    /// The word's vector minus that of the padding token, which represents no word.
    case wordLessPadding = "word_less_padding"
  }
}

/// How much each token of a text did for the likeliest label.
public struct Attribution: Sendable, Hashable {
  /// One a token, special tokens included, above zero where it supports the label.
  public var scores: [Float]
  /// What was explained: the likeliest label's logit, less the mean of the others' where only one label can hold.
  public var contrast: Float

  /// Scores of what is explained.
  public init(scores: [Float], contrast: Float) { (self.scores, self.contrast) = (scores, contrast) }

  /// What no token's score holds: the share of biases, positions and whatever else the form leaves out.
  public var rest: Float { contrast - scores.reduce(0, +) }
}

extension Batch {
  /// Parts the scores of all tokens [N] among the texts, each of which has a contrast [B].
  func attributions(_ scores: [Float], _ contrast: [Float]) -> [Attribution] {
    contrast.enumerated().map { text, contrast in
      Attribution(scores: Array(scores[offsets[text]..<offsets[text + 1]]), contrast: contrast)
    }
  }
}

/// How an explanation follows what a pass has computed.
public enum Propagation: Sendable, Hashable {
  /// Through the attention from [CLS] in so many of the last layers, at next to no cost: what each token's value brought to
  /// it. Where an encoder gathers a text early, the last layer alone says little.
  case lastLayers(Int)
  /// Through every layer, down to the embeddings, for less than another pass.
  case allLayers(EmbeddingPart)

  /// What of a token's embedding its score counts.
  public enum EmbeddingPart: String, Codable, Sendable, Hashable, CaseIterable {
    /// The word's own vector.
    case word
    /// The sum of word, position and token type.
    case whole
    /// The word's own vector less that of the padding token, which stands for no word.
    case wordLessPadding = "word_less_padding"
  }
}

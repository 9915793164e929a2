public import BERT
import Tokenizers

extension TextEncoder {
  /// The tokenizer of a model folder, with the limit that fits the model: the smallest of its positions, the tokenizer's
  /// `model_max_length` and the settings' `max_length`.
  ///
  /// - Throws: `TokenizerError` or `ModelError`.
  public init(folder: String, _ configuration: Configuration, _ settings: ModelSettings) throws {
    let tokenizer = try Tokenizer(folder: folder)
    guard tokenizer.vocabularyCount <= configuration.vocabularySize else {
      throw ModelError(
        "\(folder): the tokenizer has \(tokenizer.vocabularyCount) entries, config.json's vocab_size is "
          + "\(configuration.vocabularySize); the tokenizer belongs to another model")
    }
    let limits = [
      (configuration.maximumTokens, "config.json: max_position_embeddings"),
      (tokenizer.modelMaxLength ?? .max, "tokenizer_config.json: model_max_length"),
      (settings.maxLength ?? .max, "config.json: \"max_length\" under \"sentiment\""),
    ]
    for (limit, place) in limits where limit < 3 {
      throw ModelError("\(folder)/\(place) allows \(limit) tokens; a text needs at least 3")
    }
    self.init(
      tokenizer, maximumLength: limits.map(\.0).min() ?? 3, headLength: settings.headLength,
      tailLength: settings.tailLength, windows: settings.windows ?? 1)
  }
}

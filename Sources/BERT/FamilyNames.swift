/// The keys of `config.json` that are not called alike in all families; where there are two names for one thing, the first
/// wins, as in transformers.
struct FamilyKeys {
  var hiddenSize = ["hidden_size"]
  var layerCount = ["num_hidden_layers"]
  var headCount = ["num_attention_heads"]
  var intermediateSize = "intermediate_size"
  var activation = "hidden_act"
  var hiddenDropout = "hidden_dropout_prob"
  var attentionDropout = "attention_probs_dropout_prob"
  var classifierDropout = "classifier_dropout"
}

/// The names of a model's parts in transformers.
struct ModuleNames {
  /// In front of all that is the encoder's; a bare encoder is saved without.
  var prefix: String
  /// Behind the prefix, in front of a layer's number.
  var layers = "encoder.layer."
  // Behind that number and a full stop:
  var query = "attention.self.query"
  var key = "attention.self.key"
  var value = "attention.self.value"
  var attentionOutput = "attention.output.dense"
  var attentionNorm = "attention.output.LayerNorm"
  var intermediate = "intermediate.dense"
  var output = "output.dense"
  var outputNorm = "output.LayerNorm"
  /// The head's first linear layer, in full.
  var dense: String
  /// The head's second linear layer, in full.
  var classifier: String

  /// In front of the names of a layer's parts.
  func layer(_ index: Int) -> String { "\(prefix)\(layers)\(index)." }
}

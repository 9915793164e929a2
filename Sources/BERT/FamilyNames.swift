/// The keys of `config.json` that differ between families. Of several names for one key, the first wins, as in transformers.
struct FamilyKeys {
  var hiddenSize = ["hidden_size"]
  /// Nil if embeddings have the channels of the layers.
  var embeddingSize: String?
  var layerCount = ["num_hidden_layers"]
  var headCount = ["num_attention_heads"]
  var intermediateSize = "intermediate_size"
  var activation = "hidden_act"
  var hiddenDropout = "hidden_dropout_prob"
  var attentionDropout = "attention_probs_dropout_prob"
  var classifierDropout = "classifier_dropout"
  /// Nil if it is that of the hidden layers.
  var embeddingDropout: String?
  var layerNormEpsilon = "layer_norm_eps"
}

/// Transformers' names of a model's parts.
struct ModuleNames {
  /// The prefix of all encoder tensors, except in files of a bare encoder.
  var prefix: String
  // After the prefix:
  var wordEmbeddings = "embeddings.word_embeddings"
  var embeddingNorm = "embeddings.LayerNorm"
  /// Between the prefix and a layer's number.
  var layers = "encoder.layer."
  // After a layer's number and a full stop:
  var query = "attention.self.query"
  var key = "attention.self.key"
  var value = "attention.self.value"
  /// Queries above keys above values, in families that store them in one matrix.
  var fused: String?
  var attentionOutput = "attention.output.dense"
  var attentionNorm = "attention.output.LayerNorm"
  var intermediate = "intermediate.dense"
  var output = "output.dense"
  var outputNorm = "output.LayerNorm"
  // The full names of norms of ModernBERT:
  var finalNorm = "model.final_norm"
  var headNorm = "head.norm"
  /// The full name of the head's first linear layer.
  var dense: String
  /// The full name of the head's second linear layer.
  var classifier: String
  /// The prefixes of tensors that a classifier does not need: heads of pre-training.
  var ignored: [String] = []

  /// The prefix of the names of a layer's parts.
  func layer(_ index: Int) -> String { "\(prefix)\(layers)\(index)." }
}

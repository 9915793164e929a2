/// The encoders that are built like BERT, by the `model_type` of their `config.json`. One implementation computes them all.
/// They differ only in the properties here and in the activation and dropout of the head's kind.
public enum Family: String, Sendable, CaseIterable {
  /// Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", 2019.
  case bert
  /// Sanh et al., "DistilBERT", 2019: no token types, no pooler.
  case distilbert
  /// Liu et al., "RoBERTa", 2019: counts positions from the padding token's id.
  case roberta
  /// Conneau et al., "Unsupervised Cross-lingual Representation Learning at Scale", 2020: multilingual RoBERTa.
  case xlmRoberta = "xlm-roberta"

  /// The kind of the classification head.
  public var head: ClassificationHead.Kind {
    switch self {
    case .bert: .pooler
    case .distilbert: .preClassifier
    case .roberta, .xlmRoberta: .dense
    }
  }

  /// The prefix of transformers' class names.
  var className: String {
    switch self {
    case .bert: "Bert"
    case .distilbert: "DistilBert"
    case .roberta: "Roberta"
    case .xlmRoberta: "XLMRoberta"
    }
  }

  /// Whether segments have embeddings.
  var hasTokenTypes: Bool { self != .distilbert }
  /// Whether the first position is the one after the padding token's id.
  var countsPositionsFromPadding: Bool { self == .roberta || self == .xlmRoberta }
  /// Whether training has dropout of the attention's output.
  var dropsAttentionOutput: Bool { self != .distilbert }

  /// The ε of layer norms, if the configuration cannot set it.
  var fixedLayerNormEpsilon: Float? { self == .distilbert ? 1e-12 : nil }

  // The defaults of keys that a configuration lacks:
  var vocabularySize: Int { self == .roberta ? 50265 : 30522 }
  var layerCount: Int { self == .distilbert ? 6 : 12 }
  var paddingID: Int { countsPositionsFromPadding ? 1 : 0 }
  /// Nil means the dropout of the hidden layers.
  var classifierDropout: Float? { self == .distilbert ? 0.2 : nil }

  /// The keys of this family's configuration.
  var keys: FamilyKeys {
    guard self == .distilbert else { return FamilyKeys() }
    return FamilyKeys(
      hiddenSize: ["hidden_size", "dim"], layerCount: ["num_hidden_layers", "n_layers"],
      headCount: ["num_attention_heads", "n_heads"], intermediateSize: "hidden_dim", activation: "activation",
      hiddenDropout: "dropout", attentionDropout: "attention_dropout", classifierDropout: "seq_classif_dropout")
  }

  /// The names of tensors in this family's checkpoints.
  var names: ModuleNames {
    switch self {
    case .bert: ModuleNames(prefix: "bert.", dense: "bert.pooler.dense", classifier: "classifier")
    case .distilbert:
      ModuleNames(
        prefix: "distilbert.", layers: "transformer.layer.", query: "attention.q_lin", key: "attention.k_lin",
        value: "attention.v_lin", attentionOutput: "attention.out_lin", attentionNorm: "sa_layer_norm",
        intermediate: "ffn.lin1", output: "ffn.lin2", outputNorm: "output_layer_norm", dense: "pre_classifier",
        classifier: "classifier")
    case .roberta, .xlmRoberta:
      ModuleNames(prefix: "roberta.", dense: "classifier.dense", classifier: "classifier.out_proj")
    }
  }
}

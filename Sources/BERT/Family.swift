/// The encoders that are built like BERT, by the `model_type` of their `config.json`. One implementation computes them all;
/// what is said here is all that sets them apart, with the head's activation and dropout, which go by its kind.
public enum Family: String, Sendable, CaseIterable {
  /// Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", 2019.
  case bert
  /// Sanh et al., "DistilBERT", 2019: no token types, no pooler.
  case distilbert
  /// Liu et al., "RoBERTa", 2019: positions are counted from behind the padding token's.
  case roberta
  /// Conneau et al., "Unsupervised Cross-lingual Representation Learning at Scale", 2020: RoBERTa of many languages.
  case xlmRoberta = "xlm-roberta"

  /// What classifies behind the encoder.
  public var head: ClassificationHead.Kind {
    switch self {
    case .bert: .pooler
    case .distilbert: .preClassifier
    case .roberta, .xlmRoberta: .dense
    }
  }

  /// How transformers' classes of this family begin.
  var className: String {
    switch self {
    case .bert: "Bert"
    case .distilbert: "DistilBert"
    case .roberta: "Roberta"
    case .xlmRoberta: "XLMRoberta"
    }
  }

  /// Whether words are of a segment, which has an embedding of its own.
  var hasTokenTypes: Bool { self != .distilbert }
  /// Whether the position after the padding token's is the first.
  var countsPositionsFromPadding: Bool { self == .roberta || self == .xlmRoberta }
  /// Whether training drops elements of the attention's output.
  var dropsAttentionOutput: Bool { self != .distilbert }

  /// What keeps a layer norm of equal numbers finite where the configuration has no say in it.
  var fixedLayerNormEpsilon: Float? { self == .distilbert ? 1e-12 : nil }

  /// What a configuration means that does not say the number.
  var vocabularySize: Int { self == .roberta ? 50265 : 30522 }
  var layerCount: Int { self == .distilbert ? 6 : 12 }
  var paddingID: Int { countsPositionsFromPadding ? 1 : 0 }
  /// Nil for that of the hidden layers.
  var classifierDropout: Float? { self == .distilbert ? 0.2 : nil }

  /// What a configuration of this family calls each thing.
  var keys: FamilyKeys {
    guard self == .distilbert else { return FamilyKeys() }
    return FamilyKeys(
      hiddenSize: ["hidden_size", "dim"], layerCount: ["num_hidden_layers", "n_layers"],
      headCount: ["num_attention_heads", "n_heads"], intermediateSize: "hidden_dim", activation: "activation",
      hiddenDropout: "dropout", attentionDropout: "attention_dropout", classifierDropout: "seq_classif_dropout")
  }

  /// Where a checkpoint of this family keeps each part.
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

/// The encoders that are built like BERT, by the `model_type` of their `config.json`. One implementation computes them all;
/// what is said here is all that sets them apart.
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

/// The encoders that are built like BERT, by the `model_type` of their `config.json`. One implementation computes them all;
/// `traits` says how they differ.
public enum Family: String, Sendable, CaseIterable {
  /// Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", 2019.
  case bert
  /// Sanh et al., "DistilBERT", 2019: no token types, no pooler.
  case distilbert
  /// Liu et al., "RoBERTa", 2019: counts positions from the padding token's id.
  case roberta
  /// Conneau et al., "Unsupervised Cross-lingual Representation Learning at Scale", 2020: multilingual RoBERTa.
  case xlmRoberta = "xlm-roberta"
  /// Martin et al., "CamemBERT: a Tasty French Language Model", 2020: French RoBERTa.
  case camembert
  /// Clark et al., "ELECTRA", 2020: embeddings may have fewer channels than the layers.
  case electra
  /// Song et al., "MPNet: Masked and Permuted Pre-training for Language Understanding", 2020: positions also by distance.
  case mpnet
  /// Warner et al., "Smarter, Better, Faster, Longer", 2024: rotary positions, norms first, local attention.
  case modernbert

  /// The differences of this family from BERT.
  var traits: FamilyTraits {
    switch self {
    case .bert:
      FamilyTraits(
        className: "Bert", head: .pooler,
        names: ModuleNames(prefix: "bert.", dense: "bert.pooler.dense", classifier: "classifier"))
    case .distilbert: .distilbert
    case .roberta: .roberta("Roberta", vocabularySize: 50265)
    case .xlmRoberta: .roberta("XLMRoberta")
    case .camembert: .roberta("Camembert")
    case .electra:
      FamilyTraits(
        className: "Electra", head: .denseGELU,
        names: ModuleNames(
          prefix: "electra.", dense: "classifier.dense", classifier: "classifier.out_proj",
          ignored: ["discriminator_predictions.", "generator_predictions.", "generator_lm_head."]),
        keys: FamilyKeys(embeddingSize: "embedding_size"), hiddenSize: 256, embeddingSize: 128, headCount: 4,
        intermediateSize: 1024)
    case .mpnet: .mpnet
    case .modernbert: .modernbert
    }
  }

  /// The kind of the classification head.
  public var head: ClassificationHead.Kind { traits.head }
  /// The keys of this family's configuration.
  var keys: FamilyKeys { traits.keys }
  /// The names of tensors in this family's checkpoints.
  var names: ModuleNames { traits.names }
}

/// How a family differs from BERT.
struct FamilyTraits {
  /// The prefix of transformers' class names.
  var className: String
  var head: ClassificationHead.Kind
  var names: ModuleNames
  var keys = FamilyKeys()
  /// Whether segments have embeddings.
  var hasTokenTypes = true
  /// Whether the first position is the one after the padding token's id.
  var countsPositionsFromPadding = false
  /// Whether positions have embeddings.
  var hasPositions = true
  /// Whether attention adds a bias by distance, which all layers share.
  var hasDistanceBias = false
  /// Whether layers have norms first, rotary positions, local attention and gated networks, and linear maps may lack a bias.
  var isModern = false
  /// Whether training has dropout of the attention's output.
  var dropsAttentionOutput = true
  /// The ε of layer norms, if the configuration cannot set it.
  var fixedLayerNormEpsilon: Float?

  // The defaults of keys that a configuration lacks:
  var vocabularySize = 30522
  var hiddenSize = 768
  /// Nil means the channels of the layers.
  var embeddingSize: Int?
  var layerCount = 12
  var headCount = 12
  var intermediateSize = 3072
  var positionCount = 512
  var layerNormEpsilon: Float = 1e-12
  var dropout: Float = 0.1
  var paddingID = 0
  /// Nil means the dropout of the hidden layers.
  var classifierDropout: Float?

  static let distilbert = FamilyTraits(
    className: "DistilBert", head: .preClassifier,
    names: ModuleNames(
      prefix: "distilbert.", layers: "transformer.layer.", query: "attention.q_lin", key: "attention.k_lin",
      value: "attention.v_lin", attentionOutput: "attention.out_lin", attentionNorm: "sa_layer_norm",
      intermediate: "ffn.lin1", output: "ffn.lin2", outputNorm: "output_layer_norm", dense: "pre_classifier",
      classifier: "classifier"),
    keys: FamilyKeys(
      hiddenSize: ["hidden_size", "dim"], layerCount: ["num_hidden_layers", "n_layers"],
      headCount: ["num_attention_heads", "n_heads"], intermediateSize: "hidden_dim", activation: "activation",
      hiddenDropout: "dropout", attentionDropout: "attention_dropout", classifierDropout: "seq_classif_dropout"),
    hasTokenTypes: false, dropsAttentionOutput: false, fixedLayerNormEpsilon: 1e-12, layerCount: 6,
    classifierDropout: 0.2)

  static func roberta(_ className: String, vocabularySize: Int = 30522) -> FamilyTraits {
    FamilyTraits(
      className: className, head: .dense,
      names: ModuleNames(prefix: "roberta.", dense: "classifier.dense", classifier: "classifier.out_proj"),
      countsPositionsFromPadding: true, vocabularySize: vocabularySize, paddingID: 1)
  }

  static let mpnet = FamilyTraits(
    className: "MPNet", head: .dense,
    names: ModuleNames(
      prefix: "mpnet.", query: "attention.attn.q", key: "attention.attn.k", value: "attention.attn.v",
      attentionOutput: "attention.attn.o", attentionNorm: "attention.LayerNorm", dense: "classifier.dense",
      classifier: "classifier.out_proj"),
    hasTokenTypes: false, countsPositionsFromPadding: true, hasDistanceBias: true, vocabularySize: 30527, paddingID: 1)

  static let modernbert = FamilyTraits(
    className: "ModernBert", head: .normalized,
    names: ModuleNames(
      prefix: "model.", wordEmbeddings: "embeddings.tok_embeddings", embeddingNorm: "embeddings.norm",
      layers: "layers.",
      fused: "attn.Wqkv", attentionOutput: "attn.Wo", attentionNorm: "attn_norm", intermediate: "mlp.Wi",
      output: "mlp.Wo", outputNorm: "mlp_norm", dense: "head.dense", classifier: "classifier", ignored: ["decoder."]),
    keys: FamilyKeys(
      activation: "hidden_activation", hiddenDropout: "mlp_dropout", attentionDropout: "attention_dropout",
      embeddingDropout: "embedding_dropout", layerNormEpsilon: "norm_eps"),
    hasTokenTypes: false, hasPositions: false, isModern: true, vocabularySize: 50368, layerCount: 22,
    intermediateSize: 1152, positionCount: 8192, layerNormEpsilon: 1e-5, dropout: 0, paddingID: 50283,
    classifierDropout: 0)
}

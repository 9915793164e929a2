public import Tensors

// B texts · M tokens that heads read · C channels · L labels

/// A further head of an encoder: one linear layer on the last hidden state, of [CLS] or of words.
///
/// The main head and all further ones share one pass of the encoder (Caruana, "Multitask Learning", 1997).
public struct TaskHead: Sendable {
  /// What the outputs of a head mean.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Exactly one label applies to a text.
    case exclusive
    /// Each label applies to a text or not, independently.
    case independent
    /// Each output is a number.
    case number
    /// Each word has one tag; tags in a row form spans, as in transformers' `…ForTokenClassification`.
    case spans

    /// The problem of each row of logits.
    public var problem: Problem {
      switch self {
      case .exclusive, .spans: .singleLabel
      case .independent: .multiLabel
      case .number: .regression
      }
    }

    /// Whether the head reads words instead of [CLS].
    public var readsWords: Bool { self == .spans }

    /// The kind by its name here or, for heads of others, in transformers.
    public init?(name: String) {
      switch name.lowercased() {
      case "exclusive", Problem.singleLabel.rawValue: self = .exclusive
      case "independent", Problem.multiLabel.rawValue: self = .independent
      case "number", Problem.regression.rawValue: self = .number
      case "spans", "token_classification": self = .spans
      default: return nil
      }
    }
  }

  /// The name, which is that of its folder in `heads/`.
  public let name: String
  /// What the outputs mean.
  public let kind: Kind
  /// The names of the outputs, in their order; tags such as `O`, `B-positive` and `I-positive` for spans.
  public let labels: [String]
  /// The divisor of the logits before they become probabilities.
  public var temperature = 1.0
  /// For independent labels: the probability from which on each applies; nil means one half.
  public var thresholds: [Double]?
  /// For spans with a polarity: the confidence from which on spans of both polarities make a text mixed; nil means one half.
  public var mixedAbove: Double?
  /// The layer.
  public var classifier: Linear  // [L, C]

  /// The name of the head of a `…ForTokenClassification` model.
  public static let ofTags = "spans"

  /// The name of the layer's tensors, before `.weight` and `.bias`.
  static let tensor = "classifier"

  /// A head with an empty layer, which is filled as a parameter of the model.
  init(unfilled name: String, _ kind: Kind, labels: [String], width: Int) {
    (self.name, self.kind, self.labels) = (name, kind, labels)
    let empty = Matrix(rows: 0, columns: width)
    classifier = Linear(weight: empty, bias: empty)
  }

  /// A head to train: weights from a normal distribution, biases of zero.
  public init(fresh name: String, _ kind: Kind, labels: [String], for configuration: Configuration, seed: UInt64) {
    self.init(unfilled: name, kind, labels: labels, width: configuration.hiddenSize)
    var random = NormalDistribution(seed: seed)
    let weight = random.matrix(
      rows: labels.count, columns: configuration.hiddenSize, deviation: configuration.initializerRange)
    classifier = Linear(weight: weight, bias: Matrix(rows: 1, columns: labels.count))
  }

  /// Logits [B, L] or, for spans, [M, L], for the rows of the last hidden state that it reads.
  public func forward(_ x: Matrix, in context: PassContext) -> Matrix { classifier.forward(x, in: context) }

  struct Saved: Sendable {
    var x: Matrix  // [B or M, C], after dropout
    var dropout: Dropout?
  }

  func forwardSaving(_ x: Matrix, dropout: Dropout?, in context: PassContext) -> (logits: Matrix, saved: Saved) {
    var x = x
    dropout?.apply(to: &x, in: context)
    return (classifier.forward(x, in: context), Saved(x: x, dropout: dropout))
  }

  /// Adds the gradients of the weights to `gradient`; returns the gradient of its input [B or M, C].
  func backward(
    _ dLogits: Matrix, _ saved: Saved, into gradient: inout TaskHead, in context: PassContext
  ) -> Matrix {
    var dx = classifier.backward(dLogits, input: saved.x, into: &gradient.classifier, in: context)
    saved.dropout?.apply(to: &dx, in: context)
    return dx
  }
}

extension SequenceClassifier {
  /// Replaces a further head, or adds one at the end.
  public mutating func setTaskHead(_ head: TaskHead, at index: Int) {
    if taskHeads.indices.contains(index) { taskHeads[index] = head } else { taskHeads.append(head) }
  }

  /// Logits of a further head for a last hidden state [M, C]: [B, L], or [M, L] if it reads words.
  public func logits(ofHead index: Int, _ hidden: Matrix, _ batch: Batch, in context: PassContext) -> Matrix {
    let head = taskHeads[index]
    return head.forward(head.kind.readsWords ? hidden : starts(of: hidden, batch), in: context)
  }
}

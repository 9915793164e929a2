public import BERT
import Tensors

/// AdamW over all parameters of a model, with the gradient's norm clipped and the learning rate scheduled.
public struct Optimizer: Sendable {
  /// The settings, by the names of transformers' `TrainingArguments`.
  public struct Options: Sendable, Hashable {
    /// The peak.
    public var learningRate = 5e-5
    /// Pulls weights towards zero; biases and layer norms are spared.
    public var weightDecay = 0.01
    /// The gradient's norm is cut to this; 0 leaves it.
    public var maxGradNorm = 1.0
    /// Updates over which the learning rate rises.
    public var warmupSteps = 0
    /// Updates after which the learning rate is zero.
    public var totalSteps = 1

    /// The defaults.
    public init() {}
  }

  /// The settings.
  public let options: Options
  /// Updates made so far.
  public private(set) var step = 0
  private var firstMoments: [Matrix] = []
  private var secondMoments: [Matrix] = []
  private let adam = AdamW()

  /// An optimizer that has made no update yet.
  public init(_ options: Options) { self.options = options }

  /// The learning rate of the next update: up linearly while warming up, then down linearly to zero at the last step
  /// (transformers' `get_linear_schedule_with_warmup`).
  public var learningRate: Double {
    let (warmup, total) = (Double(options.warmupSteps), Double(options.totalSteps))
    let factor =
      step < options.warmupSteps
      ? Double(step) / max(1, warmup) : max(0, (total - Double(step)) / max(1, total - warmup))
    return options.learningRate * factor
  }

  /// Updates the model in place and sets the gradient to zero; returns the gradient's norm before clipping.
  public mutating func update(_ model: inout SequenceClassifier, _ gradient: inout SequenceClassifier) -> Double {
    var gradients: [Matrix] = []
    gradient.forEachParameter { _, value in gradients.append(value) }
    if firstMoments.isEmpty {
      firstMoments = gradients.map { Matrix(rows: $0.rows, columns: $0.columns) }
      secondMoments = firstMoments
    }
    let norm = gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
    // As torch.nn.utils.clip_grad_norm_ has it, the small constant included.
    let scale = options.maxGradNorm > 0 ? min(1, options.maxGradNorm / (norm + 1e-6)) : 1
    let learningRate = learningRate
    step += 1
    var index = 0
    model.forEachParameter { parameter, value in
      adam.update(
        &value, gradient: gradients[index], first: &firstMoments[index], second: &secondMoments[index], step: step,
        learningRate: learningRate, weightDecay: parameter.decays ? options.weightDecay : 0, gradientScale: scale)
      index += 1
    }
    gradients = []  // lets go, so that zeroing happens in place
    gradient.forEachParameter { _, value in value.fill(0) }
    return norm
  }
}

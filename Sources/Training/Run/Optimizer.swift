import BERT
import Tensors

/// AdamW for all parameters that are not frozen, with gradient clipping and a learning-rate schedule.
struct Optimizer: Sendable {
  private let options: Trainer.Options
  private let totalSteps: Int
  private let peakLearningRate: Double
  /// The number of updates so far.
  private(set) var step = 0
  private var firstMoments: [Matrix]
  private var secondMoments: [Matrix]

  /// An optimizer that has made no update.
  init(_ options: Trainer.Options, totalSteps: Int, of model: SequenceClassifier) {
    self.options = options
    self.totalSteps = totalSteps
    peakLearningRate = options.learningRate(width: model.configuration.hiddenSize)
    // The zeros of frozen parameters cost no memory: the system allocates pages on the first write.
    func zeros() -> [Matrix] { model.parameters.map { Matrix(rows: $0.value.rows, columns: $0.value.columns) } }
    firstMoments = zeros()
    secondMoments = zeros()
  }

  /// The learning rate of the next update.
  var learningRate: Double {
    let warmupSteps = options.warmup.steps(of: totalSteps)
    return peakLearningRate * options.schedule.factor(step: step, warmupSteps: warmupSteps, totalSteps: totalSteps)
  }

  /// The norm of the gradient, before clipping.
  static func norm(_ gradient: SequenceClassifier) -> Double {
    gradient.parameters.reduce(0) { $0 + $1.value.sumOfSquares }.squareRoot()
  }

  /// Updates the model by a gradient with this norm, and sets the gradient to zero.
  mutating func update(
    _ model: inout SequenceClassifier, _ gradient: inout SequenceClassifier, norm: Double, in context: PassContext
  ) {
    // As torch.nn.utils.clip_grad_norm_ does, including the small constant.
    let scale = options.maxGradNorm > 0 ? min(1, options.maxGradNorm / (norm + 1e-6)) : 1
    let learningRate = learningRate
    step += 1
    var gradients = gradient.parameters.map(\.value)
    var index = 0
    model.forEachParameter { parameter, value in
      if !parameter.isFrozen(below: options.frozenLayers) {
        options.adam.update(
          &value, gradient: gradients[index], first: &firstMoments[index], second: &secondMoments[index], step: step,
          learningRate: learningRate, weightDecay: parameter.decays ? options.weightDecay : 0, gradientScale: scale,
          in: context)
      }
      index += 1
    }
    gradients = []  // releases the copies, so that zeroing happens in place
    gradient.forEachParameter { parameter, value in
      if !parameter.isFrozen(below: options.frozenLayers) { value.fill(0) }
    }
  }
}

extension Optimizer {
  /// PyTorch's names of the two moments of a parameter.
  private static let momentNames = ["exp_avg.", "exp_avg_sq."]

  /// Saves the moments without loss.
  func save(path: String, of model: SequenceClassifier) throws {
    var tensors: [(parameter: Parameter, value: Matrix)] = []
    for (name, moments) in zip(Self.momentNames, [firstMoments, secondMoments]) {
      for ((parameter, _), moment) in zip(model.parameters, moments)
      where !parameter.isFrozen(below: options.frozenLayers) {
        tensors.append((parameter.prefixed(name), moment))
      }
    }
    try SafetensorsWriter(path: path).write(tensors)
  }

  /// Restores the moments that an optimizer saved after `step` updates.
  mutating func restore(path: String, of model: SequenceClassifier, step: Int, in context: PassContext) throws {
    let file = try SafetensorsFile(path: path)
    self.step = step
    for (index, (parameter, _)) in model.parameters.enumerated()
    where !parameter.isFrozen(below: options.frozenLayers) {
      try file.read(parameter.prefixed(Self.momentNames[0]), into: &firstMoments[index], in: context)
      try file.read(parameter.prefixed(Self.momentNames[1]), into: &secondMoments[index], in: context)
    }
  }
}

extension Parameter {
  fileprivate func prefixed(_ prefix: String) -> Parameter {
    var copy = self
    copy.tensors = tensors.map { prefix + $0 }
    return copy
  }
}

import BERT
import Tensors

/// AdamW for all parameters that are not frozen, with gradient clipping and a learning-rate schedule.
struct Optimizer: Sendable {
  private let options: Trainer.Options
  private let totalSteps: Int
  private let peakLearningRate: Double
  /// The number of updates so far.
  private(set) var step = 0
  /// The number of updates of each head so far: of the main one, then of the further ones.
  private var headSteps: [Int]
  private var firstMoments: [Matrix]
  private var secondMoments: [Matrix]

  /// An optimizer that has made no update.
  init(_ options: Trainer.Options, totalSteps: Int, of model: SequenceClassifier) {
    self.options = options
    self.totalSteps = totalSteps
    peakLearningRate = options.learningRate(width: model.configuration.hiddenSize)
    // The zeros of frozen parameters cost no memory: the system allocates pages on the first write.
    func zeros() -> [Matrix] { model.parameters.map { Matrix(rows: $0.value.rows, columns: $0.value.columns) } }
    headSteps = [Int](repeating: 0, count: 1 + model.taskHeads.count)
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

  /// Updates the model by a gradient with this norm, and sets the gradient to zero. As in PyTorch, where they have no gradient,
  /// heads that the update's texts are not for keep their weights and moments.
  ///
  /// - Parameter head: the further head that the texts are for; nil for the main one.
  mutating func update(
    _ model: inout SequenceClassifier, _ gradient: inout SequenceClassifier, of head: Int?, norm: Double,
    in context: PassContext
  ) {
    // As torch.nn.utils.clip_grad_norm_ does, including the small constant.
    let scale = options.maxGradNorm > 0 ? min(1, options.maxGradNorm / (norm + 1e-6)) : 1
    let learningRate = learningRate
    step += 1
    let place = head.map { $0 + 1 } ?? 0
    headSteps[place] += 1
    func isUpdated(_ parameter: Parameter) -> Bool { isTrained(parameter) && parameter.headPlace ?? place == place }
    var gradients = gradient.parameters.map(\.value)
    var index = 0
    model.forEachParameter { parameter, value in
      if isUpdated(parameter) {
        options.adam.update(
          &value, gradient: gradients[index], first: &firstMoments[index], second: &secondMoments[index],
          step: parameter.headPlace.map { headSteps[$0] } ?? step,
          learningRate: learningRate, weightDecay: parameter.decays ? options.weightDecay : 0, gradientScale: scale,
          in: context)
      }
      index += 1
    }
    gradients = []  // releases the copies, so that zeroing happens in place
    gradient.forEachParameter { parameter, value in if isUpdated(parameter) { value.fill(0) } }
  }
}

extension Optimizer {
  /// PyTorch's names of the two moments of a parameter.
  private static let momentNames = ["exp_avg.", "exp_avg_sq."]

  private func isTrained(_ parameter: Parameter) -> Bool {
    !parameter.isFrozen(below: options.frozenLayers) && (!options.freezesEncoder || parameter.headPlace != nil)
  }

  /// Saves the moments without loss.
  func save(path: String, of model: SequenceClassifier) throws {
    var tensors: [(parameter: Parameter, value: Matrix)] = []
    for (name, moments) in zip(Self.momentNames, [firstMoments, secondMoments]) {
      for ((parameter, _), moment) in zip(model.parameters, moments)
      where isTrained(parameter) {
        tensors.append((parameter.prefixed(name), moment))
      }
    }
    try SafetensorsWriter(path: path).write(tensors)
  }

  /// Restores the moments that an optimizer saved after `step` updates.
  ///
  /// - Parameter counts: the number of updates of each head.
  mutating func restore(
    path: String, of model: SequenceClassifier, step: Int, _ counts: [(head: Int?, updates: Int)],
    in context: PassContext
  ) throws {
    let file = try SafetensorsFile(path: path)
    self.step = step
    for (head, updates) in counts { headSteps[head.map { $0 + 1 } ?? 0] = updates }
    for (index, (parameter, _)) in model.parameters.enumerated() where isTrained(parameter) {
      try file.read(parameter.prefixed(Self.momentNames[0]), into: &firstMoments[index], in: context)
      try file.read(parameter.prefixed(Self.momentNames[1]), into: &secondMoments[index], in: context)
    }
  }
}

extension Parameter {
  /// 0 for the main head, then 1 and so on for the further ones; nil for the encoder.
  fileprivate var headPlace: Int? {
    switch part {
    case .embeddings, .layer: nil
    case .head: 0
    case .task(let index): index + 1
    }
  }

  fileprivate func prefixed(_ prefix: String) -> Parameter {
    var copy = self
    copy.tensors = tensors.map { prefix + $0 }
    return copy
  }
}

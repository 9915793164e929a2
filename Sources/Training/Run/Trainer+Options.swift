public import Tensors

extension Trainer {
  /// What decides the weights that come out, by the names of transformers' `TrainingArguments`.
  public struct Options: Sendable, Hashable {
    /// Rounds the factors of the encoder's products to bfloat16, forward and backward. Weights, sums, norms and softmax stay
    /// float32, and so does everything on a CPU that has no instructions for it.
    public var bf16 = false
    /// Passes over the examples; a fraction ends within one.
    public var epochs = 3.0
    /// Updates to make in place of whole epochs.
    public var maxSteps: Int?
    /// Texts a micro-batch.
    public var batchSize = 32
    /// Micro-batches an update. The update is that of one batch of all their texts.
    public var accumulationSteps = 1
    /// Nil chooses by the model's width: small models learn best at larger rates.
    public var learningRate: Double?
    /// How the learning rate moves.
    public var schedule = Schedule.linear
    /// Over how many updates the learning rate rises.
    public var warmup = Warmup.share(0.1)
    /// AdamW's decay of weights; biases and layer norms are spared.
    public var weightDecay = 0.01
    /// The constants of the moments.
    public var adam = AdamW()
    /// The gradient's norm is cut to this; 0 leaves it.
    public var maxGradNorm = 1.0
    /// Fixes the order of the texts and the dropout.
    public var seed: UInt64 = 42
    /// Drops elements with the probabilities that the configuration names.
    public var usesDropout = true
    /// The share of each text's loss that goes to all labels alike.
    public var labelSmoothing = 0.0
    /// How much each label counts.
    public var classWeights = ClassWeights.equal
    /// Holds the embeddings and that many layers as they are; nil trains everything.
    public var frozenLayers: Int?
    /// Puts texts of like length together, so that few are waited for; they are no longer mixed quite freely.
    public var groupsByLength = false

    /// The defaults.
    public init() {}
  }

  /// Over how many updates the learning rate rises.
  public enum Warmup: Sendable, Hashable {
    case steps(Int)
    /// Of all updates, rounded up, but none of a single one, which would learn nothing.
    case share(Double)

    func steps(of total: Int) -> Int {
      switch self {
      case .steps(let steps): steps
      case .share(let share): total == 1 ? 0 : Int((Double(total) * share).rounded(.up))
      }
    }
  }

  /// How much each label counts in the loss.
  public enum ClassWeights: Sendable, Hashable {
    case equal
    /// The rarer a label among the examples, the more: texts / (labels · texts of the label), scikit-learn's formula.
    case balanced
    /// One a label, in the labels' order.
    case numbers([Double])

    func weights(_ targets: some Sequence<Target>, labelCount: Int) -> [Double]? {
      switch self {
      case .equal: return nil
      case .numbers(let numbers): return numbers
      case .balanced:
        var counts = [Int](repeating: 0, count: labelCount)
        for case .label(let label) in targets { counts[label] += 1 }
        let texts = counts.reduce(0, +)
        return counts.map { Double(texts) / Double(labelCount * max(1, $0)) }
      }
    }
  }
}

extension Trainer.Options {
  /// What the paper of each size found best: small models learn best at larger rates.
  public func learningRate(width: Int) -> Double { learningRate ?? (width >= 768 ? 2e-5 : width >= 384 ? 5e-5 : 1e-4) }

  /// Every setting by the name of its option: what a resumed training must have in common with the one it goes on with.
  func facts(width: Int) -> [(name: String, value: String)] {
    let warmup =
      switch warmup {
      case .steps(let steps): ("warmup-steps", "\(steps)")
      case .share(let share): ("warmup-ratio", "\(share)")
      }
    let weights =
      switch classWeights {
      case .equal: "equal"
      case .balanced: "balanced"
      case .numbers(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
      }
    return [
      maxSteps.map { ("max-steps", "\($0)") } ?? ("num-train-epochs", plain(epochs)),
      ("per-device-train-batch-size", "\(batchSize)"), ("gradient-accumulation-steps", "\(accumulationSteps)"),
      ("learning-rate", "\(learningRate(width: width))"), ("lr-scheduler-type", schedule.rawValue), warmup,
      ("weight-decay", "\(weightDecay)"), ("adam-beta1", "\(adam.beta1)"), ("adam-beta2", "\(adam.beta2)"),
      ("adam-epsilon", "\(adam.epsilon)"), ("max-grad-norm", "\(maxGradNorm)"), ("seed", "\(seed)"),
      ("dropout", usesDropout ? "as config.json says" : "none"), ("label-smoothing-factor", "\(labelSmoothing)"),
      ("class-weights", weights), ("freeze-layers", frozenLayers.map { "\($0)" } ?? "none"),
      ("group-by-length", "\(groupsByLength)"), ("bf16", "\(bf16)"),
    ]
  }

  /// A number without ".0".
  private func plain(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
}

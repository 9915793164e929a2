public import Tensors

extension Trainer {
  /// The options that determine the trained weights, by the names of transformers' `TrainingArguments`.
  public struct Options: Sendable, Hashable {
    /// Rounds the factors of the encoder's matrix products to bfloat16, forward and backward. Weights, sums, norms and
    /// softmax stay float32. A CPU without bfloat16 instructions uses float32 for everything.
    public var bf16 = false
    /// Passes over the examples; a fraction ends within an epoch.
    public var epochs = 3.0
    /// The number of updates, instead of `epochs`.
    public var maxSteps: Int?
    /// The number of texts per micro-batch.
    public var batchSize = 32
    /// The number of micro-batches per update; the gradient is that of one batch of all their texts.
    public var accumulationSteps = 1
    /// The peak learning rate; nil chooses by the width of the model, since small models learn best at larger rates.
    public var learningRate: Double?
    /// The learning-rate schedule.
    public var schedule = Schedule.linear
    /// The number of warm-up updates.
    public var warmup = Warmup.share(0.1)
    /// The weight decay of AdamW; biases and layer norms are exempt.
    public var weightDecay = 0.01
    /// The constants of AdamW.
    public var adam = AdamW()
    /// The maximum norm of the gradient; 0 disables clipping.
    public var maxGradNorm = 1.0
    /// The seed of the order of texts and of dropout.
    public var seed: UInt64 = 42
    /// Whether to use the dropout probabilities of the configuration.
    public var usesDropout = true
    /// The share of each text's loss that is spread over all labels.
    public var labelSmoothing = 0.0
    /// The weights of the labels in the loss.
    public var classWeights = ClassWeights.equal
    /// Freezes the embeddings and this number of layers; nil trains everything.
    public var frozenLayers: Int?
    /// Freezes the whole encoder and runs it once for each text, without dropout: only heads are trained.
    public var freezesEncoder = false
    /// Batches texts of similar length, which saves padding but shuffles less.
    public var groupsByLength = false

    /// The defaults.
    public init() {}
  }

  /// The number of updates during which the learning rate rises.
  public enum Warmup: Sendable, Hashable {
    case steps(Int)
    /// A share of all updates, rounded up; but no warm-up for a single update, which would learn nothing.
    case share(Double)

    func steps(of total: Int) -> Int {
      switch self {
      case .steps(let steps): steps
      case .share(let share): total == 1 ? 0 : Int((Double(total) * share).rounded(.up))
      }
    }
  }

  /// The weights of the labels in the loss.
  public enum ClassWeights: Sendable, Hashable, CustomStringConvertible {
    case equal
    /// Inverse to frequency: texts / (labels · texts of the label), scikit-learn's formula.
    case balanced
    /// One weight per label, in the order of the labels.
    case numbers([Double])

    /// `equal`, `balanced` or the numbers.
    public var description: String {
      switch self {
      case .equal: "equal"
      case .balanced: "balanced"
      case .numbers(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
      }
    }

    func weights(_ targets: some Sequence<Target>, labelCount: Int) -> [Double]? {
      switch self {
      case .equal: return nil
      case .numbers(let numbers): return numbers
      case .balanced:
        var counts = [Int](repeating: 0, count: labelCount)
        for target in targets {
          for label in target.tags?.compactMap(\.self) ?? target.label.map({ [$0] }) ?? [] { counts[label] += 1 }
        }
        let texts = counts.reduce(0, +)
        return counts.map { Double(texts) / Double(labelCount * max(1, $0)) }
      }
    }
  }
}

extension Trainer.Options {
  /// The given learning rate, or the best one in the paper of a model of this width.
  public func learningRate(width: Int) -> Double { learningRate ?? (width >= 768 ? 2e-5 : width >= 384 ? 5e-5 : 1e-4) }

  /// Every option by name: a resumed training must have the same values.
  func facts(width: Int) -> [(name: String, value: String)] {
    let warmup =
      switch warmup {
      case .steps(let steps): ("warmup-steps", "\(steps)")
      case .share(let share): ("warmup-ratio", "\(share)")
      }
    return [
      maxSteps.map { ("max-steps", "\($0)") } ?? ("num-train-epochs", plain(epochs)),
      ("per-device-train-batch-size", "\(batchSize)"), ("gradient-accumulation-steps", "\(accumulationSteps)"),
      ("learning-rate", "\(learningRate(width: width))"), ("lr-scheduler-type", schedule.rawValue), warmup,
      ("weight-decay", "\(weightDecay)"), ("adam-beta1", "\(adam.beta1)"), ("adam-beta2", "\(adam.beta2)"),
      ("adam-epsilon", "\(adam.epsilon)"), ("max-grad-norm", "\(maxGradNorm)"), ("seed", "\(seed)"),
      ("dropout", usesDropout ? "as config.json says" : "none"), ("label-smoothing-factor", "\(labelSmoothing)"),
      ("class-weights", "\(classWeights)"), ("freeze-layers", frozenLayers.map { "\($0)" } ?? "none"),
      ("group-by-length", "\(groupsByLength)"), ("bf16", "\(bf16)"),
    ] + (freezesEncoder ? [("freeze-encoder", "true")] : [])
  }

  /// A number without ".0".
  private func plain(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
}

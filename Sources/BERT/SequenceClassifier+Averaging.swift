public import Tensors

extension SequenceClassifier {
  /// Loads the mean of models that were fine-tuned from the same checkpoint: w = Σ share(m) · w(m), in float32.
  ///
  /// Equal shares join trainings (Wortsman et al., "Model soups", ICML 2022); unequal ones keep what a model knew before a
  /// training (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022). A further head that all models have is
  /// averaged; one that only some have is that of the first of them. Everything else is as in the first model.
  ///
  /// Two models are in memory at once.
  ///
  /// - Parameters:
  ///   - folders: the model folders, at least one.
  ///   - shares: a number above zero for each model; they are divided by their sum.
  /// - Throws: `CheckpointError` with the first difference between two models.
  public init(
    averaging folders: [String], shares: [Double], in context: PassContext = PassContext()
  ) throws(CheckpointError) {
    precondition(
      !folders.isEmpty && folders.count == shares.count, "\(folders.count) models with \(shares.count) shares")
    self.init(zeros: try Configuration(folder: folders[0]))
    let total = shares.reduce(0, +)
    var heads: [AveragedHead] = []
    for (folder, share) in zip(folders, shares) {
      var model = try SequenceClassifier(folder: folder, in: context)
      let share = Float(share / total)
      for head in model.taskHeads {
        guard let index = heads.firstIndex(where: { $0.first.name == head.name }) else {
          heads.append(AveragedHead(first: head, folder: folder, share: share))
          continue
        }
        try heads[index].add(head, folder: folder, share: share)
      }
      model.taskHeads = []
      if let difference = model.difference(from: self) {
        throw CheckpointError(
          "\(folder) cannot be averaged with \(folders[0]): \(difference); name models that were fine-tuned from the same "
            + "checkpoint")
      }
      add(model, scaledBy: share)
    }
    taskHeads = heads.map { $0.count == folders.count ? $0.sum : $0.first }
  }

  /// Adds every parameter of a model of the same shape, times a factor.
  private mutating func add(_ other: SequenceClassifier, scaledBy factor: Float) {
    let values = other.parameters.map(\.value)
    var index = 0
    forEachParameter { _, value in
      value.add(values[index], scaledBy: factor)
      index += 1
    }
  }

  /// The first property in which a model differs from another one so that their weights cannot be averaged, such as
  /// `hidden size 768 instead of 384`.
  private func difference(from other: SequenceClassifier) -> String? {
    for (own, theirs) in zip(configuration.properties, other.configuration.properties) where own.value != theirs.value {
      return "\(own.name) \(own.value) instead of \(theirs.value)"
    }
    for (own, theirs) in zip(parameters.map(\.parameter), other.parameters.map(\.parameter)) where own != theirs {
      return "the tensor \(own.tensors[0]) \(own.shape) instead of \(theirs.tensors[0]) \(theirs.shape)"
    }
    return nil
  }
}

extension Configuration {
  /// The properties that models with comparable weights share.
  fileprivate var properties: [(name: String, value: String)] {
    [
      ("model type", family.rawValue), ("vocabulary size", "\(vocabularySize)"), ("hidden size", "\(hiddenSize)"),
      ("embedding size", "\(embeddingSize)"), ("ModernBERT's own keys", modern.map { "\($0)" } ?? "none"),
      ("number of layers", "\(layerCount)"), ("number of attention heads", "\(headCount)"),
      ("intermediate size", "\(intermediateSize)"), ("number of positions", "\(positionCount)"),
      ("number of token types", "\(tokenTypeCount)"), ("activation", "\(activation)"),
      ("problem type", problem.rawValue), ("labels", labels.joined(separator: ", ")),
    ]
  }
}

/// A further head of several models.
private struct AveragedHead {
  /// The head of the first model that has it.
  let first: TaskHead
  /// The folder of that model.
  let folder: String
  /// The sum of the models' heads so far, each times its share.
  private(set) var sum: TaskHead
  /// The number of models that have it.
  private(set) var count = 1

  init(first: TaskHead, folder: String, share: Float) {
    (self.first, self.folder, sum) = (first, folder, first)
    sum.classifier = Linear(
      weight: first.classifier.weight.scaled(by: share), bias: first.classifier.bias.scaled(by: share))
  }

  mutating func add(_ head: TaskHead, folder: String, share: Float) throws(CheckpointError) {
    guard head.kind == first.kind, head.labels == first.labels else {
      throw CheckpointError(
        "\(folder): the head \(head.name) (\(head.kind.rawValue): \(head.labels.joined(separator: ", "))) differs from that of "
          + "\(self.folder) (\(first.kind.rawValue): \(first.labels.joined(separator: ", "))); remove one of them, or rename "
          + "its folder")
    }
    sum.classifier.weight.add(head.classifier.weight, scaledBy: share)
    sum.classifier.bias.add(head.classifier.bias, scaledBy: share)
    count += 1
  }
}

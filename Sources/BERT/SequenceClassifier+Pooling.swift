import Tensors

// N tokens · M tokens that heads read · C channels

/// From the last layer to the state that heads read: ModernBERT's final norm, and the mean of all tokens of a text in the place
/// of its [CLS] if the head pools so. Other families read the last layer's output.
extension SequenceClassifier {
  /// Whether the state of a text is the mean of its tokens. The last layer then computes all of them.
  var poolsMean: Bool { configuration.modern?.poolsMean ?? false }

  /// The state [M, C] for the last layer's output [M, C], or [N, C] if it is pooled.
  func finish(_ z: Matrix, _ batch: Batch, in context: PassContext) -> Matrix {
    guard finalNorm.scale.count > 0 else { return z }
    return pool(finalNorm.forward(z, epsilon: configuration.layerNormEpsilon, in: context), batch)
  }

  func finishSaving(
    _ z: Matrix, _ batch: Batch, in context: PassContext
  ) -> (hidden: Matrix, saved: LayerNorm.Saved?) {
    guard finalNorm.scale.count > 0 else { return (z, nil) }
    let (normalized, saved) = finalNorm.forwardSaving(z, epsilon: configuration.layerNormEpsilon, in: context)
    return (pool(normalized, batch), saved)
  }

  /// The gradient of the last layer's output, for that of the state [M, C].
  func finishBackward(
    _ dHidden: Matrix, _ saved: LayerNorm.Saved?, _ batch: Batch, into gradient: inout SequenceClassifier,
    in context: PassContext
  ) -> Matrix {
    guard let saved else { return dHidden }
    return finalNorm.backward(poolGradient(dHidden, batch), saved, into: &gradient.finalNorm, in: context)
  }

  /// The gradient of the last layer's output z, for that of the state of the tokens that `explained` reads, with the norm's scale
  /// frozen. Its rows are those of `followed(explained)`.
  func finishGradientFreezingScale(
    _ dHidden: Matrix, output z: Matrix, _ batch: Batch, _ explained: Batch, in context: PassContext
  ) -> Matrix {
    guard finalNorm.scale.count > 0 else { return dHidden }
    let rows = poolsMean ? z : batch.places(of: explained).map { z.gatheringRows($0) } ?? z
    let scale = finalNorm.forwardKeepingScale(rows, epsilon: configuration.layerNormEpsilon, in: context).rstd
    return finalNorm.inputGradientFreezingScale(poolGradient(dHidden, explained), rstd: scale, in: context)
  }

  /// The texts with the tokens that the state depends on in the last layer.
  func followed(_ batch: Batch) -> Batch { poolsMean ? batch.readingAll : batch }

  private func pool(_ z: Matrix, _ batch: Batch) -> Matrix {
    guard poolsMean else { return z }
    var hidden = z.gatheringRows(batch.read)  // [M, C]
    var means = Matrix(rows: batch.count, columns: z.columns)  // [B, C]
    for text in 0..<batch.count {
      let tokens = batch.offsets[text]..<batch.offsets[text + 1]
      means.addRows(
        of: z.gatheringRows(Array(tokens)).scaled(by: 1 / Float(tokens.count)),
        at: Array(repeating: text, count: tokens.count))
    }
    hidden.setRows(means, at: batch.readStarts)
    return hidden
  }

  /// [N, C] for the gradient [M, C] of the state.
  private func poolGradient(_ dHidden: Matrix, _ batch: Batch) -> Matrix {
    guard poolsMean else { return dHidden }
    var dz = Matrix(rows: batch.ids.count, columns: dHidden.columns)
    let starts = Set(batch.readStarts)
    let words = (0..<dHidden.rows).filter { !starts.contains($0) }
    dz.addRows(of: dHidden.gatheringRows(words), at: words.map { batch.read[$0] })
    for (text, row) in batch.readStarts.enumerated() {
      let tokens = Array(batch.offsets[text]..<batch.offsets[text + 1])
      let share = dHidden.gatheringRows(Array(repeating: row, count: tokens.count)).scaled(by: 1 / Float(tokens.count))
      dz.addRows(of: share, at: tokens)
    }
    return dz
  }
}

extension Batch {
  /// The same texts, of which all tokens are read.
  var readingAll: Batch {
    let texts = (0..<count).map { Array(ids[offsets[$0]..<offsets[$0 + 1]]) }
    return Batch(texts, reading: texts.map { Array(1..<max(1, $0.count)) })
  }

  /// The places of another batch's read tokens among those of this one; nil if both read the same.
  func places(of other: Batch) -> [Int]? { read == other.read ? nil : readStarts }
}

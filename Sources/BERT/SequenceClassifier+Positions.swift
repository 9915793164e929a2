import Tensors

extension SequenceClassifier {
  /// The attention's terms by distance and the rotation of queries and keys in a layer.
  func positions(_ batch: Batch, layer: Int) -> (bias: DistanceBias?, rotary: Rotary?) {
    let tokens = batch.maximumLength
    guard let modern = configuration.modern else {
      return (distanceBias.rows > 0 ? DistanceBuckets.bias(distanceBias, tokens: tokens) : nil, nil)
    }
    let isGlobal = modern.isGlobal(layer: layer)
    let rotary = Rotary(
      base: isGlobal ? modern.globalBase : modern.localBase,
      channels: configuration.hiddenSize / configuration.headCount, positions: tokens)
    guard !isGlobal, tokens - 1 > modern.window else { return (nil, rotary) }
    let terms: [Float] = (1 - tokens..<tokens).map { abs($0) <= modern.window ? 0 : -.infinity }
    return (DistanceBias(Matrix(rows: 1, columns: terms.count, terms), isLearned: false), rotary)
  }
}

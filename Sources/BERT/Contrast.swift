import Tensors

/// What an explanation of a label splits between the tokens: the label's logit and, if labels exclude each other, minus the logit
/// of its rival, the likeliest of the other labels.
public struct Contrast: Sendable, Hashable {
  /// The index of the explained label.
  public var label: Int
  /// The index of the rival; nil for independent labels, a value, or a single label.
  public var rival: Int?

  /// The contrast of a label to its rival, both by index.
  public init(label: Int, rival: Int?) { (self.label, self.rival) = (label, rival) }

  /// The contrast of one text's logits [L].
  ///
  /// - Parameter label: nil means the likeliest; of equals, the first.
  public init(_ logits: [Float], _ problem: Problem, label: Int? = nil) {
    func likeliest(_ indices: some Sequence<Int>) -> Int? { indices.max { logits[$0] < logits[$1] } }
    let label = label ?? likeliest(logits.indices) ?? 0
    self.init(
      label: label, rival: problem == .singleLabel ? likeliest(logits.indices.filter { $0 != label }) : nil)
  }
}

extension [Contrast] {
  /// The gradient [B, L] of each text's contrast by its logits.
  func gradient(labelCount: Int) -> Matrix {
    var gradient = Matrix(rows: count, columns: labelCount)
    for (row, contrast) in enumerated() {
      gradient[row, contrast.label] = 1
      if let rival = contrast.rival { gradient[row, rival] = -1 }
    }
    return gradient
  }
}

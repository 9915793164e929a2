// N rows · I inputs · O outputs

/// An affine map of rows: y = x · weightᵀ + bias, the weight laid out as PyTorch's `nn.Linear` has it.
public struct Linear: Sendable {
  /// The factor of the inputs, one row for each output; empty once it is packed.
  public var weight: Matrix  // [O, I]
  /// The packed weight, for inference alone.
  public private(set) var packed: PackedFactor?
  /// The term added to every row.
  public var bias: Matrix  // [1, O]
  /// The precision of products while the weight is not packed; nil is float32 by OpenBLAS.
  public var precision: PackedFactor.Precision?

  /// A map with these parameters, whose sizes must agree.
  public init(weight: Matrix, bias: Matrix) {
    precondition(bias.count == weight.rows, "a bias of \(bias.count) for \(weight.rows) outputs")
    self.weight = weight
    self.bias = bias
  }

  /// Packs the weight: the map can no longer be trained or saved.
  public mutating func pack(as precision: PackedFactor.Precision, in context: PassContext) {
    guard packed == nil else { return }
    packed = PackedFactor(weight, as: precision, in: context)
    weight = Matrix(rows: 0, columns: weight.columns)
  }

  /// y [N, O] for x [N, I], with the activation applied while the result is still in the cache.
  public func forward(_ x: Matrix, then activation: Activation? = nil, in context: PassContext) -> Matrix {
    if let packed = packed ?? precision.map({ PackedFactor(weight.block, as: $0, in: context) }) {
      return packed.forward(x, bias: bias, then: activation, in: context)
    }
    let y = Matrix(uninitializedRows: x.rows, columns: weight.rows)  // [N, O]
    let bias = bias.block
    y.block.multiplyInParallel(x.block, weight.block.transposed, in: context) { part, columns in
      part.addBias(bias.columns(columns), then: activation)
    }
    return y
  }

  /// dx [N, I] = dy · weight, for dy [N, O].
  public func inputGradient(_ dy: Matrix, in context: PassContext) -> Matrix {
    inputGradient(ofLastOutputs: dy, in: context)
  }

  /// dx [N, I] for the gradient dy [N, P] of the last P outputs alone.
  public func inputGradient(ofLastOutputs dy: Matrix, in context: PassContext) -> Matrix {
    if let packed { return packed.inputGradient(dy, in: context) }
    let dx = Matrix(uninitializedRows: dy.rows, columns: weight.columns)  // [N, I]
    dx.block.multiplyInParallel(
      dy.block, weight.block.rows(weight.rows - dy.columns..<weight.rows), as: precision, in: context)
    return dx
  }

  /// Adds dweight = dyᵀ · x and dbias = Σ rows of dy to `gradient`; returns dx [N, I].
  public func backward(
    _ dy: Matrix, input x: Matrix, into gradient: inout Linear, in context: PassContext
  ) -> Matrix {
    gradient.weight.mutableBlock.multiplyInParallel(
      dy.block.transposed, x.block, as: precision, accumulating: true, in: context)
    gradient.bias.addColumnSums(of: dy, in: context)
    return inputGradient(dy, in: context)
  }
}

extension Matrix {
  /// self [1, C] += Σ over the rows of x [N, C], or of x ⊙ factor. Threads split the columns, so the order of additions does
  /// not depend on their number.
  mutating func addColumnSums(of x: Matrix, times factor: Matrix? = nil, in context: PassContext) {
    let sums = mutableBlock
    context.ranges(columns, grain: max(16, 32_768 / max(1, x.rows))) { range in
      sums.columns(range).addColumnSums(of: x.block.columns(range), times: factor?.block.columns(range))
    }
  }
}

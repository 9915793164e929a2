// B texts · M queries · N keys (over all texts) · C channels · H heads · D = C/H channels a head · T keys of one text

import CKernels

/// Scaled dot-product attention with several heads (Vaswani et al., 2017, section 3.2), over texts packed without padding:
/// context = softmax(q · kᵀ / √D + bias) · v for each text and head by itself.
public struct Attention: Sendable {
  /// The number of heads that share the channels.
  public var heads: Int
  /// Terms of the scores by distance; nil adds none.
  public let bias: DistanceBias?
  /// The precision of products; nil is float32 by OpenBLAS.
  public let precision: PackedFactor.Precision?

  /// Attention with this number of heads, a divisor of the channels.
  public init(heads: Int, bias: DistanceBias? = nil, precision: PackedFactor.Precision? = nil) {
    precondition(precision != .int8, "int8 is too coarse for probabilities")
    self.heads = heads
    self.bias = bias
    self.precision = precision
  }

  /// The rows of each text: text t has rows `offsets[t]..<offsets[t + 1]`.
  public struct Texts: Sendable {
    /// The first query of each text, then the number of all queries.
    public var queries: [Int]  // [B + 1]
    /// The first key and value of each text, then the number of all keys.
    public var keys: [Int]  // [B + 1]
    /// The place of each query among the keys of its text, which only a bias by distance and rotations need.
    public var positions: [Int]  // [M]

    /// Texts with these offsets; both lists begin with 0 and have one more number than there are texts.
    public init(queries: [Int], keys: [Int], positions: [Int] = []) {
      precondition(queries.count == keys.count && !keys.isEmpty, "\(queries.count) query and \(keys.count) key offsets")
      self.queries = queries
      self.keys = keys
      self.positions = positions
    }

    /// The number of texts.
    public var count: Int { keys.count - 1 }

    /// The place of each key in its text.
    public var keyPositions: [Int] { zip(keys, keys.dropFirst()).flatMap { Array(0..<$1 - $0) } }  // [N]
  }

  /// The probabilities of every text and head, before dropout, each a [queries, keys] rectangle, one after the other.
  public struct Saved: Sendable {
    var texts: Texts
    var heads: Int
    var starts: [Int]  // [B], the start of each text's first head; heads of one text are contiguous
    var probabilities: Matrix  // [1, Σ H · queries · keys]

    init(_ texts: Texts, heads: Int) {
      self.texts = texts
      self.heads = heads
      var total = 0
      starts = (0..<texts.count).map { text in
        defer {
          total += heads * (texts.queries[text + 1] - texts.queries[text]) * (texts.keys[text + 1] - texts.keys[text])
        }
        return total
      }
      probabilities = Matrix(uninitializedRows: 1, columns: total)
    }

    /// One text's probabilities [queries, keys], the mean over the heads.
    public func meanOfHeads(text: Int) -> Matrix {
      let first = block(text: text, head: 0)
      var mean = Matrix(rows: first.rows, columns: first.columns)
      for head in 0..<heads { mean.mutableBlock.accumulate(block(text: text, head: head), scaledBy: 1 / Float(heads)) }
      return mean
    }

    func start(text: Int, head: Int) -> Int {
      let rows = texts.queries[text + 1] - texts.queries[text]
      let columns = texts.keys[text + 1] - texts.keys[text]
      return starts[text] + head * rows * columns
    }

    func block(text: Int, head: Int) -> Block {
      let rows = texts.queries[text + 1] - texts.queries[text]
      let columns = texts.keys[text + 1] - texts.keys[text]
      return Block(
        storage: probabilities.storage, offset: start(text: text, head: head), rows: rows, columns: columns,
        stride: columns)
    }
  }

  /// context [M, C] for queries [M, C] and keys beside values [N, 2C].
  public func forward(queries: Matrix, keysValues: Matrix, _ texts: Texts, in context: PassContext) -> Matrix {
    guard let precision else { return forward(queries, keysValues, texts, dropout: nil, saved: nil, context) }
    let attended = Matrix(uninitializedRows: queries.rows, columns: queries.columns)  // [M, C]
    bias?.check(texts, heads: heads)
    let (level, width) = (context.kernels.level, queries.columns / heads)
    withScratch(
      { kernel_attend_scratch(level, precision.kernel, $0, width) }, texts, channels: queries.columns, in: context
    ) { head, scratch in
      let out = head.query(attended)
      unsafe withBias(head, texts) { bias in
        unsafe kernel_attend(
          level, precision.kernel, head.query(queries).kernel, head.key(keysValues).kernel,
          head.value(keysValues).kernel, 1 / Float(width).squareRoot(), bias, out.base, out.stride, scratch.base)
      }
    }
    return attended
  }

  /// context [M, C], and the probabilities for `backward`; with dropout of the probabilities if given.
  public func forwardSaving(
    queries: Matrix, keysValues: Matrix, _ texts: Texts, dropout: Dropout? = nil, in context: PassContext
  ) -> (context: Matrix, saved: Saved) {
    let saved = Saved(texts, heads: heads)
    return (forward(queries, keysValues, texts, dropout: dropout, saved: saved, context), saved)
  }

  private func forward(
    _ queries: Matrix, _ keysValues: Matrix, _ texts: Texts, dropout: Dropout?, saved: Saved?, _ context: PassContext
  ) -> Matrix {
    let attended = Matrix(uninitializedRows: queries.rows, columns: queries.columns)  // [M, C]
    bias?.check(texts, heads: heads)
    let scale = 1 / Float(queries.columns / heads).squareRoot()
    forEachHead(texts, channels: queries.columns, in: context) { head in
      let p =
        saved?.block(text: head.text, head: head.index)
        ?? Matrix(uninitializedRows: head.queries.count, columns: head.keys.count).block  // [queries, keys]
      p.multiply(head.query(queries), head.key(keysValues).transposed, as: precision, in: context)
      addBias(to: p, head, texts, scale)
      p.softmax(scale: scale)
      let kept = saved.map { dropped(p, dropout, $0.start(text: head.text, head: head.index)) } ?? p
      head.query(attended).multiply(kept, head.value(keysValues), as: precision, in: context)
    }
    return attended
  }

  /// Gradients of queries [M, C], of keys beside values [N, 2C] and of the bias's table [H, 2P − 1], for the gradient of the
  /// context [M, C]. The last is nil without a bias of each head.
  ///
  /// With p the probabilities after dropout: dv = pᵀ · dcontext, dp = dcontext · vᵀ; through the softmax
  /// ds = p ⊙ (dp − Σ p · dp) / √D; dq = ds · k, dk = dsᵀ · q.
  public func backward(
    _ dContext: Matrix, queries: Matrix, keysValues: Matrix, _ saved: Saved, dropout: Dropout? = nil,
    in context: PassContext
  ) -> (dQueries: Matrix, dKeysValues: Matrix, dBias: Matrix?) {
    let dQueries = Matrix(uninitializedRows: queries.rows, columns: queries.columns)  // [M, C]
    let dKeysValues = Matrix(uninitializedRows: keysValues.rows, columns: keysValues.columns)  // [N, 2C]
    let scale = 1 / Float(queries.columns / heads).squareRoot()
    // One row for each text and head, added in order: the sums do not depend on the number of threads.
    let sums = bias.flatMap { bias in
      bias.isLearned ? Matrix(rows: saved.texts.count * heads, columns: bias.table.columns) : nil
    }
    forEachHead(saved.texts, channels: queries.columns, in: context) { head in
      let p = saved.block(text: head.text, head: head.index)  // [queries, keys]
      let start = saved.start(text: head.text, head: head.index)
      let dContext = head.query(dContext)  // [queries, D]
      head.value(dKeysValues)
        .multiply(dropped(p, dropout, start).transposed, dContext, as: precision, in: context)
      let ds = Matrix(uninitializedRows: p.rows, columns: p.columns).block  // [queries, keys]
      ds.multiply(dContext, head.value(keysValues).transposed, as: precision, in: context)
      if let dropout { ds.dropout(seed: dropout.seed, first: start, probability: dropout.probability) }
      ds.softmaxGradient(p, scale: scale)
      if let sums { addByDistance(ds, head, saved.texts, 1 / scale, to: sums) }
      head.query(dQueries).multiply(ds, head.key(keysValues), as: precision, in: context)
      head.key(dKeysValues).multiply(ds.transposed, head.query(queries), as: precision, in: context)
    }
    let dBias = sums.map { sums in
      var total = Matrix(rows: heads, columns: sums.columns)
      total.addRows(of: sums, at: (0..<sums.rows).map { $0 % heads })
      return total
    }
    return (dQueries, dKeysValues, dBias)
  }

  /// A copy of the probabilities with dropout; the backward pass needs both.
  private func dropped(_ p: Block, _ dropout: Dropout?, _ start: Int) -> Block {
    guard let dropout, dropout.probability > 0 else { return p }
    let copy = Matrix(uninitializedRows: p.rows, columns: p.columns).block
    copy.copy(from: p)
    copy.dropout(seed: dropout.seed, first: start, probability: dropout.probability)
    return copy
  }

  func forEachHead(_ texts: Texts, channels: Int, in context: PassContext, _ body: @Sendable (Head) -> Void) {
    let width = channels / heads
    context.ranges(texts.count * heads, grain: 1, rangesPerThread: 8) { range in
      for item in range { body(head(item, texts, width: width)) }
    }
  }

  /// Calls `body` with each head, and with floats of scratch that one thread uses again and again.
  ///
  /// - Parameter size: the number of floats for a text with this number of keys.
  func withScratch(
    _ size: @Sendable (_ keys: Int) -> Int, _ texts: Texts, channels: Int, grain: Int = 1, in context: PassContext,
    _ body: @Sendable (Head, Storage) -> Void
  ) {
    let keys = (0..<texts.count).reduce(0) { max($0, texts.keys[$1 + 1] - texts.keys[$1]) }
    context.ranges(texts.count * heads, grain: grain, rangesPerThread: 8) { range in
      let scratch = Storage(count: size(keys), zeroed: false)
      for item in range { body(head(item, texts, width: channels / heads), scratch) }
    }
  }

  private func head(_ item: Int, _ texts: Texts, width: Int) -> Head {
    let (text, index) = item.quotientAndRemainder(dividingBy: heads)
    return Head(
      text: text, index: index, queries: texts.queries[text]..<texts.queries[text + 1],
      keys: texts.keys[text]..<texts.keys[text + 1], channels: index * width..<(index + 1) * width)
  }
}

/// One head of one text: its rows and columns in the matrices of all texts.
struct Head {
  var text: Int
  var index: Int
  var queries: Range<Int>
  var keys: Range<Int>
  var channels: Range<Int>

  func query(_ x: Matrix) -> Block { x.block.rows(queries).columns(channels) }
  func key(_ x: Matrix) -> Block { x.block.rows(keys).columns(channels) }
  func value(_ x: Matrix) -> Block {
    let half = x.columns / 2
    return x.block.rows(keys).columns(half + channels.lowerBound..<half + channels.upperBound)
  }
}

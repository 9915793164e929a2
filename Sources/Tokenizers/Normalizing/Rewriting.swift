/// A text that is rewritten from front to back, each new scalar taking over the place of one in the old text.
///
/// As `NormalizedString::transform` (tokenizers, tokenizer/normalizer.rs): a scalar replaces the next old one and has its
/// place, or is added and has the place of the old one before; old scalars that are removed belong to the last new one. So
/// every new byte still comes from exactly one scalar of the original.
struct Rewriting {
  private let source: NormalizedText
  /// The old text's first byte that nothing replaced yet.
  private(set) var position = 0
  private(set) var output: NormalizedText
  /// Where the last scalar of the output begins, if it was added.
  private var lastAdded: Int?

  /// - Parameter storage: gives its memory for the output, and is empty afterwards.
  init(of source: NormalizedText, into storage: inout NormalizedText) {
    self.source = source
    output = NormalizedText()
    swap(&output, &storage)
    output.removeAll()
    output.reserveCapacity(source.bytes.count + source.bytes.count / 8)
  }

  /// Appends a part of the old text unchanged.
  mutating func append(unchanged part: Range<Int>) {
    guard !part.isEmpty else { return }
    lastAdded = nil
    if position == part.lowerBound {
      output.append(part, of: source)
      position = part.upperBound
      return
    }
    var index = part.lowerBound
    while index < part.upperBound {
      let (scalar, length) = scalar(at: index, of: source.bytes)
      replace(scalar)
      index += length
    }
  }

  /// Appends a scalar in the place of the next old one.
  mutating func replace(_ scalar: UInt32) {
    lastAdded = nil
    output.append(scalar, from: nextOrigin)
    skip(1)
  }

  /// Appends a scalar that replaces none.
  mutating func add(_ scalar: UInt32) {
    lastAdded = output.bytes.count
    output.append(scalar, from: position > 0 ? source.origins[position - 1] : nextOrigin)
  }

  /// Removes old scalars. Before the first new scalar this does nothing, so that all the places that follow are off; that is
  /// how Hugging Face has it.
  mutating func remove(_ count: Int) {
    guard !output.bytes.isEmpty else { return }
    if let start = lastAdded {
      // An added scalar before removed ones counts as the replacement of the first.
      output.setOrigin(nextOrigin, from: start)
      lastAdded = nil
    }
    skip(count)
  }

  private var nextOrigin: Int {
    position < source.origins.count ? source.origins[position] : source.origins.last ?? 0
  }

  private mutating func skip(_ count: Int) {
    for _ in 0..<count where position < source.bytes.count { position += scalarLength(source.bytes[position]) }
  }
}

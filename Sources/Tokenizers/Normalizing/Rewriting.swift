/// Rewrites a text from front to back; each new scalar takes the origin of one old scalar.
///
/// Follows `NormalizedString::transform` (tokenizers, tokenizer/normalizer.rs): a scalar that replaces the next old one
/// takes its origin; an added scalar takes the origin of the old one before; removed scalars belong to the last new one.
/// So every new byte comes from exactly one original scalar.
struct Rewriting {
  private let source: NormalizedText
  /// The old text's first byte that is not yet replaced.
  private(set) var position = 0
  private(set) var output: NormalizedText
  /// The start of the output's last scalar if it was added.
  private var lastAdded: Int?

  /// - Parameter storage: its memory is reused for the output; it is empty afterwards.
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

  /// Appends a scalar that replaces the next old one.
  mutating func replace(_ scalar: UInt32) {
    lastAdded = nil
    output.append(scalar, from: nextOrigin)
    skip(1)
  }

  /// Appends an additional scalar.
  mutating func add(_ scalar: UInt32) {
    lastAdded = output.bytes.count
    output.append(scalar, from: position > 0 ? source.origins[position - 1] : nextOrigin)
  }

  /// Removes old scalars. Before the first new scalar this does nothing, so that all later origins are off, as in Hugging
  /// Face's library.
  mutating func remove(_ count: Int) {
    guard !output.bytes.isEmpty else { return }
    if let start = lastAdded {
      // An added scalar before removed ones replaces the first of them.
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

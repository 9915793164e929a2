/// Rewrites a text into the form that the model's vocabulary expects.
enum Normalizer: Sendable {
  /// BERT's normaliser alone, the fastest case.
  case bert(BertNormalizer)
  /// A sequence of steps; an empty one leaves the text unchanged.
  case steps([NormalizerStep])

  /// Normalises a part of a text and replaces the content of `output`.
  func normalize(_ text: [UInt8], in range: Range<Int>, into output: inout NormalizedText) {
    switch self {
    case .bert(let normalizer):
      normalizer.normalize(text, in: range, into: &output)
    case .steps(let steps):
      output.removeAll()
      output.append(unchanged: range, of: text)
      var storage = NormalizedText()
      for step in steps { step.normalize(&output, &storage) }
    }
  }
}

/// One step of a tokenizer.json's normaliser.
enum NormalizerStep: Sendable {
  case bert(BertNormalizer)
  case form(NormalizationForm)
  case map(CharacterMap)
  case replacement(TextReplacement)
  /// Lowercases each scalar on its own, as BERT's normaliser does.
  case lowercase
  case stripAccents
  /// Strips white space from the start and the end.
  case strip(left: Bool, right: Bool)
  /// SentencePiece's cleaning: drops some control characters and replaces some white space by U+0020.
  case nmt
  /// Prepends bytes to a text that is not empty; their origin is its first scalar.
  case prepend([UInt8])

  /// Applies the step to a text. The new text is built in `storage`, whose content is undefined afterwards.
  func normalize(_ text: inout NormalizedText, _ storage: inout NormalizedText) {
    switch self {
    case .bert(let normalizer):
      normalizer.normalize(text.bytes, in: text.bytes.indices, into: &storage)
      storage.compose(with: text)
    case .form(let form):
      form.normalize(text, into: &storage)
    case .map(let map):
      map.normalize(text, into: &storage)
    case .replacement(let replacement):
      replacement.normalize(text, into: &storage)
    case .lowercase:
      Self.lowercase(text, into: &storage)
    case .stripAccents:
      let unicode = UnicodeForms.shared
      Self.forEachScalar(of: text, into: &storage) { unicode.traits(of: $0).contains(.mark) ? nil : $0 }
    case .strip(let left, let right):
      storage.removeAll()
      storage.append(Self.stripped(text.bytes, left: left, right: right), of: text)
    case .nmt:
      Self.forEachScalar(of: text, into: &storage) { Self.cleaned($0) }
    case .prepend(let bytes):
      storage.removeAll()
      if let origin = text.origins.first { storage.append(bytes[...], from: origin) }
      storage.append(text.bytes.indices, of: text)
    }
    swap(&text, &storage)
  }

  /// The factor by which a text can grow at most.
  var maximumGrowth: Double {
    switch self {
    case .bert: 3  // a Hangul syllable's three parts, or spaces around an ideograph
    case .form(let form): form.isCompatible ? 11 : 3  // U+FDFA; a Hangul syllable
    case .map(let map): map.maximumGrowth
    case .replacement(let replacement): replacement.maximumGrowth
    case .lowercase: 1.5  // such as U+023A
    case .prepend(let bytes): 1 + Double(bytes.count)
    case .stripAccents, .strip, .nmt: 1
    }
  }

  /// Replaces each scalar by the body's result, or drops it if that is nil.
  @inline(__always)
  private static func forEachScalar(
    of text: NormalizedText, into output: inout NormalizedText, _ body: (UInt32) -> UInt32?
  ) {
    output.removeAll()
    output.reserveCapacity(text.bytes.count)
    var index = 0
    while index < text.bytes.count {
      let (scalar, length) = scalar(at: index, of: text.bytes)
      if let new = body(scalar) { output.append(new, from: text.origins[index]) }
      index += length
    }
  }

  private static func lowercase(_ text: NormalizedText, into output: inout NormalizedText) {
    let unicode = ScalarProperties.shared
    output.removeAll()
    output.reserveCapacity(text.bytes.count)
    var index = 0
    while index < text.bytes.count {
      let (scalar, length) = scalar(at: index, of: text.bytes)
      unicode.forEachLowercase(of: scalar) { output.append($0, from: text.origins[index]) }
      index += length
    }
  }

  private static func stripped(_ bytes: [UInt8], left: Bool, right: Bool) -> Range<Int> {
    let unicode = ScalarProperties.shared
    let start = left ? unicode.whitespaceEnd(from: 0, to: bytes.count, of: bytes) : 0
    let end = right ? unicode.whitespaceStart(before: bytes.count, from: start, of: bytes) : bytes.count
    return start..<end
  }

  /// `do_nmt` (tokenizers, normalizers/unicode.rs).
  private static func cleaned(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: nil
    case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: 0x20
    default: scalar
    }
  }
}

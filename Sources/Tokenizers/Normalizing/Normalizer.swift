/// Turns a text into the form that the model's vocabulary is made of.
enum Normalizer: Sendable {
  /// BERT's alone, which is the quickest.
  case bert(BertNormalizer)
  /// Any in a row; none leaves the text as it is.
  case steps([NormalizerStep])

  /// Normalises a part of a text, replacing what `output` held.
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

/// One of the normalisers that a tokenizer.json may put in a row.
enum NormalizerStep: Sendable {
  case bert(BertNormalizer)
  case form(NormalizationForm)
  case map(CharacterMap)
  case replacement(TextReplacement)
  /// Every scalar on its own, as BERT's.
  case lowercase
  case stripAccents
  /// White space off the beginning and the end.
  case strip(left: Bool, right: Bool)
  /// SentencePiece's cleaning: some controls dropped, some kinds of white space made U+0020.
  case nmt
  /// Something put before a text that is not empty, in the place of its first scalar.
  case prepend([UInt8])

  /// Takes the step on a text; `storage` is where the new text is built, and holds anything afterwards.
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

  /// How many times as long a text may become.
  var greatestGrowth: Double {
    switch self {
    case .bert: 3  // a Hangul syllable's three parts, or spaces around an ideograph
    case .form(let form): form.isCompatible ? 11 : 3  // U+FDFA; a Hangul syllable
    case .map(let map): map.greatestGrowth
    case .replacement(let replacement): replacement.greatestGrowth
    case .lowercase: 1.5  // such as U+023A
    case .prepend(let bytes): 1 + Double(bytes.count)
    case .stripAccents, .strip, .nmt: 1
    }
  }

  /// Replaces each scalar by another, or drops it.
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

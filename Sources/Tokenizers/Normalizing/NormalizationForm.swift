/// One of Unicode's normalisation forms: NFC, NFD, NFKC, NFKD.
///
/// As the crate unicode-normalization-alignments has them. Most text stays as it is; only the stretches that may not are
/// taken apart, ordered and put together again.
struct NormalizationForm: Sendable, Hashable {
  /// Whether what belongs together is put together again (C).
  var composes: Bool
  /// Whether letters that only look different become the same (K).
  var isCompatible: Bool

  /// A scalar with its combining class, on the way.
  private struct Part {
    var scalar: UInt32
    var combiningClass: UInt8
    /// 1 for a scalar that is added, 0 for one that replaces another, −n for one that replaces n more.
    var change: Int
  }

  func normalize(_ text: NormalizedText, into storage: inout NormalizedText) {
    let unicode = UnicodeForms.shared
    var relevant: UnicodeForms.Traits =
      composes ? [.nonStarter, .continues, .neverComposes] : [.nonStarter, .decomposes]
    if isCompatible { relevant.insert(.decomposesFurther) }
    var rewriting = Rewriting(of: text, into: &storage)
    var parts: [Part] = []
    var done = 0
    var index = 0
    // The last scalar before `index`: it may become one with what follows.
    var previous = 0
    while index < text.bytes.count {
      if text.bytes[index] < 0x80 {
        previous = index
        index += 1
        continue
      }
      let (scalar, length) = scalar(at: index, of: text.bytes)
      if unicode.traits(of: scalar).isDisjoint(with: relevant) {
        previous = index
        index += length
        continue
      }
      let start = max(composes ? previous : index, done)
      rewriting.append(unchanged: done..<start)
      index = start
      parts.removeAll(keepingCapacity: true)
      // Up to the next scalar that neither changes nor joins what is before it; the first is taken along in any case.
      while index < text.bytes.count {
        let (scalar, length) = Tokenizers.scalar(at: index, of: text.bytes)
        if index > start, unicode.traits(of: scalar).isDisjoint(with: relevant) { break }
        decompose(scalar, unicode, into: &parts)
        index += length
      }
      order(&parts)
      if composes { compose(&parts, unicode) }
      for part in parts {
        if part.change > 0 { rewriting.add(part.scalar) } else { rewriting.replace(part.scalar) }
        if part.change < 0 { rewriting.remove(-part.change) }
      }
      done = index
      previous = index
    }
    rewriting.append(unchanged: done..<text.bytes.count)
    storage = rewriting.output
  }

  private func decompose(_ scalar: UInt32, _ unicode: UnicodeForms, into parts: inout [Part]) {
    var change = 0
    unicode.forEachPart(of: scalar, isCompatible: isCompatible) { part in
      let combiningClass =
        unicode.traits(of: part).contains(.nonStarter) ? ScalarProperties.shared.combiningClass(of: part) : 0
      parts.append(Part(scalar: part, combiningClass: combiningClass, change: change))
      change = 1
    }
  }

  /// Puts marks in a row into canonical order.
  private func order(_ parts: inout [Part]) {
    var start = 0
    while start < parts.count {
      guard parts[start].combiningClass > 0 else {
        start += 1
        continue
      }
      let end = parts[start...].firstIndex { $0.combiningClass == 0 } ?? parts.count
      if end - start > 1 {
        let sorted = CombiningRun.canonicalOrder(start..<end) { parts[$0].combiningClass }
        parts.replaceSubrange(start..<end, with: sorted.map { parts[$0] })
      }
      start = end
    }
  }

  /// Joins each starter with the marks after it, and with the next starter, as far as nothing stands between.
  private func compose(_ parts: inout [Part], _ unicode: UnicodeForms) {
    var starter: Int?
    // The class of the last mark that stays between the starter and what follows.
    var lastClass: UInt8?
    var count = 0
    for index in parts.indices {
      let part = parts[index]
      if let starter, lastClass.map({ $0 < part.combiningClass }) ?? true,
        let composed = unicode.composition(parts[starter].scalar, part.scalar)
      {
        parts[starter].scalar = composed
        parts[starter].change += part.change - 1
        continue
      }
      if part.combiningClass == 0 {
        starter = count
        lastClass = nil
      } else if starter != nil {
        lastClass = part.combiningClass
      }
      parts[count] = part
      count += 1
    }
    parts.removeSubrange(count...)
  }
}

/// One of Unicode's normalisation forms: NFC, NFD, NFKC, NFKD.
///
/// Follows the crate unicode-normalization-alignments. Most text stays unchanged; only stretches that may change are
/// decomposed, ordered and composed.
struct NormalizationForm: Sendable, Hashable {
  /// Whether to compose after decomposing (NFC, NFKC).
  var composes: Bool
  /// Whether to use compatibility decompositions (NFKC, NFKD).
  var isCompatible: Bool

  /// A scalar with its combining class.
  private struct Part {
    var scalar: UInt32
    var combiningClass: UInt8
    /// 1 for an added scalar, 0 for one that replaces one scalar, −n for one that replaces 1 + n.
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
    // The last scalar before `index`, which may compose with the next.
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
      // Up to the next scalar that neither changes nor composes with the one before; at least one scalar.
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

  /// Puts runs of marks into canonical order.
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

  /// Composes each starter with the marks after it, and with the next starter if no mark is between.
  private func compose(_ parts: inout [Part], _ unicode: UnicodeForms) {
    var starter: Int?
    // The class of the last mark that stays after the starter.
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

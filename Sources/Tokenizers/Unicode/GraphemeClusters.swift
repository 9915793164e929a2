/// Where grapheme clusters end, by the rules of Unicode Standard Annex 29 that the crate unicode-segmentation applies.
///
/// Flags of two letters are left out: pairing them changes nothing for clusters of fewer than 6 bytes, and no others matter
/// to ``CharacterMap``.
struct GraphemeClusters: Sendable {
  private typealias Traits = UnicodeForms.Traits
  private let unicode = UnicodeForms.shared

  /// The end of the cluster that begins at that offset.
  func end(from start: Int, of bytes: [UInt8]) -> Int {
    var (scalar, length) = scalar(at: start, of: bytes)
    var index = start + length
    var traits = unicode.traits(of: scalar)
    var mayTiePictographs = traits.contains(.pictographic)
    var conjunct = traits.contains(.consonant) ? Conjunct.consonant : .none
    while index < bytes.count {
      let (next, nextLength) = Tokenizers.scalar(at: index, of: bytes)
      let nextTraits = unicode.traits(of: next)
      if scalar == 0x0D, next == 0x0A { return index + nextLength }
      if isAlone(scalar, traits) || isAlone(next, nextTraits) { return index }
      guard
        nextTraits.contains(.joins) || traits.contains(.prepends)
          || Hangul.belongTogether(scalar, next)
          || mayTiePictographs && scalar == Self.joiner && nextTraits.contains(.pictographic)
          || conjunct == .linked && nextTraits.contains(.consonant)
      else { return index }
      mayTiePictographs = nextTraits.contains(.pictographic) || mayTiePictographs && nextTraits.contains(.joins)
      conjunct = conjunct.next(nextTraits)
      (scalar, traits) = (next, nextTraits)
      index += nextLength
    }
    return index
  }

  /// How far consonants, marks and a linker have come in a row.
  private enum Conjunct {
    case none, consonant, linked

    func next(_ traits: Traits) -> Conjunct {
      if traits.contains(.consonant) { return .consonant }
      guard self != .none, traits.contains(.conjunct) else { return .none }
      return traits.contains(.linker) ? .linked : self
    }
  }

  private static let joiner: UInt32 = 0x200D

  @inline(__always)
  private func isAlone(_ scalar: UInt32, _ traits: Traits) -> Bool { traits.contains(.control) || scalar < 0x20 }
}

/// Finds the ends of grapheme clusters by Unicode Standard Annex 29, as the crate unicode-segmentation does.
///
/// Does not pair the regional indicators of flags: ``CharacterMap`` needs only clusters of fewer than 6 bytes, and pairs
/// have 8.
struct GraphemeClusters: Sendable {
  private typealias Traits = UnicodeForms.Traits
  private let unicode = UnicodeForms.shared

  /// The end of the cluster that starts at an offset.
  func end(from start: Int, of bytes: [UInt8]) -> Int {
    var (scalar, length) = scalar(at: start, of: bytes)
    var index = start + length
    var traits = unicode.traits(of: scalar)
    var isPictographic = traits.contains(.pictographic)
    var conjunct = traits.contains(.consonant) ? Conjunct.consonant : .none
    while index < bytes.count {
      let (next, nextLength) = Tokenizers.scalar(at: index, of: bytes)
      let nextTraits = unicode.traits(of: next)
      if scalar == 0x0D, next == 0x0A { return index + nextLength }
      if isAlone(scalar, traits) || isAlone(next, nextTraits) { return index }
      guard
        nextTraits.contains(.joins) || traits.contains(.prepends)
          || Hangul.isSameCluster(scalar, next)
          || isPictographic && scalar == Self.joiner && nextTraits.contains(.pictographic)
          || conjunct == .linked && nextTraits.contains(.consonant)
      else { return index }
      isPictographic = nextTraits.contains(.pictographic) || isPictographic && nextTraits.contains(.joins)
      conjunct = conjunct.next(nextTraits)
      (scalar, traits) = (next, nextTraits)
      index += nextLength
    }
    return index
  }

  /// The state of a conjunct: nothing yet, a consonant, or a consonant with a linker.
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

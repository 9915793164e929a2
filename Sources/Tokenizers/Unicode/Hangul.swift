/// Korean syllables and their letters, computed rather than looked up: the Unicode Standard, section 3.12, "Conjoining Jamo
/// Behavior".
enum Hangul {
  static let syllables: ClosedRange<UInt32> = 0xAC00...0xD7A3
  /// The letters of modern syllables; historical letters have no precomposed syllables.
  static let leading: ClosedRange<UInt32> = 0x1100...0x1112
  static let vowels: ClosedRange<UInt32> = 0x1161...0x1175
  static let trailing: ClosedRange<UInt32> = 0x11A8...0x11C2

  /// The letters of a syllable.
  static func forEachPart(of syllable: UInt32, _ body: (UInt32) -> Void) {
    let index = syllable - syllables.lowerBound
    body(leading.lowerBound + index / 588)
    body(vowels.lowerBound + index % 588 / 28)
    if index % 28 > 0 { body(trailing.lowerBound + index % 28 - 1) }
  }

  /// The syllable of two letters, or of an open syllable and a letter; nil if they do not compose.
  static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if leading.contains(first), vowels.contains(second) {
      return syllables.lowerBound + ((first - leading.lowerBound) * 21 + (second - vowels.lowerBound)) * 28
    }
    guard isOpen(first), trailing.contains(second) else { return nil }
    return first + (second - trailing.lowerBound) + 1
  }

  /// Whether two adjacent scalars are in one grapheme cluster; includes historical letters.
  static func isSameCluster(_ first: UInt32, _ second: UInt32) -> Bool {
    func isLeading(_ scalar: UInt32) -> Bool { 0x1100...0x115F ~= scalar || 0xA960...0xA97C ~= scalar }
    func isVowel(_ scalar: UInt32) -> Bool { 0x1160...0x11A7 ~= scalar || 0xD7B0...0xD7C6 ~= scalar }
    func isTrailing(_ scalar: UInt32) -> Bool { 0x11A8...0x11FF ~= scalar || 0xD7CB...0xD7FB ~= scalar }
    if isLeading(first) { return isLeading(second) || isVowel(second) || syllables.contains(second) }
    if isVowel(first) || isOpen(first) { return isVowel(second) || isTrailing(second) }
    return (isTrailing(first) || syllables.contains(first)) && isTrailing(second)
  }

  /// Whether it is a syllable that ends with its vowel.
  private static func isOpen(_ scalar: UInt32) -> Bool {
    syllables.contains(scalar) && (scalar - syllables.lowerBound) % 28 == 0
  }
}

/// GPT-2's mapping of bytes to visible characters, which makes a vocabulary of bytes readable: "é" is `Ã©` and a space is
/// `Ġ`.
///
/// Follows `bytes_char` (tokenizers, pre_tokenizers/byte_level.rs): the bytes of Latin-1's visible characters map to
/// these; the other bytes map to U+0100 and following.
struct ByteAlphabet: Sendable {
  static let shared = ByteAlphabet()
  /// The character for a space.
  static let space: UInt32 = 0x120
  /// The upper bound of the alphabet, exclusive.
  static let end: UInt32 = 0x144

  /// Each byte's character in UTF-8: the first byte in the upper half, or 0 if there is only one.
  private let characters: [UInt16]

  private init() {
    var characters: [UInt16] = []
    var next: UInt32 = 0x100
    for byte: UInt32 in 0...0xFF {
      let isVisible = 0x21...0x7E ~= byte || 0xA1...0xAC ~= byte || 0xAE...0xFF ~= byte
      let scalar = isVisible ? byte : next
      if !isVisible { next += 1 }
      characters.append(UInt16(scalar < 0x80 ? scalar : (0xC0 | scalar >> 6) << 8 | 0x80 | scalar & 0x3F))
    }
    self.characters = characters
  }

  /// Appends the characters of a part's bytes with the bytes' origins.
  func append(_ part: Range<Int>, of text: NormalizedText, to output: inout NormalizedText) {
    for index in part {
      let character = characters[Int(text.bytes[index])]
      let origin = text.origins[index]
      if character > 0xFF { output.append(byte: UInt8(character >> 8), from: origin) }
      output.append(byte: UInt8(truncatingIfNeeded: character), from: origin)
    }
  }
}

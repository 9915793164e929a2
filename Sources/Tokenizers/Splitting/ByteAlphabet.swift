/// The characters that GPT-2 writes bytes as, so that a vocabulary of bytes is one of readable strings: "é" is `Ã©` and a
/// space is `Ġ`.
///
/// As `bytes_char` (tokenizers, pre_tokenizers/byte_level.rs): Latin-1's visible characters stand for themselves, all others
/// follow one after another from U+0100.
struct ByteAlphabet: Sendable {
  static let shared = ByteAlphabet()
  /// What a space is written as.
  static let space: UInt32 = 0x120
  /// No character of the alphabet goes as far.
  static let end: UInt32 = 0x144

  /// Each byte's character in UTF-8: the first byte in the upper half, 0 where there is but one.
  private let characters: [UInt16]

  private init() {
    var characters: [UInt16] = []
    var next: UInt32 = 0x100
    for byte: UInt32 in 0...0xFF {
      let standsForItself = 0x21...0x7E ~= byte || 0xA1...0xAC ~= byte || 0xAE...0xFF ~= byte
      let scalar = standsForItself ? byte : next
      if !standsForItself { next += 1 }
      characters.append(UInt16(scalar < 0x80 ? scalar : (0xC0 | scalar >> 6) << 8 | 0x80 | scalar & 0x3F))
    }
    self.characters = characters
  }

  /// Appends a part of a text as the characters of its bytes, all those of one scalar from where that comes from.
  func append(_ part: Range<Int>, of text: NormalizedText, to output: inout NormalizedText) {
    for index in part {
      let character = characters[Int(text.bytes[index])]
      let origin = text.origins[index]
      if character > 0xFF { output.append(byte: UInt8(character >> 8), from: origin) }
      output.append(byte: UInt8(truncatingIfNeeded: character), from: origin)
    }
  }
}

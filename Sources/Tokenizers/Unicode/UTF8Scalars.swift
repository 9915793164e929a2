// The texts come from Swift strings, whose UTF-8 is always well-formed; on anything else these give nonsense but never leave
// the array. `Character`s are never looked at: a grapheme cluster is not what the vocabulary is made of.

/// The bytes of the scalar that begins with that byte.
@inline(__always)
func scalarLength(_ first: UInt8) -> Int {
  first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
}

/// The scalar at that offset of well-formed UTF-8, and its length in bytes.
@inline(__always)
func scalar(at offset: Int, of bytes: [UInt8]) -> (value: UInt32, length: Int) {
  let first = bytes[offset]
  let length = scalarLength(first)
  guard length > 1 else { return (UInt32(first), 1) }
  var value = UInt32(first) & (0x7F >> UInt32(length))
  for index in offset + 1..<min(offset + length, bytes.count) { value = value << 6 | UInt32(bytes[index] & 0x3F) }
  return (value, length)
}

/// The scalar that ends before that offset of well-formed UTF-8, and its length in bytes.
func scalar(before offset: Int, of bytes: [UInt8]) -> (value: UInt32, length: Int) {
  var start = offset - 1
  while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
  return (scalar(at: start, of: bytes).value, offset - start)
}

// All texts come from Swift strings, whose UTF-8 is well-formed. On malformed UTF-8 these functions return wrong values but
// never read beyond the array. They use no `Character`s, because vocabularies do not consist of grapheme clusters.

/// The length in bytes of the scalar that starts with a byte.
@inline(__always)
func scalarLength(_ first: UInt8) -> Int {
  first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
}

/// The scalar at an offset, and its length in bytes.
@inline(__always)
func scalar(at offset: Int, of bytes: [UInt8]) -> (value: UInt32, length: Int) {
  let first = bytes[offset]
  let length = scalarLength(first)
  guard length > 1 else { return (UInt32(first), 1) }
  var value = UInt32(first) & (0x7F >> UInt32(length))
  for index in offset + 1..<min(offset + length, bytes.count) { value = value << 6 | UInt32(bytes[index] & 0x3F) }
  return (value, length)
}

/// The scalar that ends at an offset, and its length in bytes.
func scalar(before offset: Int, of bytes: [UInt8]) -> (value: UInt32, length: Int) {
  var start = offset - 1
  while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
  return (scalar(at: start, of: bytes).value, offset - start)
}

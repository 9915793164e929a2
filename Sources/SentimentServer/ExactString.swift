/// A string that equals only a string of the same bytes.
///
/// `String` also equals its other Unicode normal forms, in which offsets differ, and for a tokenizer perhaps words.
struct ExactString: Hashable, Sendable {
  /// The string.
  let value: String

  /// Takes `value` byte for byte.
  init(_ value: String) { self.value = value }

  /// Whether the bytes are the same.
  static func == (left: ExactString, right: ExactString) -> Bool {
    left.value.utf8.elementsEqual(right.value.utf8)
  }

  /// Equal bytes have equal hashes.
  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

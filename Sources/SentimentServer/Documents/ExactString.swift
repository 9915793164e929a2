/// A string that equals only a string of the same bytes.
///
/// `String` also equals its other Unicode normal forms, in which offsets differ, and for a tokenizer perhaps words.
struct ExactString: Hashable, Sendable {
  let value: String

  init(_ value: String) { self.value = value }

  static func == (left: ExactString, right: ExactString) -> Bool {
    left.value.utf8.elementsEqual(right.value.utf8)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

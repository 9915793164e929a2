/// Plain text or Markdown for the user.
package struct MarkupContent: Encodable, Hashable, Sendable {
  package enum Kind: String, Encodable, Sendable {
    case plaintext, markdown
  }

  package var kind: Kind
  package var value: String

  package init(kind: Kind, value: String) {
    self.kind = kind
    self.value = value
  }
}

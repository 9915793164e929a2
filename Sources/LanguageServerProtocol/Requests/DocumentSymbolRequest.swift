/// `textDocument/documentSymbol`: the symbols of a document.
package struct DocumentSymbolRequest: MessageParameters {
  package static let method = "textDocument/documentSymbol"

  package var textDocument: TextDocumentIdentifier
}

/// A named part of a document.
package struct DocumentSymbol: Encodable, Hashable, Sendable {
  /// The kind of a symbol, by the specification's numbers.
  package enum Kind: Int, Encodable, Sendable {
    case namespace = 3
    case string = 15
  }

  package var name: String
  package var kind: Kind
  /// The whole range, including its children.
  package var range: PositionRange
  /// The range to select when the user goes to the symbol.
  package var selectionRange: PositionRange
  package var children: [DocumentSymbol]

  package init(
    name: String, kind: Kind, range: PositionRange, selectionRange: PositionRange, children: [DocumentSymbol] = []
  ) {
    self.name = name
    self.kind = kind
    self.range = range
    self.selectionRange = selectionRange
    self.children = children
  }
}

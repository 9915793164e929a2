/// `textDocument/documentSymbol`: what does a document consist of?
package struct DocumentSymbolRequest: MessageParameters {
  package static let method = "textDocument/documentSymbol"

  package var textDocument: TextDocumentIdentifier
}

/// `workspace/symbol`: what is there by that name, in whatever document?
package struct WorkspaceSymbolRequest: MessageParameters {
  package static let method = "workspace/symbol"

  package var query: String
}

/// A part of a document that has a name.
package struct DocumentSymbol: Encodable, Hashable, Sendable {
  /// What sort of part it is, by the specification's numbers.
  package enum Kind: Int, Encodable, Sendable {
    case namespace = 3
    case string = 15
  }

  package var name: String
  package var kind: Kind
  /// All of it, its children included.
  package var range: PositionRange
  /// What is selected when it is gone to.
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

/// The same for a client that shows no tree, and across documents.
package struct SymbolInformation: Encodable, Hashable, Sendable {
  package var name: String
  package var kind: DocumentSymbol.Kind
  package var location: Location
  package var containerName: String?

  package init(name: String, kind: DocumentSymbol.Kind, location: Location, containerName: String?) {
    self.name = name
    self.kind = kind
    self.location = location
    self.containerName = containerName
  }
}

/// `workspace/symbol`: searches all documents for symbols by name.
package struct WorkspaceSymbolRequest: MessageParameters {
  package static let method = "workspace/symbol"

  package var query: String
}

/// A symbol in any document, for `workspace/symbol` and for clients without hierarchical symbols.
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

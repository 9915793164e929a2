/// `textDocument/documentSymbol`: what does a document consist of?
public struct DocumentSymbolRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/documentSymbol"

  /// The document.
  public var textDocument: TextDocumentIdentifier
}

/// `workspace/symbol`: what is there by that name, in whatever document?
public struct WorkspaceSymbolRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "workspace/symbol"

  /// What the user has typed.
  public var query: String
}

/// A part of a document that has a name.
public struct DocumentSymbol: Encodable, Hashable, Sendable {
  /// What sort of part it is, by the specification's numbers.
  public enum Kind: Int, Encodable, Sendable {
    case namespace = 3
    case string = 15
  }

  /// What it is called.
  public var name: String
  /// What sort of part it is.
  public var kind: Kind
  /// All of it, its children included.
  public var range: PositionRange
  /// What is selected when it is gone to.
  public var selectionRange: PositionRange
  /// Its own parts.
  public var children: [DocumentSymbol]

  /// A part of a document.
  public init(
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
public struct SymbolInformation: Encodable, Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// What sort of part it is.
  public var kind: DocumentSymbol.Kind
  /// Where it is.
  public var location: Location
  /// What it is a part of.
  public var containerName: String?

  /// A part of a document.
  public init(name: String, kind: DocumentSymbol.Kind, location: Location, containerName: String?) {
    self.name = name
    self.kind = kind
    self.location = location
    self.containerName = containerName
  }
}

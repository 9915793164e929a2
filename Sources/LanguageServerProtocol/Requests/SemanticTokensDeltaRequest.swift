/// `textDocument/semanticTokens/full/delta`: the changes of a document's semantic tokens since a previous result.
package struct SemanticTokensDeltaRequest: MessageParameters {
  package static let method = "textDocument/semanticTokens/full/delta"

  package var textDocument: TextDocumentIdentifier
  /// The `resultId` of the previous result.
  package var previousResultId: String
}

/// The changes of the numbers in a previous result.
package struct SemanticTokensDelta: Encodable, Sendable {
  /// A replacement of a range of numbers.
  package struct Edit: Encodable, Hashable, Sendable {
    package var start: Int
    package var deleteCount: Int
    package var data: [Int]

    package init(start: Int, deleteCount: Int, data: [Int]) {
      self.start = start
      self.deleteCount = deleteCount
      self.data = data
    }
  }

  package var resultId: String
  package var edits: [Edit]

  package init(resultId: String, edits: [Edit]) {
    self.resultId = resultId
    self.edits = edits
  }
}

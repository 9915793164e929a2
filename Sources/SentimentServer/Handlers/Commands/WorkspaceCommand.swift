/// The commands of `workspace/executeCommand`, with their arguments. A document is named by its URI.
enum WorkspaceCommand: String, CaseIterable {
  /// Loads the models again, failed ones too.
  case reloadModel = "sentiment.reloadModel"
  /// Reads the reviews of a document again, or of all: `[uri?]`.
  case recheck = "sentiment.recheck"
  /// Shows the server's state.
  case status = "sentiment.status"
  /// Shows the number of reviews with each label in a document: `[uri]`.
  case summary = "sentiment.summary"
  /// Writes the report on a document and opens it: `[uri]`; the result is the page's URI.
  case report = "sentiment.report"
  /// Returns the reviews of a document with their verdicts as JSON lines: `[uri]`.
  case export = "sentiment.export"
  /// Stores feedback on a text, for training: `[uri, text, label]`; the result is the file's path.
  case mark = "sentiment.mark"
  /// Hides a review from now on: `[uri, text, fingerprint?]`; the result is the ignore file's path. With a fingerprint, the text may
  /// be shortened.
  case ignore = "sentiment.ignore"
  /// Shows by how much the label's probability falls without each word: `[uri, text]`.
  case verify = "sentiment.verify"
  /// Shows the words that the label of a text depends on: `[uri, text]`.
  case counterfactual = "sentiment.counterfactual"
  /// Shows the explanation of a text, for the clipboard: `[uri, text]`.
  case explanation = "sentiment.explanation"
}

import Files
import Reviews

/// Rejects an argument that should be a text but names an existing file.
///
/// - Parameter instead: a sentence that says what to type, for a format of `classify --input` and a quoted path.
/// - Throws: an error that says what to type; for a file that is not text, how to make text of it.
func rejectFile(_ argument: String, instead: (_ input: Classify.Input, _ file: String) -> String) throws {
  let path = FilePath(text: argument)
  let kind = FileStatus(path)?.kind
  if kind == .folder, argument.contains("/") || argument.hasPrefix(".") {
    throw CommandError(
      "\(argument): is a folder, not a text. To report its negative reviews: sentiment check \(path.quotedForShell)")
  }
  if kind == nil, !argument.contains(where: \.isWhitespace), DocumentFormat(pathEnding: argument) != nil {
    throw CommandError("\(argument): there is no such file; to classify the name itself, pass it on standard input")
  }
  guard kind == .file else { return }
  _ = try TextStream(path, in: .auto).next()
  let (input, language): (Classify.Input, String) =
    switch DocumentFormat(pathEnding: argument) {
    case .csv: (.csv, "")
    case .tsv: (.tsv, "")
    case .jsonl: (.jsonl, "")
    case .json: (.jsonl, "--language json ")
    case .markdown: (.text, "--language markdown ")
    case .plaintext, nil: (.text, "")
    }
  throw CommandError(
    "\(argument): is a file, not a text. \(instead(input, path.quotedForShell)). To report its negative reviews: "
      + "sentiment check \(language)\(path.quotedForShell)")
}

/// An error that a command reports: a sentence.
struct CommandError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

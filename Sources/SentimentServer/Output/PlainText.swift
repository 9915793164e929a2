import Files
import JSONRPC
import Reviews
import SentimentAnalysis

/// Text that is safe in a message, a title or a log: shortened, without control characters and without markup.
///
/// Settings, model names, file names and keys are not trusted. VS Code, for example, makes `[text](command:…)` in a message
/// clickable. Plain text has no escapes, so a space breaks such text up.
func plainText(_ text: String) -> String {
  var shown = String.UnicodeScalarView()
  for scalar in String(text.unicodeScalars.prefix(scalarLimit)).visible.unicodeScalars {
    let next = shownScalar(scalar)
    // Links, references, images, icons and URLs.
    let isBroken =
      switch (shown.last, next) {
      case ("]", "("), ("]", "["), ("]", ":"), ("!", "["), ("$", "("): true
      case ("/", "/"): shown.dropLast().last == ":" && !shown.suffix(6).elementsEqual("file:/".unicodeScalars)
      default: false
      }
    if isBroken { shown.append(" ") }
    shown.append(next)
  }
  let isLonger = text.unicodeScalars.dropFirst(scalarLimit).first != nil
  return String(shown) + (isLonger ? "…" : "")
}

private let scalarLimit = 1500

private func shownScalar(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar {
  case "<": "‹"
  case ">": "›"
  case "`": "ˋ"
  case "*": "∗"
  default: scalar
  }
}

/// A path as one word of a shell command, or the placeholder if the path cannot be shown unchanged.
func shellWord(_ path: FilePath, or placeholder: String) -> String {
  let word = path.quotedForShell
  return plainText(word) == word && path.text.visible == path.text ? word : placeholder
}

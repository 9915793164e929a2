import Files
import JSONRPC
import Reviews
import SentimentAnalysis

/// Text for a message, a title or a log as it is shown: without control characters, without what some client takes for markup,
/// and not too long.
///
/// Settings, names of models, of files and of keys come from others, and VS Code, for one, makes `[text](command:…)` in a
/// message clickable. There is no way to escape that in plain text, so it is broken up.
func plainText(_ text: String) -> String {
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(mostShown) {
    let next = shownScalar(scalar)
    // Links, references, images, icons and addresses.
    let isBroken =
      switch (shown.last, next) {
      case ("]", "("), ("]", "["), ("]", ":"), ("!", "["), ("$", "("): true
      case ("/", "/"): shown.dropLast().last == ":" && !shown.suffix(6).elementsEqual("file:/".unicodeScalars)
      default: false
      }
    if isBroken { shown.append(" ") }
    shown.append(next)
  }
  let isLonger = text.unicodeScalars.dropFirst(mostShown).first != nil
  return String(shown) + (isLonger ? "…" : "")
}

private let mostShown = 1500

private func shownScalar(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar {
  case "<": "‹"
  case ">": "›"
  case "`": "ˋ"
  case "*": "∗"
  default: scalar.movesCursor ? " " : scalar
  }
}

/// A path as one word of a shell's command; where it could not be shown as it is, what stands for it.
func shellWord(_ path: FilePath, or placeholder: String) -> String {
  let word = path.quotedForShell
  return plainText(word) == word ? word : placeholder
}

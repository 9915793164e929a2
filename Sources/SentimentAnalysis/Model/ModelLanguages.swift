import Files
import Reviews

/// The languages that a model's card lists, in the front matter of its `README.md`: `language: [en, zh]`.
///
/// (https://huggingface.co/docs/hub/model-cards#model-card-metadata)
struct ModelLanguages: Sendable {
  /// ISO 639-1 codes; empty if the card lists none, or `multilingual`: then no text is held back.
  let codes: [String]

  private static let byteLimit = 1 << 20

  /// A missing or unreadable card lists no languages.
  init(folder: String) {
    let path = FilePath(text: folder).appending("README.md")
    let bytes = try? InputFile.bytes(of: path, atMost: Self.byteLimit)
    self.init(card: String(decoding: bytes ?? [], as: UTF8.self))
  }

  init(card: String) {
    let lines = card.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.first?.allSatisfy({ $0 == "-" }) == true, lines.first?.count == 3 else {
      codes = []
      return
    }
    let matter = lines.dropFirst().prefix { !$0.hasPrefix("---") }
    guard let key = matter.firstIndex(where: { $0.hasPrefix("language:") }) else {
      codes = []
      return
    }
    let items = matter[(key + 1)...].prefix { $0.drop(while: \.isWhitespace).hasPrefix("- ") }
    let text = ([matter[key].dropFirst("language:".count)] + items).joined(separator: ",")
    let found = text.split { !$0.isLetter && $0 != "-" }.map {
      $0.lowercased().split(separator: "-").first.map(String.init) ?? ""
    }
    .filter { !$0.isEmpty }
    codes = found.contains { $0.count > 3 } ? [] : found
  }

  /// The language of a text if the model does not read it; nil if it does, or if the language is not known.
  func unsupported(in text: String) -> Language? {
    guard !codes.isEmpty, let language = Language(of: text) else { return nil }
    return language.codes.isDisjoint(with: codes) ? language : nil
  }
}

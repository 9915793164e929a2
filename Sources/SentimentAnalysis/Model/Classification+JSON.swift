public import JSON
import Reviews

extension Classification {
  /// The classification of `text` as a JSON object: `text`, `label`, `confidence` and `scores`, and `uncertain` if the
  /// confidence is too low or the text in a `language` that the model does not read; `mixed` if the text praises and blames; with
  /// independent labels also `labels`, those that apply. For a value it is `text`, `label` and `value`.
  ///
  /// Offsets count Unicode scalars of the text; ends are exclusive. `heads` has the answer of each further head under its name.
  ///
  /// - Parameters:
  ///   - explain: adds `keyTokens`, strongest magnitude first, and `unread`, the part in the middle of a long text that was
  ///     not read, if any.
  ///   - details: adds `unread`, too, `tokenIDs`, `tokenOffsets` (`[0, 0]` for special tokens) and `logits`; to words their
  ///     `score`, and `rest`, the part of the logit that no word covers, if the method splits the logit.
  ///   - method: the method of the explanation; adds what `explain` adds, its name as `method`, and all words in the text's
  ///     order as `words`.
  public func json(text: String, explain: Bool, details: Bool, method: ExplanationMethod? = nil) -> JSONValue {
    let explain = explain || method != nil
    var object = JSONObject()
    object["text"] = .string(text)
    if outcome != .none { object["label"] = .string(label) }
    switch outcome {
    case .none: break
    case .value(let value): object["value"] = .double(value)
    case .label(let scores), .independentLabels(let scores):
      object["confidence"] = .double(confidence ?? 0)
      object["labels"] = applicableLabels.map { .array($0.map { .string($0) }) }
      object["scores"] = .object(
        scores.reduce(into: JSONObject()) { $0[$1.label] = .double($1.probability) })
    }
    if isUncertain() { object["uncertain"] = true }
    if isMixed() { object["mixed"] = true }
    object["language"] = (unsupportedLanguage?.name).map { .string($0) }
    let scalars = explain || details || heads.contains(where: \.hasOffsets) ? ScalarOffsets(text) : ScalarOffsets("")
    if !heads.isEmpty { object["heads"] = .object(heads.reduce(into: JSONObject()) { $0[$1.name] = $1.json(scalars) }) }
    guard explain || details else { return .object(object) }

    func words(_ tokens: [KeyToken]) -> JSONValue {
      .array(
        tokens.map { token in
          var word: JSONObject = [
            "text": .string(token.text), "start": scalars[token.range.lowerBound],
            "end": scalars[token.range.upperBound], "weight": .double(token.weight),
          ]
          if details { word["score"] = .double(Double(token.score)) }
          return .object(word)
        })
    }
    object["method"] = method.map { .string($0.rawValue) }
    if explain { object["keyTokens"] = words(keyTokens) }
    if method != nil { object["words"] = words(self.words) }
    let explanations = heads.flatMap { head in
      head.explanations.map { explanation in
        var value: JSONObject = ["head": .string(head.name), "output": .string(explanation.output)]
        if let span = explanation.span {
          (value["start"], value["end"]) = (scalars[span.lowerBound], scalars[span.upperBound])
        }
        value["keyTokens"] = words(explanation.keyTokens)
        if method != nil { value["words"] = words(explanation.words) }
        if details { value["rest"] = explanation.rest.map { .double(Double($0)) } }
        return JSONValue.object(value)
      }
    }
    if !explanations.isEmpty { object["headExplanations"] = .array(explanations) }
    if explain && details { object["rest"] = rest.map { .double(Double($0)) } }
    object["unread"] = unread.map { ["start": scalars[$0.lowerBound], "end": scalars[$0.upperBound]] }
    if details {
      object["tokenIDs"] = .array(pieces.map { .integer(Int64($0.id)) })
      object["tokenOffsets"] = .array(
        pieces.map { piece in
          piece.range.map { [scalars[$0.lowerBound], scalars[$0.upperBound]] } ?? [0, 0]
        })
      object["logits"] = .array(logits.map { .double(Double($0)) })
    }
    return .object(object)
  }
}

/// The number of Unicode scalars before each byte of a text.
struct ScalarOffsets {
  private var counts: [Int] = [0]

  init(_ text: String) {
    counts.reserveCapacity(text.utf8.count + 1)
    var count = 0
    for byte in text.utf8 {
      if byte & 0xC0 != 0x80 { count += 1 }
      counts.append(count)
    }
  }

  /// As JSON, for a UTF-8 offset at the start of a scalar or at the end of the text.
  subscript(offset: Int) -> JSONValue { .integer(Int64(counts[offset])) }
}

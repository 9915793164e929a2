internal import JSON

extension TokenizerParts {
  /// Tokenizer classes of transformers that read a vocab.txt exactly as BERT's does.
  static let bertClasses: Set<String> = [
    "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "ConvBertTokenizer",
    "SqueezeBertTokenizer", "RetriBertTokenizer", "LayoutLMTokenizer", "DPRQuestionEncoderTokenizer",
    "RealmTokenizer",
  ]

  /// Replaces the normaliser of a tokenizer.json as BERT's tokenizer classes do.
  ///
  /// Follows `BertTokenizer` of transformers 5 (tokenization_bert.py), which takes only the vocabulary from tokenizer.json and
  /// makes its normaliser from tokenizer_config.json: a missing `do_lower_case` is true, whatever tokenizer.json says. The class
  /// `PreTrainedTokenizerFast` leaves tokenizer.json as it is.
  mutating func applyBertSettings(of folder: TokenizerFolder) throws(TokenizerError) {
    guard case .wordPiece = model, try folder.hasBertClass() else { return }
    let settings = try folder.bertSettings()
    let own: BertNormalizer.Settings? = if case .bert(let own) = normalizer { own.settings } else { nil }
    guard own != settings else { return }
    normalizer = .bert(BertNormalizer(settings))
    let values: [(key: String, value: Bool, other: Bool?)] = [
      ("do_lower_case", settings.lowercases, own?.lowercases),
      ("strip_accents", settings.stripsAccents, own?.stripsAccents),
      ("tokenize_chinese_chars", settings.spacesIdeographs, own?.spacesIdeographs),
    ]
    // Whether accents are kept follows from the case, unless it is set.
    let differing = values.filter {
      $0.value != $0.other && ($0.key != "strip_accents" || folder.config?[$0.key] != nil)
    }
    let names = (differing.isEmpty ? values : differing).map { entry in
      "\"\(entry.key)\" \(folder.config?[entry.key] == nil ? "is missing, which means" : "is") \(entry.value)"
    }
    warnings.append(
      "\(folder.path)/tokenizer_config.json: \(names.joined(separator: ", ")), which contradicts the normalizer of "
        + "tokenizer.json and overrides it, as in transformers 5; make both files agree")
  }
}

extension TokenizerFolder {
  /// The settings of BERT's normaliser in tokenizer_config.json.
  func bertSettings() throws(TokenizerError) -> BertNormalizer.Settings {
    let lowercases = try config?["do_lower_case"]?.bool() ?? true
    return BertNormalizer.Settings(
      spacesIdeographs: try config?["tokenize_chinese_chars"]?.bool() ?? true,
      stripsAccents: try config?["strip_accents"]?.bool() ?? lowercases,
      lowercases: lowercases)
  }

  /// Whether transformers reads the folder with BERT's tokenizer class: tokenizer_config.json names it, or else config.json, or
  /// they name none and the model is of that class.
  fileprivate func hasBertClass() throws(TokenizerError) -> Bool {
    var setting = config?["tokenizer_class"]
    if setting == nil {
      let model = try settings("config.json")
      setting = model?["tokenizer_class"]
      if setting == nil { return ["bert", "distilbert"].contains(model?["model_type"]?.json.stringValue) }
    }
    guard let name = try setting?.string() else { return false }
    return TokenizerParts.bertClasses.contains(name.hasSuffix("Fast") ? String(name.dropLast(4)) : name)
  }
}

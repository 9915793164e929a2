import JSON

/// A task other than labelling whole texts, by the end of the class in the `architectures` of `config.json`.
enum OtherTask: String, CaseIterable {
  case tokenClassification = "ForTokenClassification"
  case multipleChoice = "ForMultipleChoice"
  case questionAnswering = "ForQuestionAnswering"
  case nextSentence = "ForNextSentencePrediction"
  case maskedWords = "ForMaskedLM"
  case pretraining = "ForPreTraining"
  case nextWord = "ForCausalLM"

  /// What the head does: "a head that …".
  var purpose: String {
    switch self {
    case .tokenClassification: "labels single words"
    case .multipleChoice: "chooses among texts"
    case .questionAnswering: "finds answers in a text"
    case .nextSentence: "tells whether a sentence follows another"
    case .maskedWords, .pretraining: "predicts missing words"
    case .nextWord: "predicts the next word"
    }
  }

  /// Whether the head has tensors of the same names as one that labels whole texts, with another meaning.
  var isClassifier: Bool { self == .tokenClassification || self == .multipleChoice }
}

extension Configuration {
  /// The task of the class that the model was saved from; nil if it labels whole texts, or if the file does not say.
  var otherTask: OtherTask? {
    guard let name = source["architectures"]?.arrayValue?.first?.stringValue else { return nil }
    return OtherTask.allCases.first { name.hasSuffix($0.rawValue) }
  }
}

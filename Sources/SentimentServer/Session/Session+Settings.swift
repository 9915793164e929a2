import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

extension Session {
  /// The settings of a document. Problems in them are shown.
  mutating func settings(ofURI uri: String) -> Settings {
    var warnings: [String] = []
    let result = settings.settings(ofURI: uri) { warnings.append($0) }
    for warning in warnings { client.showProblem(.warning, warning) }
    return result
  }

  /// Stops waiting for settings, uses those received, and loads the models that they name.
  mutating func useSettings() {
    settings.useEditorSettings()
    pending.classifications.clearCache()
    worker.findProblems(in: settings.editor, settings.patterns)
    applySettings()
    for model in pending.models.union([settings.defaultModel]) { loadModel(model) }
  }

  /// Gives every document its current settings.
  mutating func applySettings() {
    for uri in documents.uris {
      let current = settings(ofURI: uri.value)
      if documents[uri].map({ $0.settings != current }) == true {
        documents.update(uri) { $0.settings = current }
        beginEdition(of: uri, due: .now(), byClient: false)
      }
      for model in documents[uri]?.table.models ?? [] { loadModel(model) }
    }
  }
}

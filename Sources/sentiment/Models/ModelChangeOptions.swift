import ArgumentParser
import Reviews
import Training

/// What is other than in the checkpoint that the training starts from.
struct ModelChangeOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Of a longer text, the tokens kept from its start.") var headLength: Int?
  @Option(parsing: .unconditional, help: "Of a longer text, the tokens kept from its end; 0 keeps the head alone.")
  var tailLength: Int?
  @Option(parsing: .unconditional, help: "Dropout of embeddings, attention outputs and feed-forward networks.")
  var hiddenDropout: Double?
  @Option(parsing: .unconditional, help: "Dropout of attention probabilities.") var attentionDropout: Double?
  @Option(parsing: .unconditional, help: "Dropout before the classifier.") var classifierDropout: Double?
  @Flag(help: "Train without dropout.") var noDropout = false
  @Flag(inversion: .prefixedNo, help: "Leave the embeddings as they are.") var freezeEmbeddings = false
  @Option(parsing: .unconditional, help: "Leave the embeddings and so many layers, from the first on, as they are.")
  var freezeLayers: Int?

  func validate() throws {
    try check("head-length", headLength ?? 0, in: 0...1_000_000)
    try check("tail-length", tailLength ?? 0, in: 0...1_000_000)
    try check("freeze-layers", freezeLayers ?? 0, in: 0...1000)
    for (name, value) in [
      ("hidden-dropout", hiddenDropout), ("attention-dropout", attentionDropout),
      ("classifier-dropout", classifierDropout),
    ] { try check(name, value ?? 0, in: 0...0.999) }
  }

  func settings(maxLength: Int) -> FineTuning.Overrides {
    var settings = FineTuning.Overrides()
    (settings.maxLength, settings.headLength, settings.tailLength) = (maxLength, headLength, tailLength)
    (settings.hiddenDropout, settings.attentionDropout, settings.classifierDropout) =
      (hiddenDropout, attentionDropout, classifierDropout)
    return settings
  }
}

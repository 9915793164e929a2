import ArgumentParser
import Reviews
import SentimentAnalysis
import Training

/// Overrides of the checkpoint's configuration.
struct ModelChangeOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Number of tokens kept from the start of a text that is too long.")
  var headLength: Int?
  @Option(
    parsing: .unconditional,
    help: "Number of tokens kept from the end of a text that is too long; 0 keeps the start only.")
  var tailLength: Int?
  @Option(
    parsing: .unconditional,
    help: """
      Compare reading the long validation texts in this number of overlapping windows with reading head and tail, and keep the \
      windows if they are better (default: do not compare).
      """)
  var windows: Int?
  @Option(parsing: .unconditional, help: "Dropout rate of embeddings, attention outputs and feed-forward networks.")
  var hiddenDropout: Double?
  @Option(parsing: .unconditional, help: "Dropout rate of attention probabilities.") var attentionDropout: Double?
  @Option(parsing: .unconditional, help: "Dropout rate before the classifier.") var classifierDropout: Double?
  @Flag(help: "Train without dropout.") var noDropout = false
  @Flag(
    help: """
      Train heads only: the encoder runs once for each text. Without --train, the model's own files stay as they are, and so \
      do its labels.
      """)
  var freezeEncoder = false
  @Option(
    help: ArgumentHelp(
      "Keep only these layers of the encoder, counted from 0, in this order, such as 0,2,4; --freeze-layers counts among them.",
      valueName: "n,n,…"))
  var layers: String?
  @Flag(inversion: .prefixedNo, help: "Freeze the embeddings.") var freezeEmbeddings = false
  @Option(parsing: .unconditional, help: "Freeze the embeddings and this number of layers, from the first on.")
  var freezeLayers: Int?

  func validate() throws {
    try check("head-length", headLength ?? 0, in: 0...1_000_000)
    try check("tail-length", tailLength ?? 0, in: 0...1_000_000)
    try check("windows", windows ?? 2, in: 2...ModelSettings.maximumWindows)
    try check("freeze-layers", freezeLayers ?? 0, in: 0...1000)
    if let layers, Self.numbers(layers) == nil {
      throw ValidationError("--layers takes whole numbers from 0 up, separated by commas, got \(layers)")
    }
    for (name, value) in [
      ("hidden-dropout", hiddenDropout), ("attention-dropout", attentionDropout),
      ("classifier-dropout", classifierDropout),
    ] { try check(name, value ?? 0, in: 0...0.999) }
  }

  /// Numbers separated by commas; nil for any other text.
  private static func numbers(_ text: String) -> [Int]? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Int(part.filter { $0 != " " })
    }
    let numbers = parts.compactMap(\.self)
    return numbers.count == parts.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
  }

  func settings(maxLength: Int) -> FineTuning.Overrides {
    var settings = FineTuning.Overrides()
    (settings.maxLength, settings.headLength, settings.tailLength) = (maxLength, headLength, tailLength)
    (settings.hiddenDropout, settings.attentionDropout, settings.classifierDropout) =
      (hiddenDropout, attentionDropout, classifierDropout)
    settings.layers = layers.flatMap(Self.numbers)
    return settings
  }
}

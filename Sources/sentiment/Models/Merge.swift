import ArgumentParser
import BERT
import Files
import SentimentAnalysis
import Training

struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Average the weights of models that were fine-tuned from the same checkpoint.",
    discussion: """
      Equal shares join several trainings; with unequal ones, such as 0.7,0.3, the model keeps more of what it knew before the \
      second training. The models must have the same architecture, labels and tokenizer. Further heads that all models have \
      are averaged; one that only some have is taken from the first of them. Card and settings, the calibration among them, \
      are those of the first model. Writes a float32 folder.
      """)

  @Argument(
    help: ArgumentHelp(
      "Model folders (paths starting with ./, ../, / or ~), or names in the Hugging Face cache; two or more.",
      valueName: "dir|name"))
  var models: [String]
  @Option(help: ArgumentHelp("Output folder.", valueName: "dir")) var output: String
  @Option(
    help: ArgumentHelp(
      "Share of each model, above 0, in the order of the models; divided by their sum (default: equal shares).",
      valueName: "number,…"))
  var shares: String?
  @Flag(help: "Replace a model that merge did not write.") var overwrite = false
  @OptionGroup var cores: CoreOptions

  func validate() throws {
    guard models.count > 1 else { throw ValidationError("merge takes two or more models, got \(models.count)") }
    guard let shares else { return }
    let numbers = parsedShares
    guard numbers.count == models.count, numbers.allSatisfy({ $0 > 0 && $0 < 1e9 }) else {
      throw ValidationError("--shares takes a number above 0 for each of the \(models.count) models, got \(shares)")
    }
  }

  /// Numbers that cannot be read become zero.
  private var parsedShares: [Double] {
    guard let shares else { return models.map { _ in 1 } }
    return shares.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? 0 }
  }

  func run() throws {
    let sources = try models.map { try ModelLocation(of: $0) }
    // The output must be none of the models.
    let places = try sources.map {
      try OutputFolder(output, writtenBy: "sentiment merge", reading: $0.folder, overwrites: overwrite)
    }
    let (first, folder) = (sources[0], places[0])
    for source in sources.dropFirst() { try checkTokenizer(of: source, equals: first) }
    let classifier = try SequenceClassifier(
      averaging: sources.map(\.folder), shares: parsedShares, in: cores.context)
    try folder.write { path in
      try ModelFiles.copyTokenizer(from: first.folder, to: path)
      try classifier.save(folder: path)
      try ModelCard.copy(
        from: first, to: path, named: folder.name, classifier.configuration,
        history: "The mean of the weights of \(description(of: sources)), by `sentiment merge`, version \(version).")
    }
    warn(
      "wrote \(output); its calibration is that of \(first.name), so calibrate it again on texts that no model was trained on: "
        + "sentiment evaluate --model \(folder.path.quotedForShell) --data FILE --calibrate")
  }

  /// `a (70 %) and b (30 %)`
  private func description(of sources: [ModelLocation]) -> String {
    let total = parsedShares.reduce(0, +)
    let parts = zip(sources, parsedShares).map { source, share in
      "`\(source.repository)` (\(Int((100 * share / total).rounded())) %)"
    }
    return parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
  }

  /// Models that number their tokens differently have no weights in common.
  ///
  /// - Throws: an error with the first file in which the tokenizers of two models differ.
  private func checkTokenizer(of model: ModelLocation, equals first: ModelLocation) throws {
    func file(_ name: String, _ model: ModelLocation) -> FilePath { FilePath(text: model.folder).appending(name) }
    func content(_ name: String, _ model: ModelLocation) throws -> [UInt8]? {
      try InputFile.ifPresent(file(name, model))?.bytes(atMost: Self.byteLimit)
    }
    // The other files are not read if there is a tokenizer.json.
    let hasVocabularies = try content("tokenizer.json", first) == nil
    for name in ["tokenizer.json"] + (hasVocabularies ? Self.vocabularies : []) {
      guard try content(name, model) != content(name, first) else { continue }
      throw CommandError(
        "\(file(name, model)) differs from \(file(name, first)); name models with the same tokenizer, such as those fine-tuned "
          + "from the same checkpoint")
    }
  }

  private static let vocabularies = ["vocab.txt", "vocab.json", "merges.txt"]
  /// The size limit of a tokenizer's file, twice the largest known.
  private static let byteLimit = 1 << 28
}

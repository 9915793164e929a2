public import BERT
import Files
import JSON
public import Reviews
public import Tensors
import Tokenizers

/// A fine-tuned model, or several that classify together. It is immutable, so any thread may use it.
public struct SentimentModel: Sendable {
  /// The precision of the encoder.
  public enum Compute: String, Sendable, CaseIterable {
    case auto, float32, bfloat16, int8

    /// The precision that a model runs in. `auto` keeps the precision of the model's files: it is never reduced unless you
    /// ask for it. A precision that the kernels are not fast in becomes float32.
    public func resolved(for checkpoint: Checkpoint, _ kernels: Kernels) -> Compute {
      switch self {
      case .auto: checkpoint.precisions.contains("I8") && kernels.areFast(in: .int8) ? .int8 : .float32
      case .float32: .float32
      case .bfloat16: kernels.areFast(in: .bfloat16) ? .bfloat16 : .float32
      case .int8: kernels.areFast(in: .int8) ? .int8 : .float32
      }
    }

    /// Packs a model's weights in this precision, if the kernels are fast in it.
    public func prepare(_ checkpoint: inout Checkpoint, in context: PassContext) {
      guard let precision = PackedFactor.Precision(rawValue: rawValue), context.kernels.areFast(in: precision) else {
        return
      }
      checkpoint.pack(as: precision, in: context)
    }
  }

  /// The options of a classification.
  public struct Options: Sendable, Hashable {
    /// The method of the explanation; nil for none.
    public var method: ExplanationMethod?
    /// The further heads to answer.
    public var heads = HeadSelection.none
    /// The output of one of these heads that is explained, too, in a further pass.
    public var explainedOutput: HeadOutput?
    /// What findings need: a quick explanation, and the answers of all heads.
    public static let findings: Options = {
      var options = Options(method: .quick)
      options.heads = .all
      return options
    }()

    /// Options without an explanation, or with a quick one.
    public init(explain: Bool = false) { method = explain ? .quick : nil }
    /// Options with an explanation by this method.
    public init(method: ExplanationMethod) { self.method = method }
  }

  /// Its name on the hub, else the folder's last component; `default` for the built-in model. Of several models, all names.
  public internal(set) var name: String
  /// Label names in the order of the scores.
  public let labels: [String]
  /// The kind of its output: one label, independent labels, or a number.
  public var problem: Problem { checkpoint.classifier.configuration.problem }
  /// The calibration of its probabilities.
  public internal(set) var calibration: Calibration
  /// The form of its explanations.
  public package(set) var explanationForm: ExplanationForm
  /// Warnings from loading, each a sentence.
  public internal(set) var warnings: [String]
  /// The precision in use, never `auto`.
  public let compute: Compute
  /// The number of threads that its passes use by default.
  public var threads: Int { context.threads }

  /// The folder of its files; of several models, that of the first.
  public let folder: String
  /// The context of its passes by default.
  public let context: PassContext
  let checkpoint: Checkpoint
  let encoder: TextEncoder
  let rule: PolarityRule
  let languages: ModelLanguages
  /// The decoder of each further head.
  let decoders: [SpanDecoder]
  /// Takes a pass, which only full explanations need.
  let explanationReference: LazyValue<ExplanationReference>
  /// The models that classify together, this one first; empty for one model.
  var members: [EnsembleMember] = []

  /// Loads a model in Hugging Face layout.
  ///
  /// - Parameters:
  ///   - name: a folder, or a name in the Hugging Face cache; nil means `SENTIMENT_MODEL`, else the built-in model.
  ///   - threads: the threads to use; nil means one for each core.
  ///   - kernels: the loops that multiply matrices.
  ///   - polarities: polarities by label, or by bounds such as `<2.5` of a value; they override the model folder's.
  ///   - windows: the maximum number of windows in which a long text is read; nil takes it from the model folder.
  ///   - mayLackLabels: allows a model that has further heads only; its classifications have no label.
  public init(
    named name: String?, compute: Compute = .auto, threads: Int? = nil, kernels: Kernels = .best,
    polarities: [String: Polarity] = [:], windows: Int? = nil, mayLackLabels: Bool = false
  ) throws(ModelError) {
    let context = PassContext(threads: threads ?? PassContext.processorCount, kernels: kernels)
    try self.init(
      named: name, compute: compute, polarities: polarities, windows: windows, freshHead: nil, in: context)
    guard mayLackLabels || !labels.isEmpty else {
      throw ModelError(
        "\(folder): has a head that finds spans, and none that labels whole texts; use sentiment classify, or train a head: "
          + "sentiment train --model \(FilePath(text: folder).quotedForShell) …")
    }
  }

  /// - Parameter seed: initialises a missing head, with a warning; nil makes a missing head an error.
  init(
    named name: String?, compute: Compute, polarities: [String: Polarity], windows: Int? = nil,
    freshHead seed: UInt64?, in context: PassContext
  ) throws(ModelError) {
    self.context = context
    let location = try ModelLocation(of: name)
    (self.name, folder) = (location.name, location.folder)
    let settings: ModelSettings
    let trial: [Matrix]
    do {
      var checkpoint = try Checkpoint(folder: folder, freshHead: seed, in: context)
      self.compute = compute.resolved(for: checkpoint, context.kernels)
      self.compute.prepare(&checkpoint, in: context)
      self.checkpoint = checkpoint
      settings = try ModelSettings(checkpoint.classifier.configuration, folder: folder).with(windows: windows)
      encoder = try TextEncoder(folder: folder, checkpoint.classifier.configuration, settings)
      trial = try checkpoint.classifier.trial([encoder.encode("").ids], in: context)
    } catch {
      throw ModelError("\(error)")
    }
    languages = ModelLanguages(folder: folder)
    decoders = checkpoint.classifier.taskHeads.map(SpanDecoder.init)
    let configuration = checkpoint.classifier.configuration
    labels = configuration.labels
    rule = PolarityRule(
      labels: labels, hasValue: configuration.problem == .regression,
      settings: (settings.polarity ?? [:]).merging(polarities) { $1 })
    calibration = settings.calibration
    explanationForm = settings.explanation ?? .usual
    var warnings = checkpoint.warnings + encoder.warnings + rule.warnings(labels: labels)
    if compute != .auto, compute != self.compute {
      warnings.append("this CPU has no instructions for \(compute.rawValue); computing in float32")
    } else if compute == .bfloat16, !context.kernels.gainByBFloat16 {
      warnings.append("on this CPU, products in bfloat16 are slower than in float32")
    }
    self.warnings = warnings
    explanationReference = LazyValue { [classifier = checkpoint.classifier, tokenizer = encoder.tokenizer] in
      classifier.explanationReference(start: tokenizer.startID, end: tokenizer.endID, in: context)
    }
    // Finite weights may still overflow in a pass; it is better to report that now than for every text.
    guard trial.allSatisfy({ $0.elements.allSatisfy(\.isFinite) }) else {
      throw ModelError(
        "\(folder): the logits of an empty text are not finite, since some weights are too large; download the model again, "
          + "or train it again")
    }
    ProcessMemory.returnFreed()
  }

  /// Classifies each text, in order, with one encoder pass, which also gives the explanation.
  public func classify(_ texts: [String], _ options: Options = Options()) -> [Classification] {
    classify(texts, options, in: context).compactMap { $0 }
  }

  /// Classifies each text, in order, unless the work is cancelled.
  ///
  /// Cancellation is checked before each long text is tokenized, each layer of the encoder and each search for words. All
  /// texts are tokenized before the encoder's turn.
  ///
  /// - Returns: one element for each text; nil where the work was cancelled before.
  public func classify(_ texts: [String], _ options: Options, in context: PassContext) -> [Classification?] {
    guard members.isEmpty else { return classifyTogether(texts, options, in: context) }
    let encoder = options.method.map(\.readsWindows) ?? true ? encoder : encoder.readingOnce
    let tokenized = context.map(texts, grain: 8) { text in
      text.utf8.count > TextEncoder.longText && context.cancellation.isCancelled ? nil : encoder.encode(text)
    }
    let encoded = tokenized.compactMap(\.self)
    var results = [Classification?](repeating: nil, count: texts.count)
    guard encoded.count == texts.count else { return results }
    context.turn { results = classify(texts, encoded, options, context) }
    return results
  }

  private func classify(
    _ texts: [String], _ encoded: [TextEncoder.Encoded], _ options: Options, _ context: PassContext
  ) -> [Classification?] {
    let (tokens, isLight) = (options.method?.tokensPerBatch ?? 2048, options.method?.isLight ?? true)
    let heads = options.heads.indices(of: ownHeads)
    return inBatches(ofLengths: encoded.map(\.ids.count), tokens: tokens, isLight: isLight, in: context) { indices in
      do throws(CancellationError) {
        try context.checkCancellation()
        let method = labels.isEmpty ? nil : options.method
        let found = try wordScores(indices.map { (texts[$0], encoded[$0]) }, by: method, heads: heads, context)
        return try zip(indices, found).map { index, found throws(CancellationError) in
          var result = classification(of: texts[index], encoded[index], found)
          if let output = options.explainedOutput, let method = output.method ?? options.method {
            try explain(output, in: &result.heads, of: texts[index], encoded[index], by: method, context)
          }
          return result
        }
      } catch {
        return indices.map { _ in nil }
      }
    }
  }

  private func classification(of text: String, _ encoded: TextEncoder.Encoded, _ found: WordScores) -> Classification {
    var result = Classification(
      logits: found.logits, labels: labels, problem: problem, rule: rule, calibration: calibration)
    (result.words, result.keyTokens) = found.weighted(in: text)
    result.rest = found.rest
    result.heads = found.answers
    result.pieces = encoded.pieces
    result.unread = encoded.unread
    result.unsupportedLanguage = languages.unsupported(in: text)
    return result
  }
}

extension SentimentModel {
  /// The further heads of this model, not of other members.
  var ownHeads: [TaskHead] { checkpoint.classifier.taskHeads }

  /// The encoder and its heads, in the model's precision. Of several models, this and what follows are the first one's.
  package var classifier: SequenceClassifier { checkpoint.classifier }

  /// Converts texts into ids; a long text is read once, not in windows.
  package var textEncoder: TextEncoder { encoder.readingOnce }

  /// The number of encoder layers.
  package var layerCount: Int { checkpoint.classifier.layers.count }

  /// The number of ids that the encoder reads of each text.
  package func tokenCounts(_ texts: [String]) -> [Int] { texts.map { encoder.encode($0).ids.count } }

  /// Whether the model has an output of negative polarity.
  public var canFlag: Bool { rule.hasNegative }

  /// The polarities of its labels.
  public var polarities: Set<Polarity> { Set(rule.polarities) }
}

extension TextEncoder.Encoded {
  /// The tokens of all windows, each between special ones.
  fileprivate var pieces: [Classification.Piece] {
    windows.indices.flatMap { window in
      let ranges = [nil] + tokens[windows[window]].map { Optional($0.range) } + [nil]
      return zip(ids(ofWindow: window), ranges).map { Classification.Piece(id: $0, range: $1) }
    }
  }
}

extension SequenceClassifier {
  /// The output of every head for one text.
  fileprivate func trial(_ text: [[Int]], in context: PassContext) throws(CancellationError) -> [Matrix] {
    let batch = Batch(text)
    let hidden = try encode(batch, in: context)
    return [logits(hidden, batch, in: context)]
      + taskHeads.indices.map { logits(ofHead: $0, hidden, batch, in: context) }
  }
}

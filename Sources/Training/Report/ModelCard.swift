public import BERT
import Files
import Foundation
import JSON
import Reviews
public import SentimentAnalysis

/// The README.md of a model folder in the form of the Hugging Face hub: metadata, then text
/// (https://huggingface.co/docs/hub/model-cards).
public struct ModelCard {
  /// The last component of the folder's path.
  var name: String
  /// The model that the training started from, as the user named it.
  var base: String
  /// The license that the card of the base names.
  var license: String?
  var configuration: Configuration
  /// The training files with their numbers of texts.
  var data: [(file: String, texts: Int)] = []
  /// The hyperparameters by the names of the command's options.
  var hyperparameters: [(name: String, value: String)] = []
  /// The evaluation on the validation texts, and the name of their file.
  var result: (file: String, evaluation: Evaluation)?
  /// The evaluation on the test texts, which chose nothing, and the name of their file.
  var testResult: (file: String, evaluation: Evaluation)?
  /// The further heads, and their evaluations on validation texts.
  var heads: [TaskHead] = []
  var tasks: [TaskEvaluation] = []
  /// Other changes of the model, in sentences.
  var history: String?

  /// The whole file.
  var markdown: String {
    [front, "# \(name)\n", introduction, labels, furtherHeads, use, training, results, limits].compactMap { $0 }
      .joined(separator: "\n")
  }

  /// The YAML metadata; JSON strings are valid YAML strings.
  private var front: String {
    var lines = ["---", "library_name: transformers", "pipeline_tag: text-classification", "tags: [sentiment-lsp]"]
    lines.append("base_model: \(quoted(base))")
    if let license { lines.append("license: \(quoted(license))") }
    if let (file, evaluation) = testResult ?? result {
      lines += [
        "model-index:", "- name: \(quoted(name))", "  results:", "  - task: {type: text-classification}",
        "    dataset: {type: text, name: \(quoted(file))}", "    metrics:",
      ]
      lines += evaluation.metrics.map { "    - {type: \($0.name), value: \(rounded($0.value))}" }
    }
    return (lines + ["---", ""]).joined(separator: "\n")
  }

  private var introduction: String {
    let kind =
      switch configuration.problem {
      case .singleLabel: "gives each text one of \(configuration.labels.count) labels"
      case .multiLabel: "decides for each of \(configuration.labels.count) labels whether it applies to a text"
      case .regression: "gives each text a number"
      }
    return """
      A text classifier that \(kind), made from `\(base)` by sentiment-lsp \(version).\(history.map { " " + $0 } ?? "")

      """
  }

  private var labels: String {
    let polarities = Polarity.ofLabels(configuration.labels)
    let rows = zip(configuration.labels, polarities).enumerated().map { "| \($0) | \($1.0) | \($1.1.rawValue) |\n" }
    return "| output | label | polarity of its name |\n|---:|---|---|\n" + rows.joined()
  }

  var furtherHeads: String? {
    guard !heads.isEmpty else { return nil }
    let rows = heads.map { head in
      let outputs = head.kind == .spans ? SpanTags(head.labels).types : head.labels
      let figures = tasks.first { $0.name == head.name }.map { "\($0.sentence)" } ?? "not measured"
      return "| \(head.name) | \(head.kind.rawValue) | \(cell(outputs.joined(separator: ", "))) | \(cell(figures)) |\n"
    }
    return "## Further heads\n\nsentiment-lsp reads them from `heads/`; transformers does not.\n\n"
      + "| head | kind | outputs | on validation texts |\n|---|---|---|---|\n" + rows.joined()
  }

  private var use: String {
    """
    ## Intended use

    Triaging reviews like its training texts, with a person who reads the flagged ones:

    ```sh
    sentiment check --model ./FOLDER reviews.txt
    ```

    It also loads in transformers: `pipeline("text-classification", model=FOLDER)`.

    """
  }

  private var training: String? {
    guard !data.isEmpty else { return nil }
    return "## Training\n\n| file | texts |\n|---|---:|\n"
      + data.map { "| \(cell($0.file)) | \($0.texts) |\n" }.joined()
      + "\n| setting | value |\n|---|---|\n" + hyperparameters.map { "| \($0.name) | \($0.value) |\n" }.joined()
  }

  private var results: String? {
    func table(_ result: (file: String, evaluation: Evaluation)?, _ note: String) -> String? {
      guard let (file, evaluation) = result else { return nil }
      let rows = evaluation.metrics.map { "| \($0.name) | \(rounded($0.value)) |\n" }.joined()
      let judged = evaluation.ignoredLabelSentence.map { ", " + $0 } ?? ""
      return
        "On the \(evaluation.count) texts of \(cell(file)), \(note)\(judged):\n\n| figure | value |\n|---|---:|\n\(rows)"
    }
    let tables = [
      table(testResult, "which were measured once, at the end"),
      table(result, "which also chose the epoch, so results on new texts may be slightly worse"),
    ].compactMap(\.self)
    guard !tables.isEmpty else {
      return data.isEmpty ? nil : "## Results\n\nNot measured: no validation file was given.\n"
    }
    return "## Results\n\n" + tables.joined(separator: "\n")
  }

  private var limits: String {
    let hasNeutral = Polarity.ofLabels(configuration.labels).contains(.neutral)
    let note = hasNeutral ? "" : "  Texts without any sentiment are labelled, too.\n"
    return """
      ## Limits

      - It reads a limited number of tokens, and only the head and the tail of longer texts; `sentiment inspect` shows the limit.
      - Its probabilities are calibrated only if `config.json` has a `temperature` under `sentiment`; transformers ignores it.
      \(note)- It has not learned what its base and its training texts lack, such as other languages, other subjects or irony. Measure
        it on your own texts with `sentiment evaluate` before relying on it.

      """
  }

  private func rounded(_ value: Double) -> String { String(format: "%.4f", value) }

  private func cell(_ text: String) -> String { text.replacing("|", with: "\\|").replacing("\n", with: " ") }

  private func quoted(_ text: String) -> String { JSONValue.string(text).serialized() }
}

extension ModelCard {
  /// Writes the card of a changed copy of a model: the card of the original, if it has one, with the changes appended.
  public static func copy(
    from source: ModelLocation, to output: String, named name: String, _ configuration: Configuration,
    history: String
  ) throws {
    let card =
      if let bytes = try InputFile.ifPresent(readme(in: source.folder))?.bytes(atMost: byteLimit) {
        "\(String(decoding: bytes, as: UTF8.self))\n## Since then\n\n\(history)\n"
      } else {
        ModelCard(name: name, base: source.repository, configuration: configuration, history: history).markdown
      }
    try OutputFile.write(Array(card.utf8), to: readme(in: output))
  }

  private static func readme(in folder: String) -> FilePath { FilePath(text: folder).appending("README.md") }

  /// The size limit of a card, in bytes.
  private static let byteLimit = 1 << 24

  /// The license in the metadata of a folder's card.
  static func license(of folder: String) -> String? {
    let bytes: [UInt8]
    // A missing or unreadable card names no license.
    do { bytes = try InputFile.bytes(of: readme(in: folder), atMost: byteLimit) } catch { return nil }
    let lines = String(decoding: bytes.prefix(1 << 16), as: UTF8.self).split(whereSeparator: \.isNewline)
    guard lines.first == "---" else { return nil }
    let front = lines.dropFirst().prefix { $0 != "---" }
    guard let line = front.first(where: { $0.hasPrefix("license:") }) else { return nil }
    let name = line.dropFirst("license:".count).trimmingCharacters(in: .whitespaces.union(["\"", "'"]))
    return name.isEmpty ? nil : name
  }
}

/// The last component of a folder's path.
func folderName(_ path: String) -> String {
  FilePath(fromCommandLine: path).lastComponent?.string ?? "/"
}

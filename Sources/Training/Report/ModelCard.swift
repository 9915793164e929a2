public import BERT
import Files
import Foundation
import JSON
import Reviews
public import SentimentAnalysis

/// The README.md of a model folder, as the Hugging Face hub reads it: facts in front, sentences behind
/// (https://huggingface.co/docs/hub/model-cards).
public struct ModelCard {
  /// The folder's last component.
  var name: String
  /// What the training started from, as the user named it.
  var base: String
  /// The base's, where its own card says so.
  var license: String?
  var configuration: Configuration
  /// Each file with the number of its texts.
  var data: [(file: String, texts: Int)] = []
  /// By the names of the command's options.
  var hyperparameters: [(name: String, value: String)] = []
  /// What was measured on held-out texts, and on which.
  var result: (file: String, evaluation: Evaluation)?
  /// What was measured once, on texts that chose nothing.
  var testResult: (file: String, evaluation: Evaluation)?
  /// What else was done, in sentences.
  var history: String?

  /// The whole file.
  var markdown: String {
    [front, "# \(name)\n", introduction, labels, use, training, results, limits].compactMap { $0 }
      .joined(separator: "\n")
  }

  /// YAML, in which JSON strings are strings.
  private var front: String {
    var lines = ["---", "library_name: transformers", "pipeline_tag: text-classification", "tags: [sentiment-lsp]"]
    lines.append("base_model: \(quoted(base))")
    if let license { lines.append("license: \(quoted(license))") }
    if let (file, evaluation) = testResult ?? result {
      lines += [
        "model-index:", "- name: \(quoted(name))", "  results:", "  - task: {type: text-classification}",
        "    dataset: {type: text, name: \(quoted(file))}", "    metrics:",
      ]
      lines += evaluation.figures.map { "    - {type: \($0.name), value: \(rounded($0.value))}" }
    }
    return (lines + ["---", ""]).joined(separator: "\n")
  }

  private var introduction: String {
    let kind =
      switch configuration.problem {
      case .singleLabel: "gives each text one of \(configuration.labels.count) labels"
      case .multiLabel: "says of each of \(configuration.labels.count) labels whether it holds for a text"
      case .regression: "gives each text a number"
      }
    return """
      A text classifier that \(kind), made from `\(base)` by sentiment-lsp \(version).\(history.map { " " + $0 } ?? "")

      """
  }

  private var labels: String {
    let sides = Polarity.ofLabels(configuration.labels)
    let rows = zip(configuration.labels, sides).enumerated().map { "| \($0) | \($1.0) | \($1.1.rawValue) |\n" }
    return "| output | label | side by its wording |\n|---:|---|---|\n" + rows.joined()
  }

  private var use: String {
    """
    ## Intended use

    Triaging reviews like those it was trained on, with a person who reads what it flags:

    ```sh
    sentiment check --model ./FOLDER reviews.txt
    ```

    It loads in transformers, too: `pipeline("text-classification", model=FOLDER)`.

    """
  }

  private var training: String? {
    guard !data.isEmpty else { return nil }
    return "## Training\n\n| file | texts |\n|---|---:|\n"
      + data.map { "| \(cell($0.file)) | \($0.texts) |\n" }.joined()
      + "\n| setting | value |\n|---|---|\n" + hyperparameters.map { "| \($0.name) | \($0.value) |\n" }.joined()
  }

  private var results: String? {
    func table(_ result: (file: String, evaluation: Evaluation)?, _ remark: String) -> String? {
      guard let (file, evaluation) = result else { return nil }
      let rows = evaluation.figures.map { "| \($0.name) | \(rounded($0.value)) |\n" }.joined()
      return "On the \(evaluation.count) texts of \(cell(file)), \(remark):\n\n| figure | value |\n|---|---:|\n\(rows)"
    }
    let tables = [
      table(testResult, "which were measured once, at the end"),
      table(result, "which also chose the epoch, so that new texts may do a little worse"),
    ].compactMap(\.self)
    guard !tables.isEmpty else {
      return data.isEmpty ? nil : "## Results\n\nNot measured: no validation file was given.\n"
    }
    return "## Results\n\n" + tables.joined(separator: "\n")
  }

  private var limits: String {
    """
    ## Limits

    - It reads a bounded number of tokens of a text, and of longer ones the head and the tail; `sentiment inspect` shows it.
    - Its probabilities are calibrated only where `config.json` has a `temperature` under `sentiment`, and by transformers
      not even then; a text that says none of this still gets an answer.
    - What its base and its training texts lack (other languages, subjects, irony) it has not learned; measure it on your own
      texts with `sentiment evaluate` before relying on it.

    """
  }

  private func rounded(_ value: Double) -> String { String(format: "%.4f", value) }

  private func cell(_ text: String) -> String { text.replacing("|", with: "\\|").replacing("\n", with: " ") }

  private func quoted(_ text: String) -> String { JSONValue.string(text).serialized() }
}

extension ModelCard {
  /// Writes the card of a folder that holds the same model as another: that one's card where it has one, with what was done
  /// since.
  public static func copy(
    from source: ModelLocation, to output: String, named name: String, _ configuration: Configuration,
    history: String
  ) throws {
    let card =
      if let bytes = try InputFile.ifPresent(readme(in: source.folder))?.bytes(atMost: largest) {
        "\(String(decoding: bytes, as: UTF8.self))\n## Since then\n\n\(history)\n"
      } else {
        ModelCard(name: name, base: source.repository, configuration: configuration, history: history).markdown
      }
    try OutputFile.write(Array(card.utf8), to: readme(in: output))
  }

  private static func readme(in folder: String) -> FilePath { .init(folder).appending("README.md") }

  /// The most bytes of a card.
  private static let largest = 1 << 24

  /// The license that a folder's card names.
  static func license(of folder: String) -> String? {
    let bytes: [UInt8]
    // A card that is not there, or is no text of a usual size, names none.
    do { bytes = try InputFile.bytes(of: readme(in: folder), atMost: largest) } catch { return nil }
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

import ArgumentParser
import JSON
import SentimentAnalysis

struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the label and scores of each text as one JSON object per line.",
    discussion:
      "Texts are the arguments or, without any, the lines of standard input: plain, or JSON with a \"text\" key.")

  enum Input: String, ExpressibleByArgument, CaseIterable { case auto, text, jsonl }

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "Format of standard input; auto detects it by the first line.") var input: Input = .auto
  @Flag(help: "Add the key phrases with their weights.") var explain = false
  @Flag(help: "Add token ids, offsets and raw logits.") var details = false
  @Argument(help: "Text to classify.") var texts: [String] = []

  func run() throws {
    let model = try modelOptions.load()
    var hasError = false
    if texts.isEmpty {
      var input = StandardInput()
      var isJSON: Bool? = self.input == .auto ? nil : self.input == .jsonl
      while let lines = input.nextLines(limit: 256) {
        let readsJSON = isJSON ?? lines.first?.bytes.first { $0 > 0x20 }.map { $0 == UInt8(ascii: "{") } ?? false
        isJSON = readsJSON
        for problem in lines.compactMap(\.problem) {
          warn(problem)
          hasError = true
        }
        let texts = lines.map { line in readsJSON ? text(in: line) : .success(line.text) }
        hasError = print(texts, model) || hasError
      }
    } else {
      hasError = print(texts.map { .success($0) }, model)
    }
    if hasError { throw ExitCode(2) }
  }

  private func text(in line: StandardInput.Line) -> Result<String, CommandError> {
    do throws(JSONError) {
      let value = try JSONValue(parsing: line.bytes)
      if let text = value["text"]?.stringValue { return .success(text) }
      return .failure(CommandError("standard input:\(line.number): no string under \"text\""))
    } catch {
      return .failure(CommandError("standard input:\(line.number), column \(error.column): \(error.reason)"))
    }
  }

  /// Prints one line per text, in order; an object with "error" for a line without a text.
  ///
  /// - Returns: whether there was an error.
  private func print(_ texts: [Result<String, CommandError>], _ model: SentimentModel) -> Bool {
    let readable = texts.compactMap { try? $0.get() }
    var results = model.classify(readable, .init(explain: explain)).makeIterator()
    var hasError = false
    var output = ""
    for text in texts {
      switch text {
      case .success(let text):
        guard let result = results.next() else { continue }
        output += result.json(text: text, explain: explain, details: details).serialized() + "\n"
      case .failure(let error):
        hasError = true
        warn(error.description)
        output += JSONValue.object(["error": .string(error.description)]).serialized() + "\n"
      }
    }
    writeText(output)
    return hasError
  }
}

/// An error that a command reports: a sentence.
struct CommandError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

import ArgumentParser
import JSON
import SentimentAnalysis

struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the sentiment of each text as one JSON object a line.",
    discussion: "Texts are the arguments, or standard input: one text a line, or JSON lines with a \"text\" key.")

  enum Input: String, ExpressibleByArgument, CaseIterable { case auto, text, jsonl }

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "How standard input is read; auto goes by its first line.") var input: Input = .auto
  @Flag(help: "Add the words that decided, with their weights.") var explain = false
  @Flag(help: "Add token ids, offsets and raw logits.") var details = false
  @Argument(help: "Texts to classify.") var texts: [String] = []

  func run() throws {
    let model = try modelOptions.load()
    var hadTrouble = false
    if texts.isEmpty {
      var input = StandardInput()
      var isJSON: Bool? = self.input == .auto ? nil : self.input == .jsonl
      while let lines = input.nextLines(limit: 256) {
        let readsJSON = isJSON ?? lines.first?.bytes.first { $0 > 0x20 }.map { $0 == UInt8(ascii: "{") } ?? false
        isJSON = readsJSON
        for problem in lines.compactMap(\.problem) {
          warn(problem)
          hadTrouble = true
        }
        let texts = lines.map { line in readsJSON ? text(in: line) : .success(line.text) }
        hadTrouble = print(texts, model) || hadTrouble
      }
    } else {
      hadTrouble = print(texts.map { .success($0) }, model)
    }
    if hadTrouble { throw ExitCode(2) }
  }

  private func text(in line: StandardInput.Line) -> Result<String, Trouble> {
    do throws(JSONError) {
      let value = try JSONValue(parsing: line.bytes)
      if let text = value["text"]?.stringValue { return .success(text) }
      return .failure(Trouble("standard input:\(line.number): no string under \"text\""))
    } catch {
      return .failure(Trouble("standard input:\(line.number), column \(error.column): \(error.reason)"))
    }
  }

  /// One line out for each line in: an object with "error" stands where a text could not be read.
  private func print(_ texts: [Result<String, Trouble>], _ model: SentimentModel) -> Bool {
    let readable = texts.compactMap { try? $0.get() }
    var results = model.classify(readable, .init(explain: explain)).makeIterator()
    var hadTrouble = false
    var output = ""
    for text in texts {
      switch text {
      case .success(let text):
        guard let result = results.next() else { continue }
        output += result.json(text: text, explain: explain, details: details).serialized() + "\n"
      case .failure(let trouble):
        hadTrouble = true
        warn(trouble.description)
        output += JSONValue.object(["error": .string(trouble.description)]).serialized() + "\n"
      }
    }
    writeText(output)
    return hadTrouble
  }
}

/// What kept a command from doing all of its work: a sentence.
struct Trouble: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

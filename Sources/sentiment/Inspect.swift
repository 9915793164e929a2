import ArgumentParser
import Foundation
import JSON
import SentimentAnalysis

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a model is, how it is understood and what loading it had to remark on.")

  @Argument(
    help: ArgumentHelp(
      "A model folder, or a name in the Hugging Face cache; without it the built-in model.", valueName: "dir|name"))
  var model: String?
  @OptionGroup var polarityOptions: PolarityOptions
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let facts = try SentimentModel(named: model, polarities: polarityOptions.polarities).facts
    guard !json else { return writeText(JSONValue.object(facts).serialized() + "\n") }
    let width = facts.keys.map(\.count).max() ?? 0
    let sides = zip(facts["labels"]?.arrayValue ?? [], facts["polarities"]?.arrayValue ?? [])
    var shown = facts
    shown["polarities"] = nil
    shown["labels"] = .array(sides.map { .string("\($0.stringValue ?? "") (\($1.stringValue ?? ""))") })
    for (key, value) in shown where value != [] {
      let name = key.replacing("_bytes", with: "").replacing("_", with: " ")
      writeText(name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + text(value, of: key) + "\n")
    }
  }

  private func text(_ value: JSONValue, of key: String) -> String {
    if key.hasSuffix("_bytes"), let bytes = value.doubleValue { return String(format: "%.1f MB", bytes / 1e6) }
    let texts = value.arrayValue?.compactMap(\.stringValue).joined(separator: ", ")
    return texts ?? value.stringValue ?? value.serialized()
  }
}

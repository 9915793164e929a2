import ArgumentParser
import Foundation
import JSON
import SentimentAnalysis

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Shows what a model folder holds and how it would be run.")

  @Argument(
    help: ArgumentHelp(
      "A model folder, or a name in the Hugging Face cache; without it the built-in model.", valueName: "dir|name"))
  var model: String?
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let facts = try SentimentModel(named: model).facts
    if json {
      writeText(JSONValue.object(facts).serialized() + "\n")
    } else {
      let width = facts.keys.map(\.count).max() ?? 0
      for (key, value) in facts {
        let text = value.arrayValue.map { $0.compactMap(\.stringValue).joined(separator: ", ") } ?? value.stringValue
        writeText(key.padding(toLength: width + 2, withPad: " ", startingAt: 0) + (text ?? value.serialized()) + "\n")
      }
    }
  }
}

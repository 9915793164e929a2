import Foundation
import TestSupport
import Testing

@testable import SentimentAnalysis

/// Folders without a config.json.
struct ModelFolderTests {
  @Test(arguments: [
    (
      ["checkpoint-8", "checkpoint-16"],
      "holds the checkpoints of a training and no model of its own; name the last one: "
    ),
    (["adapter_config.json"], "holds an adapter (PEFT), which changes another model and is none itself; merge both"),
    (["model.gguf"], "the weights are in a .gguf file for llama.cpp"), (["notes"], "the folder has no config.json"),
  ])
  func anErrorSaysWhatTheFolderHolds(_ row: (files: [String], expected: String)) throws {
    let folder = try TemporaryFolder()
    for file in row.files { try folder.makeFolder(file) }
    #expect { try SentimentModel(named: folder.path) } throws: {
      "\($0)".hasPrefix("no model at \(folder.path): \(row.expected)")
    }
  }

  /// The path of a suggested command is one word of a shell.
  @Test func aSuggestedFolderIsQuoted() throws {
    let outer = try TemporaryFolder()
    try outer.makeFolder("a b; touch x/checkpoint-8")
    #expect { try SentimentModel(named: outer("a b; touch x")) } throws: {
      "\($0)".hasSuffix("name the last one: '\(outer("a b; touch x/checkpoint-8"))'")
    }
    try outer.makeFolder("it's $(x)")
    try outer.write("", to: "it's $(x)/pytorch_model.bin")
    #expect { try SentimentModel(named: outer("it's $(x)")) } throws: {
      "\($0)".hasSuffix(", weights_only=True).save_pretrained(sys.argv[1])' '\(outer.path)/it'\\''s $(x)'")
    }
  }

  @Test func contradictionsOfTheTokenizerFilesAreWarnings() throws {
    let folder = try TemporaryFolder()
    for file in ["config.json", "model.safetensors", "tokenizer.json"] {
      try folder.write(Data(contentsOf: URL(filePath: TinyModel.distilBERT + "/" + file)), to: file)
    }
    for (isLower, count) in [(true, 0), (false, 1)] {
      let config = #"{"tokenizer_class": "DistilBertTokenizerFast", "do_lower_case": \#(isLower)}"#
      try folder.write(config, to: "tokenizer_config.json")
      #expect(try SentimentModel(named: folder.path).warnings.count { $0.contains("do_lower_case") } == count)
    }
  }
}

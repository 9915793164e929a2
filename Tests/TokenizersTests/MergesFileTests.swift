import JSON
import TestSupport
import Testing
import Tokenizers

/// Loading of vocab.json and merges.txt and of BPE models in tokenizer.json, and the errors of malformed files.
@Suite struct MergesFileTests {
  @Test func skipsCommentsEmptyLinesAndCarriageReturns() throws {
    try withTemporaryFolder(folder(merges: "#version: 0.2\r\na b\r\n\r\n#version again\n\nab a")) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.encode("aba").map(\.id) == [7])
    }
  }

  @Test(
    arguments: [
      (
        ["vocab.json": vocabulary],
        "FOLDER: vocab.json was found but merges.txt was not; copy both files into the model folder"
      ),
      (folder(vocabulary: "[]"), "FOLDER/vocab.json is not a JSON object; download it again"),
      (folder(vocabulary: #"{"a": "0"}"#), "FOLDER/vocab.json gives 'a' an id that is not a whole number"),
      (folder(vocabulary: #"{"a": -1}"#), "FOLDER/vocab.json gives 'a' the id -1; ids go from 0 to 2147483647"),
      (
        folder(merges: "#version: 0.2\na b\n\nab  a\n"),
        "FOLDER/merges.txt: line 4 is not two pieces with a space between them"
      ),
      (folder(merges: "a\n"), "FOLDER/merges.txt: line 1 is not two pieces with a space between them"),
      (
        folder(merges: "#version: 0.2\na x\n"),
        "FOLDER/merges.txt: line 2 needs the piece 'x', which is not in the vocabulary; add it"
      ),
      (
        folder(merges: "a b\n\nb a\n"),
        "FOLDER/merges.txt: line 3 needs the piece 'ba', which is not in the vocabulary; add it"
      ),
      (
        folder(config: #"{"tokenizer_class": "GPT2TokenizerFast"}"#),
        "FOLDER/tokenizer_config.json: 'tokenizer_class' is GPT2TokenizerFast, which is not supported with a vocab.json; add"
      ),
      (
        folder(config: #"{"add_prefix_space": 1}"#),
        "FOLDER/tokenizer_config.json: 'add_prefix_space' is neither true nor false"
      ),
      (file(model: #""merges": ["a b", ["a"]]"#), "FOLDER/tokenizer.json: 'model.merges[1]' is not two pieces"),
      (file(model: #""merges": ["a  b"]"#), "FOLDER/tokenizer.json: 'model.merges[0]' is not two pieces"),
      (file(model: #""merges": [["a", 1]]"#), "FOLDER/tokenizer.json: 'model.merges[0]' is not two pieces"),
      (file(model: #""merges": {}"#), "FOLDER/tokenizer.json: 'model.merges' is not an array"),
      (
        file(model: #""merges": [["b", "a"]]"#),
        "FOLDER/tokenizer.json: 'model.merges[0]' needs the piece 'ba', which is not in the vocabulary; add it"
      ),
      (
        file(model: ###""merges": [["a", "b"]], "continuing_subword_prefix": "##""###),
        "FOLDER/tokenizer.json: 'model.merges[0]' joins 'b', which is shorter than the prefix '##'"
      ),
      (
        file(model: #""merges": [], "dropout": 0.1"#),
        "FOLDER/tokenizer.json: 'model.dropout' makes tokens random, which is not supported; set it to null"
      ),
      (
        file(model: #""merges": [], "byte_fallback": true, "end_of_word_suffix": "</w>""#),
        "FOLDER/tokenizer.json: 'model' has byte_fallback together with continuing_subword_prefix or end_of_word_suffix"
      ),
      (
        file(model: #""merges": [], "unk_token": "[UNK]""#),
        "FOLDER/tokenizer.json lacks the unknown token '[UNK]'; add it, or set unk_token to a token of the vocabulary"
      ),
      (
        file(
          processor:
            #"{"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": "<s>", "add_prefix_space": true, "trim_offsets": true}"#
        ),
        "FOLDER/tokenizer.json: 'post_processor.cls' is not a [token, id] pair"
      ),
      (
        file(processor: #"{"type": "Sequence", "processors": [\#(roberta), \#(roberta)]}"#),
        "FOLDER/tokenizer.json: 'post_processor.processors[1]' trims tokens after another post-processor adds"
      ),
      (
        file(processor: #"{"type": "Sequence", "processors": [{"type": "Unheard"}]}"#),
        "FOLDER/tokenizer.json: 'post_processor.processors[0]' is of type Unheard, which is not supported"
      ),
      (
        file(processor: #"{"type": "Sequence", "processors": [{"type": "Sequence", "processors": []}]}"#),
        "FOLDER/tokenizer.json: 'post_processor.processors[0]' is of type Sequence, which is not supported"
      ),
      (
        file(preTokenizer: #"{"type": "Split", "pattern": {"Regex": "\\d"}, "behavior": "Isolated"}"#),
        "FOLDER/tokenizer.json: 'pre_tokenizer.pattern' is the regular expression \\d, which is not supported; supported: GPT-2's"
      ),
      (
        file(preTokenizer: #"{"type": "Split", "pattern": {"String": ""}, "behavior": "Isolated"}"#),
        "FOLDER/tokenizer.json: 'pre_tokenizer.pattern' has 0 bytes; 1 to 256 are supported"
      ),
      (
        file(preTokenizer: #"{"type": "Split", "pattern": {"String": ","}, "behavior": "Kept"}"#),
        "FOLDER/tokenizer.json: 'pre_tokenizer.behavior' is Kept, which is not supported; supported: Removed, Isolated, MergedWithPrevious, "
      ),
    ] as [([String: String], String)])
  func errorsNameTheFileTheLocationAndTheRemedy(files: [String: String], expected: String) throws {
    try checkError(of: files, startsWith: expected)
  }
}

private let vocabulary =
  #"{"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "a": 4, "b": 5, "ab": 6, "aba": 7, "<mask>": 8}"#
private let roberta =
  #"{"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "add_prefix_space": true, "trim_offsets": true}"#

private func folder(
  vocabulary: String = vocabulary, merges: String = "#version: 0.2\na b\n", config: String = "{}"
) -> [String: String] {
  ["vocab.json": vocabulary, "merges.txt": merges, "tokenizer_config.json": config]
}

private func file(
  model: String = #""merges": []"#, processor: String = roberta,
  preTokenizer: String = #"{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true}"#
) -> [String: String] {
  return [
    "tokenizer.json": """
    {"pre_tokenizer": \(preTokenizer), "post_processor": \(processor), "model": {"type": "BPE", "vocab": \(vocabulary), \(model)}}
    """
  ]
}

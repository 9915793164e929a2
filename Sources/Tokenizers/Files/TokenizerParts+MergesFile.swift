internal import JSON

extension TokenizerParts {
  /// Reads a vocab.json and its merges.txt, and from tokenizer_config.json whether a space goes before a text.
  ///
  /// Follows `RobertaTokenizer` of transformers 5 (tokenization_roberta.py).
  init(vocabularyFile file: SettingsValue, _ special: SpecialTokens, in folder: TokenizerFolder) throws(TokenizerError)
  {
    source = file.file
    let config = folder.config
    try folder.requireClass(in: Self.byteLevelClasses, for: "vocab.json")
    let vocabulary = try file.vocabulary()
    let merges = try Self.merges(in: folder, of: vocabulary)
    model = .bytePairs(BytePairEncoding(vocabulary: vocabulary, merges: merges, BytePairEncoding.Settings()))
    let addsPrefixSpace = try config?["add_prefix_space"]?.bool() ?? false
    normalizer = try Normalizer(nil)
    preTokenizer = .byteLevel(ByteLevel(addsPrefixSpace: addsPrefixSpace))
    if try config?["trim_offsets"]?.bool() ?? true {
      postProcessor.trimmings = [.init(addsPrefixSpace: addsPrefixSpace)]
    }
    addedTokens = special.all
  }

  /// Tokenizer classes of transformers that read these files exactly as RoBERTa's does.
  private static let byteLevelClasses: Set<String> = [
    "RobertaTokenizer", "LongformerTokenizer", "BartTokenizer", "LEDTokenizer", "MvpTokenizer",
  ]

  /// The pairs of merges.txt.
  ///
  /// Follows `BPE::read_file` (tokenizers, models/bpe/model.rs), which treats every line that starts with `#version` as a
  /// comment. Unlike that, it skips empty lines.
  private static func merges(
    in folder: TokenizerFolder, of vocabulary: Vocabulary
  ) throws(TokenizerError) -> MergeTable {
    let source = folder.path + "/merges.txt"
    guard let bytes = try folder.vocabularyBytes("merges.txt") else {
      throw TokenizerError(
        "\(folder.path): vocab.json was found but merges.txt was not; copy both files into the model folder"
      )
    }
    var merges = MergeTable(fileSize: bytes.count)
    var number = 0
    for var line in FileLines(of: bytes) {
      number += 1
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if line.isEmpty || line.starts(with: "#version".utf8) { continue }
      let text = try TokenizerError.requireUTF8(line, number: number, of: source)
      let pair = BytePairEncoding.pieces(of: text)
      guard pair.count == 2, let left = pair[0], let right = pair[1] else {
        throw TokenizerError("\(source): line \(number) is not two pieces with a space between them; correct it")
      }
      try TokenizerError.attributing(to: "\(source): line \(number)") {
        try merges.append(left, right, of: vocabulary, prefix: "")
      }
    }
    return merges
  }
}

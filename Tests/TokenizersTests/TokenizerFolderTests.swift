import Foundation
import TestSupport
import Testing
import Tokenizers

/// Loading of the tokenizer files of a model folder.
@Suite struct TokenizerFolderTests {
  @Test(
    arguments: [
      (#"{"model_max_length": 512}"#, 512), (#"{"model_max_length": 1000000000000000019884624838656}"#, nil),
      (#"{"model_max_length": 1e30}"#, nil), (#"{"model_max_length": null}"#, nil), ("{}", nil),
    ] as [(String, Int?)])
  func ignoresMeaninglessLengthLimits(config: String, expected: Int?) throws {
    try withTemporaryFolder(["vocab.txt": plainVocabulary, "tokenizer_config.json": config]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.modelMaxLength == expected)
    }
  }

  @Test func findsSpecialTokensByPostProcessorOrName() throws {
    try check(["vocab.txt": plainVocabulary], start: 2, end: 3, count: 8)
    try check(["tokenizer.json": wordPieceFile()], start: 2, end: 3, count: 6)
    try check(
      [
        "tokenizer.json": wordPieceFile(postProcessor: #"{"type": "BertProcessing", "sep": ["b", 5], "cls": ["a", 4]}"#)
      ],
      start: 4, end: 5, count: 6)
    try check(
      ["tokenizer.json": wordPieceFile(), "tokenizer_config.json": #"{"cls_token": "a"}"#],
      start: 4, end: 3, count: 6)
    try check(
      ["vocab.txt": plainVocabulary, "special_tokens_map.json": #"{"sep_token": "new"}"#],
      start: 2, end: 8, count: 9)
  }

  @Test func prefersTheTokenizerFileToTheVocabularyFile() throws {
    try withTemporaryFolder(["tokenizer.json": wordPieceFile(), "vocab.txt": plainVocabulary]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.vocabularyCount == 6)
    }
  }

  @Test func countsEveryLineOfAVocabularyFile() throws {
    try withTemporaryFolder(["vocab.txt": "[PAD]\r\n[UNK]\n\n[CLS]\n[SEP] \na\na\n"]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.startID == 3)
      #expect(tokenizer.endID == 4)
      #expect(tokenizer.encode("a").map(\.id) == [6])
      #expect(tokenizer.piece(2) == "")
      #expect(tokenizer.piece(7) == nil)
      #expect(tokenizer.piece(-1) == nil)
    }
  }

  /// A linear search for each token in each role would take minutes.
  @Test func aHundredThousandAddedTokensTakeLittleTime() throws {
    let count = 100_000
    let decoder = (0..<count).map { number in #""\#(number + 8)": {"content": "t\#(number)", "lstrip": true}"# }
    let roles = (0..<count).map { number in #""r\#(number)_token": "t\#(number)""# }
    let config =
      "{" + roles.joined(separator: ",") + #","added_tokens_decoder": {"# + decoder.joined(separator: ",") + "}}"
    try withTemporaryFolder(["vocab.txt": plainVocabulary, "tokenizer_config.json": config]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.encode("a  t99999").map(\.range) == [0..<1, 1..<9])
    }
  }

  @Test func rejectsFilesThatAreNotRegular() throws {
    for name in ["tokenizer.json", "vocab.txt", "tokenizer_config.json"] {
      try withTemporaryFolder([:]) { folder in
        let file = folder.path + "/" + name
        #expect(unsafe mkfifo(file, 0o600) == 0)
        checkError(of: folder.path, "\(file): is not a regular file; put")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        checkError(of: folder.path, "\(file): is not a regular file; put")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/dev/zero")
        checkError(of: folder.path, "\(file): is not a regular file; put")
      }
    }
  }

  @Test func rejectsFilesThatAreTooLarge() throws {
    for (name, limit) in [("tokenizer.json", 1 << 27), ("vocab.txt", 1 << 27), ("tokenizer_config.json", 1 << 24)] {
      try withTemporaryFolder([name: ""]) { folder in
        let file = folder.path + "/" + name
        // A sparse file takes no space on the disk.
        #expect(unsafe truncate(file, off_t(limit + 1)) == 0)
        checkError(of: folder.path, "\(file): has \(limit + 1) bytes; the limit for such a file is \(limit)")
      }
    }
  }

  private func checkError(of folder: String, _ expected: String) {
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder) }
    #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
  }

  @Test func aBrokenLinkIsAnError() throws {
    try withTemporaryFolder(["vocab.txt": plainVocabulary]) { folder in
      let link = folder.path + "/tokenizer_config.json"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../blobs/absent")
      let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder.path) }
      #expect(error?.description == "\(link): is a broken link; put the file itself there")
    }
  }

  private func check(
    _ files: [String: String], start: Int, end: Int, count: Int
  ) throws {
    try withTemporaryFolder(files) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.startID == start, "\(files)")
      #expect(tokenizer.endID == end, "\(files)")
      #expect(tokenizer.vocabularyCount == count, "\(files)")
    }
  }
}

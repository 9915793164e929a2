import Files
import Reviews
import Tensors

extension Teacher {
  /// Identifies the files of a model that its answers depend on: configuration, weights and tokenizer.
  static func digest(ofModel folder: FilePath, tokens: Int, in context: PassContext) throws(FileError) -> String {
    var lines = ["\(tokens) tokens"]
    for name in try Folder.names(in: folder) where isRead(name.string) {
      let content = try digest(of: InputFile(folder.appending(name)), in: context)
      lines.append("\(name.string) \(content)")
    }
    return SHA256(of: Array(lines.joined(separator: "\n").utf8)).description
  }

  private static func isRead(_ name: String) -> Bool {
    name == "config.json" || name == "model.safetensors.index.json" || name.hasSuffix(".safetensors")
      || ModelFiles.tokenizer.contains(name)
  }

  /// The digest of the digests of a file's pieces, which all threads compute: a single one of gigabytes would take a minute.
  private static func digest(of file: InputFile, in context: PassContext) throws(FileError) -> String {
    let size = 1 << 20
    let starts = Array(stride(from: 0, to: file.count, by: size))
    let pieces = context.map(starts, grain: 1, rangesPerThread: 8) { start in
      Result { () throws(FileError) in
        SHA256(of: try file.bytes(start..<min(start + size, file.count))).description
      }
    }
    var digests = ""
    for piece in pieces { digests += try piece.get() }
    return SHA256(of: Array(digests.utf8)).description
  }

  /// Identifies texts in their order.
  static func digest(of texts: [String], in context: PassContext) -> String {
    let size = 256
    let groups = stride(from: 0, to: texts.count, by: size).map { texts[$0..<min($0 + size, texts.count)] }
    let digests = context.map(groups, grain: 1, rangesPerThread: 8) { group in
      // With their lengths, "ab" and "c" differ from "a" and "bc".
      SHA256(of: Array(group.map { "\($0.utf8.count):\($0)" }.joined().utf8)).description
    }
    return SHA256(of: Array(digests.joined().utf8)).description
  }
}

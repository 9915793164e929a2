import ArgumentParser
import Files

/// The option of every command that reads texts.
struct EncodingOptions: ParsableArguments {
  @Option(
    name: .customLong("encoding"),
    help: ArgumentHelp(
      "Encoding of texts without a byte-order mark, such as GB18030, WINDOWS-1252, SHIFT_JIS or EUC-KR; auto recognises it (default: UTF-8).",
      valueName: "name|auto"))
  var name: String?

  func validate() throws {
    if let name, encoding == nil { throw ValidationError("--encoding \(TextEncoding.notSupported(name))") }
  }

  /// Nil for UTF-8.
  var encoding: TextEncoding? { name.flatMap { TextEncoding($0) } }
}

import Files

extension ModelLocation {
  /// Tells one state of a model's files from another without reading them; nil where there is no model of that name.
  public static func signature(ofModel name: String?) -> String? {
    do {
      let folder = try ModelLocation(of: name).folder
      // A change of what a folder holds, as when files are written beside and then renamed, changes the folder, too.
      let files = [
        "", "config.json", "model.safetensors", "model.safetensors.index.json", "tokenizer.json", "vocab.txt",
      ]
      return files.map { "\(String(describing: FileSignature(FilePath(folder).appending($0))))" }.joined(
        separator: "\n")
    } catch {
      return nil
    }
  }
}

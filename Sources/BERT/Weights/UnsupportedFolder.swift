import Files

/// Folders that hold something else than a model with its weights in safetensors.
public enum UnsupportedFolder {
  /// What a folder without such weights holds, and what to do about it: the end of a sentence that begins with the folder. Nil
  /// if nothing is known about its files.
  ///
  /// - Parameter architecture: the class in `config.json`, which chooses the class that converts the weights.
  public static func explanation(_ folder: String, architecture: String = "") -> String? {
    let names: [String]
    // For a folder that cannot be read, the error of opening config.json gives the reason.
    do { names = try Folder.names(in: FilePath(text: folder)).map(\.string) } catch { return nil }
    func has(_ name: String) -> Bool { names.contains(name) }
    func python(_ code: String, _ arguments: String...) -> String {
      "python3 -c '\(code)' " + arguments.map { FilePath(text: $0).quotedForShell }.joined(separator: " ")
    }
    let kind = architecture.hasSuffix("ForSequenceClassification") ? "AutoModelForSequenceClassification" : "AutoModel"
    func conversion(_ option: String = "") -> String {
      python(
        "import sys; from transformers import \(kind) as Model; "
          + "Model.from_pretrained(sys.argv[1]\(option)).save_pretrained(sys.argv[1])", folder)
    }
    if has("pytorch_model.bin") || has("pytorch_model.bin.index.json") {
      return
        "the weights are in pytorch_model.bin, a pickle, which can run code when it is loaded, and is not supported. Convert it "
        + "with weights_only=True, which loads tensors and runs no code: " + conversion(", weights_only=True")
    }
    if has("adapter_config.json") || has("adapter_model.safetensors") || has("adapter_model.bin") {
      return
        "holds an adapter (PEFT), which changes another model and is none itself; merge both, and name the merged folder: "
        + python(
          "import sys; from peft import AutoPeftModelForSequenceClassification as M; from transformers import AutoTokenizer as T; "
            + "M.from_pretrained(sys.argv[1]).merge_and_unload().save_pretrained(sys.argv[2]); "
            + "T.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[2])", folder,
          FilePath(text: folder).text + "-merged")
    }
    let steps = names.compactMap { $0.hasPrefix("checkpoint-") ? Int($0.dropFirst("checkpoint-".count)) : nil }
    if let last = steps.max() {
      return
        "holds the checkpoints of a training and no model of its own; name the last one: "
        + FilePath(text: "\(folder)/checkpoint-\(last)").quotedForShell
    }
    for (name, option, library) in [
      ("tf_model.h5", "from_tf", "TensorFlow"), ("flax_model.msgpack", "from_flax", "Flax"),
    ] where has(name) {
      return "the weights are in \(name), which is not supported; convert it, with \(library) and transformers 4: "
        + conversion(", \(option)=True")
    }
    let inside = names + nested("onnx", in: folder)
    for (ending, use) in [(".gguf", "llama.cpp"), (".onnx", "onnxruntime")]
    where inside.contains(where: { $0.hasSuffix(ending) }) {
      return
        "the weights are in a \(ending) file for \(use), which is not supported; download the model.safetensors that the "
        + "file was made from"
    }
    return nil
  }

  private static func nested(_ name: String, in folder: String) -> [String] {
    do { return try Folder.names(in: FilePath(text: "\(folder)/\(name)")).map(\.string) } catch { return [] }
  }
}

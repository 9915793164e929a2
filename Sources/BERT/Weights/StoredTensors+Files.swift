import Files
import JSON

extension StoredTensors {
  /// The files with a folder's tensors, and the path of the file that lists them.
  static func files(
    _ folder: String, _ configuration: Configuration
  ) throws(CheckpointError) -> (path: String, files: [SafetensorsFile]) {
    func exists(_ name: String) -> Bool { FileStatus(FilePath(text: "\(folder)/\(name)")) != nil }
    let single = "model.safetensors"
    let index = single + ".index.json"
    let path = "\(folder)/\(index)"
    if !exists(single), exists(index) { return (path, try shards(of: path, folder: folder)) }
    let architecture = configuration.source["architectures"]?.arrayValue?.first?.stringValue ?? ""
    if !exists(single), let reason = UnsupportedFolder.explanation(folder, architecture: architecture) {
      throw CheckpointError("\(folder): \(reason)")
    }
    guard exists(single) else {
      throw CheckpointError("\(folder): holds neither \(single) nor \(index); copy or download the weights")
    }
    return ("\(folder)/\(single)", [try SafetensorsFile(path: "\(folder)/\(single)")])
  }

  /// Opens the files of an index and checks that each tensor is in its file.
  private static func shards(of path: String, folder: String) throws(CheckpointError) -> [SafetensorsFile] {
    guard let map = try readJSON(path: path)["weight_map"]?.objectValue else {
      throw CheckpointError("\(path): \"weight_map\" should map the name of each tensor to its file")
    }
    var files: [String: SafetensorsFile] = [:]
    for (tensor, value) in map {
      // A name that leads out of the folder could read any file of this machine.
      guard let name = value.stringValue, !name.isEmpty, !name.contains(where: { "/\\\0".contains($0) }),
        !name.contains(".."), name.hasSuffix(".safetensors")
      else {
        throw CheckpointError(
          "\(path): \"weight_map\" puts \"\(tensor)\" into \(value.serialized()), which is not the name of a .safetensors file in the folder"
        )
      }
      let file: SafetensorsFile
      if let open = files[name] {
        file = open
      } else {
        file = try SafetensorsFile(path: "\(folder)/\(name)")
        files[name] = file
      }
      guard file.tensors[tensor] != nil else {
        throw CheckpointError("\(path): \"weight_map\" puts \"\(tensor)\" into \(name), which has no such tensor")
      }
    }
    return files.sorted { $0.key < $1.key }.map(\.value)
  }
}

import BERT
import Foundation
import TestSupport
import Testing

struct ONNXTests {
  /// Tests/Reference/check_onnx.py checks that onnxruntime computes our logits from these files, with and without padding, for
  /// every family and activation. The two families here differ in positions, head and token types.
  @Test(arguments: [Family.distilbert, .roberta])
  func fileEqualsTheOneCheckedByOnnxruntime(family: Family) throws {
    let (folder, model) = (try TemporaryFolder(), try tinyModel(family))
    try model.saveONNX(folder: folder.path, producer: "0.1.0")
    let expected = try Data(contentsOf: fixtures.appending(path: "\(family.rawValue)/model.onnx"))
    #expect(try Data(contentsOf: folder.appending(path: "model.onnx")) == expected)
    #expect(try Configuration(folder: folder.path).labels == model.configuration.labels)
  }
}

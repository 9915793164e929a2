import BERT
import Files
import Foundation
import TestSupport
import Testing

@testable import Training

struct ModelFilesTests {
  @Test func copiesTheFilesOfAModelByteForByte() throws {
    try OutputFixture.withFolder { folder in
      for name in ["vocab.txt", "model-00001-of-00002.safetensors", "README.md", "diary.txt"] {
        try put(name, at: folder + "/blobs/" + name)
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/source/\(name)", withDestinationPath: "../blobs/\(name)")
      }
      try makeFolder(folder + "/copy")
      try ModelFiles.copy(from: folder + "/source", to: folder + "/copy")
      let copied = try names(inFolder: folder + "/copy")
      #expect(copied == ["README.md", "config.json", "model-00001-of-00002.safetensors", "vocab.txt"])
      for name in copied {
        #expect(kind(of: "\(folder)/copy/\(name)") == .file)
        #expect(try text("\(folder)/copy/\(name)") == text("\(folder)/source/\(name)"))
      }
    }
  }

  @Test(arguments: ["README.md", "config.json", "vocab.txt"])
  func rejectsAPipeInAModelFolder(name: String) throws {
    try OutputFixture.withFolder { folder in
      let pipe = "\(folder)/source/\(name)"
      if kind(of: pipe) == .file { try FileManager.default.removeItem(atPath: pipe) }
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      expect("source/\(name): is not a regular file") {
        try OutputFixture.output(folder).write { try ModelFiles.copy(from: folder + "/source", to: $0) }
      }
      #expect(ModelCard.license(of: folder + "/source") == nil)
      #expect(try names(inFolder: folder) == ["source"])
    }
  }
}

// Files by paths as text, which tests put together.

import Files

func names(inFolder folder: String) throws -> [String] { try Folder.names(in: FilePath(folder)).map(\.string) }

/// Nil where nothing is there; a link is not followed.
func kind(of path: String) -> FileStatus.Kind? { FileStatus(FilePath(path), followsLinks: false)?.kind }

func makeFolder(_ path: String) throws { try Folder.make(FilePath(path)) }

func readWhole(path: String) throws -> [UInt8] { try InputFile.bytes(of: FilePath(path), atMost: .max) }

func writeWhole(_ bytes: [UInt8], path: String) throws { try OutputFile.write(bytes, to: FilePath(path)) }

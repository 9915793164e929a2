// File access by string paths, which tests concatenate.

import Files
import Foundation

func names(inFolder folder: String) throws -> [String] { try Folder.names(in: FilePath(folder)).map(\.string) }

/// Nil if nothing exists there; links are not followed.
func kind(of path: String) -> FileStatus.Kind? { FileStatus(FilePath(path), followsLinks: false)?.kind }

func makeFolder(_ path: String) throws { try Folder.make(FilePath(path)) }

func readWhole(path: String) throws -> [UInt8] { try InputFile.bytes(of: FilePath(path), atMost: .max) }

func writeWhole(_ bytes: [UInt8], path: String) throws { try OutputFile.write(bytes, to: FilePath(path)) }

func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

// Gives mutated bytes to one of the parsers, under libFuzzer:
//
//     fuzz TARGET [-OPTION=VALUE]… [FOLDER | FILE]…
//
// `.ci/run parsers` builds it, and `-help=1` lists libFuzzer's options. It stops at the first input that crashes, takes steps or
// memory out of proportion (Limits.swift), or runs for too long, and writes it to a file. With files instead of folders, it runs
// only these inputs.
import CFuzz
import Foundation

let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
guard let name = CommandLine.arguments.dropFirst().first, let target = FuzzTarget(rawValue: name) else {
  print("usage: fuzz \(names) [-OPTION=VALUE]… [FOLDER | FILE]…")
  exit(2)
}
nonisolated(unsafe) let limits = try Limits(target)

var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
    limits.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  })

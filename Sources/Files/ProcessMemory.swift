import CKernels
import Foundation
import SystemPackage

/// The memory of this process.
public enum ProcessMemory {
  /// What it occupies, in bytes; nil where the system does not tell.
  public static var resident: Int? {
    let bytes: [UInt8]
    do { bytes = try InputFile.bytes(of: "/proc/self/statm", atMost: 1 << 12) } catch { return nil }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Gives freed memory back to the system, where the allocator can.
  ///
  /// A large text is held in very many small blocks while it is read, which the allocator would keep for itself.
  public static func returnFreed() {
    kernel_return_freed_memory()
  }
}

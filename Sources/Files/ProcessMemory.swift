import CKernels
import Foundation
import SystemPackage

/// The memory of this process.
public enum ProcessMemory {
  /// The resident memory in bytes; nil if the system does not report it.
  public static var resident: Int? {
    let bytes: [UInt8]
    do { bytes = try InputFile.bytes(of: "/proc/self/statm", atMost: 1 << 12) } catch { return nil }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Returns freed memory to the system if the allocator supports that.
  ///
  /// Parsing a large text allocates very many small blocks, which the allocator would otherwise keep.
  public static func returnFreed() {
    kernel_return_freed_memory()
  }
}

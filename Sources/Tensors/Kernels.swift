import CKernels

/// The loops that multiply matrices.
public enum Kernels: String, Sendable, CaseIterable {
  /// The fastest for this CPU: its widest instructions, else OpenBLAS.
  case best
  /// OpenBLAS alone.
  case portable

  /// Whether these kernels multiply in a precision by instructions of this CPU. Others take a plain loop.
  public func areFast(in precision: PackedFactor.Precision) -> Bool {
    self == .best && kernel_multiplies_fast(precision.kernel)
  }
}

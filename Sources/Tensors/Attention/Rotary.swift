import CKernels
import Foundation

// N rows · P positions · C channels · H heads · D = C/H channels a head

/// Rotary positions (Su et al., "RoFormer", 2021, section 3.2): in each head, the channels i and i + D/2 are rotated by the angle
/// p · base^(−2i/D), with p the position of the row. Scores of attention then depend on distances alone.
public struct Rotary: Sendable {
  /// cos(p · base^(−2i/D)).
  public let cosines: Matrix  // [P, D/2]
  /// sin(p · base^(−2i/D)).
  public let sines: Matrix  // [P, D/2]

  /// The angles of this number of positions, for heads of D channels.
  public init(base: Float, channels: Int, positions: Int) {
    precondition(channels % 2 == 0, "heads of \(channels) channels")
    let half = channels / 2
    let frequencies = (0..<half).map { 1 / pow(base, Float(2 * $0) / Float(channels)) }
    let angles = (0..<positions).flatMap { position in frequencies.map { Float(position) * $0 } }
    cosines = Matrix(rows: positions, columns: half, angles.map(cos))
    sines = Matrix(rows: positions, columns: half, angles.map(sin))
  }

  /// Rotates the first H · D columns of x [N, at least C] in place.
  public func apply(to x: inout Matrix, heads: Int, positions: [Int], in context: PassContext) {
    rotate(&x, heads, positions, direction: 1, context)
  }

  /// Turns a gradient of the rotated rows into one of the rows, in place: the inverse of a rotation is its transpose.
  public func undo(in x: inout Matrix, heads: Int, positions: [Int], in context: PassContext) {
    rotate(&x, heads, positions, direction: -1, context)
  }

  private func rotate(
    _ x: inout Matrix, _ heads: Int, _ positions: [Int], direction: Float, _ context: PassContext
  ) {
    precondition(positions.count == x.rows, "\(positions.count) positions for \(x.rows) rows")
    let block = x.mutableBlock
    block.forRows(in: context) { rows in
      block.rows(rows).rotate(
        heads: heads, positions: positions[rows], cosines: cosines.block, sines: sines.block, direction: direction)
    }
  }
}

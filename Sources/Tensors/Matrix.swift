/// A row-major matrix of floats with value semantics: copies share storage until one of them is written.
///
/// A vector is a matrix of one row, so all parameters of a model have one type.
public struct Matrix: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  private(set) var storage: Storage

  /// The number of elements.
  public var count: Int { rows * columns }

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) { self.init(rows, columns, zeroed: true) }

  /// A matrix with the given elements, row by row.
  public init(rows: Int, columns: Int, _ elements: [Float]) {
    precondition(
      elements.count == rows * columns, "expected \(rows) × \(columns) elements, got \(elements.count)")
    self.init(uninitializedRows: rows, columns: columns)
    block.copy(from: elements)
  }

  /// A matrix that the caller must fill before reading it.
  init(uninitializedRows rows: Int, columns: Int) { self.init(rows, columns, zeroed: false) }

  private init(_ rows: Int, _ columns: Int, zeroed: Bool) {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    storage = Storage(count: rows * columns, zeroed: zeroed)
  }

  /// The rows of matrices with the same number of columns, below each other.
  public init(stacking parts: [Matrix]) {
    self.init(uninitializedRows: parts.reduce(0) { $0 + $1.rows }, columns: parts.first?.columns ?? 0)
    var row = 0
    for part in parts {
      block.rows(row..<row + part.rows).copy(from: part.block)
      row += part.rows
    }
  }

  /// Whether the system has memory for this number of elements now.
  public static func isMemoryFree(forElements count: Int) -> Bool { Storage.isFree(count: count) }

  /// The element at a row and a column.
  public subscript(row: Int, column: Int) -> Float {
    get { block[row, column] }
    set { mutableBlock[row, column] = newValue }
  }

  /// All elements, row by row.
  public var elements: [Float] { block.elements }

  /// The elements of each row.
  public var rowArrays: [[Float]] { (0..<rows).map { row($0) } }

  /// The elements of one row.
  public func row(_ index: Int) -> [Float] { block.rows(index..<index + 1).elements }

  /// The column of a row's largest element, the first of equals.
  public func indexOfMaximum(row: Int) -> Int {
    (1..<max(1, columns)).reduce(0) { best, column in self[row, column] > self[row, best] ? column : best }
  }

  /// The rows with these indices, in their order.
  public func gatheringRows(_ indices: [Int]) -> Matrix {
    let result = Matrix(uninitializedRows: indices.count, columns: columns)
    for (row, index) in indices.enumerated() {
      result.block.rows(row..<row + 1).copy(from: block.rows(index..<index + 1))
    }
    return result
  }

  /// Adds each row of `other` to the row that its index names; an index may occur more than once. The row `excluded` does not
  /// change.
  public mutating func addRows(of other: Matrix, at indices: [Int], except excluded: Int? = nil) {
    precondition(
      other.rows == indices.count && other.columns == columns, "\(other.rows) rows, \(indices.count) indices")
    let target = mutableBlock
    for (row, index) in indices.enumerated() where index != excluded {
      target.rows(index..<index + 1).accumulate(other.block.rows(row..<row + 1))
    }
  }

  /// Replaces the rows with these indices.
  public mutating func setRows(_ other: Matrix, at indices: [Int]) {
    precondition(
      other.rows == indices.count && other.columns == columns, "\(other.rows) rows, \(indices.count) indices")
    let target = mutableBlock
    for (row, index) in indices.enumerated() {
      target.rows(index..<index + 1).copy(from: other.block.rows(row..<row + 1))
    }
  }

  /// self += other · factor
  public mutating func add(_ other: Matrix, scaledBy factor: Float = 1) {
    precondition(other.rows == rows && other.columns == columns, "adding \(other.rows) × \(other.columns)")
    mutableBlock.accumulate(other.block, scaledBy: factor)
  }

  /// The dot product of each row with the same row of another matrix of this size.
  public func rowProducts(with other: Matrix) -> [Float] {
    precondition(
      rows == other.rows && columns == other.columns, "[\(rows), \(columns)] and [\(other.rows), \(other.columns)]")
    return (0..<rows).map { row in (0..<columns).reduce(0) { $0 + self[row, $1] * other[row, $1] } }
  }

  /// self · factor
  public func scaled(by factor: Float) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    result.add(self, scaledBy: factor)
    return result
  }

  /// The transpose.
  public func transposed() -> Matrix {
    let result = Matrix(uninitializedRows: columns, columns: rows)
    for row in 0..<rows { for column in 0..<columns { result.block[column, row] = block[row, column] } }
    return result
  }

  /// Sets every element.
  public mutating func fill(_ value: Float) { mutableBlock.fill(value) }

  /// Σ of the squares of all elements, in double precision.
  public var sumOfSquares: Double { block.sumOfSquares }

  /// The whole matrix for reading.
  var block: Block { Block(storage: storage, offset: 0, rows: rows, columns: columns, stride: columns) }

  /// The whole matrix for writing; other copies do not change.
  var mutableBlock: Block {
    mutating get {
      if !isKnownUniquelyReferenced(&storage) {
        let copy = Matrix(uninitializedRows: rows, columns: columns)
        copy.block.copy(from: block)
        storage = copy.storage
      }
      return block
    }
  }
}

/// The keys of a JSON document by their place in it: under which other keys and lists they are. Equal places in different
/// objects are one key.
struct ObjectKeys: Sendable {
  typealias Index = Int

  private enum Kind: Sendable {
    case root
    case name(String)
    /// All keys that are numbers, as in `{"0": …, "1": …}`.
    case number
    /// The elements of a list.
    case list
    /// The elements at one place of the lists in a list, which is a column of a table.
    case place(Int)
  }

  private struct Key: Sendable {
    var parent: Index
    var kind: Kind
    /// The key itself if it has a name, else the nearest one above it that has; nil if none has.
    var named: Index?
  }

  let root: Index = 0
  private var keys = [Key(parent: 0, kind: .root)]
  /// By a hash of parent and name.
  private var indices: [UInt64: Index] = [:]

  /// Further keys count as the last one.
  private static let maximumKeys = 4096

  /// All keys, in order of appearance: each follows its parent.
  var all: Range<Index> { keys.indices }

  /// The key of a name under another key; a new one if it is not known.
  mutating func index(of name: ObjectScan.Text, in document: [UInt8], under parent: Index) -> Index {
    index(under: parent, document[name.range]) {
      let text = Review(range: name.range, notation: name.hasEscapes ? .jsonEscapes : .verbatim).text(in: document)
        .string
      return text.utf8.allSatisfy(\.isDigit) ? .number : .name(text)
    }
  }

  /// The elements of a list under a key.
  mutating func list(_ key: Index) -> Index { index(under: key, [0]) { .list } }

  /// The element at a place of a list: its own key if the list is an element of another list.
  mutating func element(_ place: Int, of list: Index) -> Index {
    guard case .list = keys[list].kind, case .list = keys[keys[list].parent].kind else { return list }
    let place = min(place, 255)
    return index(under: list, [1, UInt8(place)]) { .place(place) }
  }

  private mutating func index(under parent: Index, _ name: some Sequence<UInt8>, kind: () -> Kind) -> Index {
    var hash = UInt64(parent) &* 0x9E37_79B9_7F4A_7C15
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    if let index = indices[hash] { return index }
    guard keys.count < Self.maximumKeys else { return keys.count - 1 }
    var key = Key(parent: parent, kind: kind(), named: keys[parent].named)
    if case .name = key.kind { key.named = keys.count }
    indices[hash] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}

extension ObjectKeys {
  /// Whether strings at a key are elements of a list.
  func isList(_ key: Index) -> Bool {
    switch keys[key].kind {
    case .list, .place: true
    case .root, .name, .number: false
    }
  }

  /// Whether a key has a name of its own.
  func hasName(_ key: Index) -> Bool { keys[key].named == key }

  /// The place in the lists of a list, and that list; nil for any other key.
  func place(_ key: Index) -> (place: Int, table: Index)? {
    if case .place(let place) = keys[key].kind { (place, keys[key].parent) } else { nil }
  }

  /// The parent key.
  func parent(of key: Index) -> Index { keys[key].parent }

  /// The name of a key, or else of the nearest one above it that has one.
  func name(of key: Index) -> String? { names(of: key, last: 1).first }

  /// The last names of a key and of those above it, the outermost first. Lists and numbers have none.
  func names(of key: Index, last count: Int) -> [String] {
    var (names, next) = ([String](), keys[key].named)
    while names.count < count, let named = next, case .name(let name) = keys[named].kind {
      names.append(name)
      next = keys[keys[named].parent].named
    }
    return names.reversed()
  }
}

// The one file that touches json-c, and therefore raw pointers.

import CJSONC

/// Reads texts, or pieces of one, with json-c and builds one value from them. Neither reading nor building recurses.
@safe struct JSONCReader: ~Copyable {
  private let tokener: UnsafeMutablePointer<json_tokener>
  private let keysHoldNUL: Bool
  private var open: [Open]
  private var finished: JSONValue?
  /// The members of all objects; of equal keys in one object only one counts.
  private(set) var memberCount = 0

  /// A container of which some values are still to come.
  @unsafe private struct Open {
    /// json-c's node; nil where its children come from several pieces.
    var node: OpaquePointer?
    /// The member to convert next, if this is an object of json-c that has more.
    var entry: UnsafeMutablePointer<lh_entry>?
    /// How many children of the node are still to be converted, and which is the next.
    var next = 0
    var end = 0
    let isObject: Bool
    /// The key of the next value, if this is an object of several pieces.
    var key: String?
    var elements: [JSONValue] = []
    var object = JSONObject()
  }

  init(depth: Int, keysHoldNUL: Bool) throws(JSONError) {
    // json-c counts the value at the bottom and a reserve as levels of their own; a piece adds one.
    guard let tokener = unsafe json_tokener_new_ex(CInt(depth) + 3) else {
      throw JSONError(line: 1, column: 1, reason: "there is no memory to read the text")
    }
    unsafe self.tokener = tokener
    self.keysHoldNUL = keysHoldNUL
    unsafe open = []
  }

  deinit { unsafe json_tokener_free(tokener) }

  /// The value, once all of it is read.
  consuming func value() -> JSONValue { finished ?? .null }

  /// Opens a container that has so many children in the pieces to come.
  mutating func openContainer(isObject: Bool, count: Int) {
    var container = unsafe Open(isObject: isObject)
    if isObject {
      unsafe container.object.reserveCapacity(count)
    } else {
      unsafe container.elements.reserveCapacity(count)
    }
    unsafe open.append(container)
  }

  /// Closes the container opened last.
  mutating func closeContainer() {
    guard let closed = unsafe open.popLast() else { return }
    add(unsafe closed.isObject ? .object(closed.object) : .array(closed.elements))
  }

  /// The key of the value that comes next in the container opened last.
  mutating func setKey(_ key: String) {
    unsafe open[open.count - 1].key = key
  }

  /// Adds a value to the container opened last; without one it is the whole.
  mutating func add(_ value: JSONValue) {
    guard unsafe !open.isEmpty else {
      finished = value
      return
    }
    let last = unsafe open.count - 1
    guard unsafe open[last].isObject else { return unsafe open[last].elements.append(value) }
    if let entry = unsafe open[last].entry {
      let key = unsafe key(of: entry)
      unsafe open[last].entry = entry.pointee.next
      if unsafe open[last].node == nil {
        memberCount += unsafe open[last].object.appendIfNew(key, value) ? 1 : 0
      } else {
        memberCount += unsafe open[last].object.append(newKey: key, value) ? 1 : 0
      }
    } else if let key = unsafe open[last].key {
      unsafe open[last].key = nil
      memberCount += unsafe open[last].object.appendIfNew(key, value) ? 1 : 0
    }
  }

  /// Reads a text that `StrictScan` has checked and repaired and that ends in a NUL, and adds its value.
  mutating func addValue(of text: ArraySlice<UInt8>) throws(JSONError) {
    let root = unsafe try parse(text)
    defer { _ = unsafe json_object_put(root) }
    let depth = unsafe open.count
    if let value = unsafe scalarOrOpening(root) { return add(value) }
    convert(downTo: depth)
  }

  /// Reads such a text, which is an array or an object, and adds its children to the container opened last.
  mutating func addChildren(of text: ArraySlice<UInt8>) throws(JSONError) {
    let root = unsafe try parse(text)
    defer { _ = unsafe json_object_put(root) }
    let last = unsafe open.count - 1
    if let table = unsafe json_object_get_object(root), unsafe json_object_get_type(root) == json_type_object {
      unsafe open[last].entry = table.pointee.head
      while let entry = unsafe open[last].entry {
        if let value = unsafe scalarOrOpening(OpaquePointer(entry.pointee.v)) {
          add(value)
        } else {
          convert(downTo: last + 1)
        }
      }
    } else {
      for index in 0..<(unsafe json_object_array_length(root)) {
        if let value = unsafe scalarOrOpening(json_object_array_get_idx(root, index)) {
          add(value)
        } else {
          convert(downTo: last + 1)
        }
      }
    }
  }

  /// Reads such a text, which is a string.
  mutating func string(of text: ArraySlice<UInt8>) throws(JSONError) -> String {
    let root = unsafe try parse(text)
    defer { _ = unsafe json_object_put(root) }
    return unsafe string(of: root)
  }

  private func parse(_ text: ArraySlice<UInt8>) throws(JSONError) -> OpaquePointer? {
    guard let size = CInt(exactly: text.count) else {
      throw JSONError(line: 1, column: 1, reason: "the text is longer than json-c can read")
    }
    unsafe json_tokener_reset(tokener)
    let root = unsafe text.withUnsafeBytes { bytes in
      unsafe json_tokener_parse_ex(tokener, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size)
    }
    // A null pointer stands for the value null and for failure alike; a success says which.
    let status = unsafe json_tokener_get_error(tokener)
    guard status == json_tokener_success else {
      let reason = unsafe String(cString: json_tokener_error_desc(status))
      throw unsafe JSONError(
        in: text, at: text.startIndex + json_tokener_get_parse_end(tokener),
        reason: "json-c refused the text: \(reason)")
    }
    return unsafe root
  }
}

// From json-c's tree to values.
extension JSONCReader {
  /// Converts what is still to come of the containers that are open beyond that many, and closes them.
  private mutating func convert(downTo depth: Int) {
    while unsafe open.count > depth {
      let last = unsafe open.count - 1
      if let entry = unsafe open[last].entry {
        if let value = unsafe scalarOrOpening(OpaquePointer(entry.pointee.v)) { add(value) }
      } else if unsafe open[last].next < open[last].end {
        let index = unsafe open[last].next
        unsafe open[last].next += 1
        if let value = unsafe scalarOrOpening(json_object_array_get_idx(open[last].node, index)) { add(value) }
      } else {
        closeContainer()
      }
    }
  }

  /// The value of a node; nil after opening a container.
  private mutating func scalarOrOpening(_ node: OpaquePointer?) -> JSONValue? {
    guard let node = unsafe node else { return .null }
    switch unsafe json_object_get_type(node) {
    case json_type_boolean: return unsafe .bool(json_object_get_boolean(node) != 0)
    case json_type_int:
      // Both calls saturate: the signed one at the top, the unsigned one at zero.
      let signed = unsafe json_object_get_int64(node)
      return signed < .max ? .integer(signed) : unsafe JSONValue(json_object_get_uint64(node))
    case json_type_double: return unsafe .double(json_object_get_double(node))
    case json_type_string: return unsafe .string(string(of: node))
    case json_type_array:
      let count = unsafe json_object_array_length(node)
      var array = unsafe Open(node: node, end: count, isObject: false)
      unsafe array.elements.reserveCapacity(count)
      unsafe open.append(array)
      return nil
    case json_type_object:
      let head = unsafe json_object_get_object(node)?.pointee.head
      var object = unsafe Open(node: node, entry: head, isObject: true)
      unsafe object.object.reserveCapacity(Int(json_object_object_length(node)))
      unsafe open.append(object)
      return nil
    default: return .null
    }
  }

  private func string(of node: OpaquePointer?) -> String {
    let bytes = unsafe UnsafeRawBufferPointer(
      start: json_object_get_string(node), count: Int(json_object_get_string_len(node)))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  private func key(of entry: UnsafeMutablePointer<lh_entry>) -> String {
    let characters = unsafe entry.pointee.k.assumingMemoryBound(to: CChar.self)
    guard keysHoldNUL else { return unsafe String(cString: characters) }
    // `StrictScan.Repair` hands over U+0000 as C0 80, and nothing else has a C0.
    var bytes: [UInt8] = []
    var next = unsafe characters
    while unsafe next.pointee != 0 {
      let byte = unsafe UInt8(bitPattern: next.pointee)
      if bytes.last == 0xC0 { bytes[bytes.count - 1] = 0 } else { bytes.append(byte) }
      unsafe next += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

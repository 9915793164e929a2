// The only file that calls json-c and uses raw pointers.

import CJSONC

/// Parses a text, or its pieces, with json-c and builds one value without recursion.
@safe struct JSONCReader: ~Copyable {
  private let tokener: UnsafeMutablePointer<json_tokener>
  private let keysContainNUL: Bool
  private var open: [Open]
  private var finished: JSONValue?
  /// The number of members of all objects, without duplicate keys.
  private(set) var memberCount = 0

  /// A container that is not complete yet.
  @unsafe private struct Open {
    /// json-c's node; nil if its children come from several pieces.
    var node: OpaquePointer?
    /// The next member to convert, if json-c's object has more.
    var entry: UnsafeMutablePointer<lh_entry>?
    /// The range of the array's elements that are not converted yet.
    var next = 0
    var end = 0
    let isObject: Bool
    /// The key of the next value, if the object comes from several pieces.
    var key: String?
    var elements: [JSONValue] = []
    var object = JSONObject()
  }

  init(depth: Int, keysContainNUL: Bool) throws(JSONError) {
    // json-c counts the innermost value and a reserve as additional levels; a piece adds one more.
    guard let tokener = unsafe json_tokener_new_ex(CInt(depth) + 3) else {
      throw JSONError(line: 1, column: 1, reason: "not enough memory to read the text")
    }
    unsafe self.tokener = tokener
    self.keysContainNUL = keysContainNUL
    unsafe open = []
  }

  deinit { unsafe json_tokener_free(tokener) }

  /// The value, after all pieces are read.
  consuming func value() -> JSONValue { finished ?? .null }

  /// Opens a container whose children come in the next pieces.
  ///
  /// - Parameter count: the number of children.
  mutating func openContainer(isObject: Bool, count: Int) {
    var container = unsafe Open(isObject: isObject)
    if isObject {
      unsafe container.object.reserveCapacity(count)
    } else {
      unsafe container.elements.reserveCapacity(count)
    }
    unsafe open.append(container)
  }

  /// Closes the innermost open container.
  mutating func closeContainer() {
    guard let closed = unsafe open.popLast() else { return }
    add(unsafe closed.isObject ? .object(closed.object) : .array(closed.elements))
  }

  /// Sets the key of the next value in the innermost open container.
  mutating func setKey(_ key: String) {
    unsafe open[open.count - 1].key = key
  }

  /// Adds a value to the innermost open container; without one it is the whole value.
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

  /// Parses a text and adds its value. `StrictScan` has validated and repaired the text, which ends with a NUL.
  mutating func addValue(of text: ArraySlice<UInt8>) throws(JSONError) {
    let root = unsafe try parse(text)
    defer { _ = unsafe json_object_put(root) }
    let depth = unsafe open.count
    if let value = unsafe scalarOrOpening(root) { return add(value) }
    convert(downTo: depth)
  }

  /// Parses a text of an array or an object, and adds its children to the innermost open container.
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

  /// Parses a text of a string.
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
    // A null pointer means the value null or a failure; the status distinguishes them.
    let status = unsafe json_tokener_get_error(tokener)
    guard status == json_tokener_success else {
      let reason = unsafe String(cString: json_tokener_error_desc(status))
      throw unsafe JSONError(
        in: text, at: text.startIndex + json_tokener_get_parse_end(tokener),
        reason: "json-c rejected the text: \(reason)")
    }
    return unsafe root
  }
}

// Conversion of json-c's tree to values.
extension JSONCReader {
  /// Completes and closes all open containers deeper than `depth`.
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
    guard keysContainNUL else { return unsafe String(cString: characters) }
    // `StrictScan.Repair` encodes U+0000 as C0 80; no other text has a C0.
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

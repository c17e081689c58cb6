import CExpat

/// Elements and text of a part, as they come.
protocol XMLHandler: AnyObject {
  /// - Parameter path: the elements around it, the outermost first.
  func start(_ element: XMLElement, _ attributes: XMLAttributes, in path: [XMLElement]) throws
  /// Takes text of the innermost element, which may come in pieces.
  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws
  func end(_ element: XMLElement, in path: [XMLElement]) throws
}

/// Reads XML from chunks of bytes, in bounded memory. It owns its `XML_Parser`.
///
/// A document type is refused where it begins, so there are no entities but the five that XML itself has: nothing unfolds,
/// and nothing else is read. The parser remembers every name and keeps a tag until it is complete; both are bounded.
final class XMLReader {
  private let parser: XML_Parser
  private let handler: any XMLHandler
  private let limits: SheetLimits
  private var path: [XMLElement] = []
  private var names: Set<String> = []
  private var failure: (any Error)?
  private var fed = 0

  init(_ handler: any XMLHandler, limits: SheetLimits) {
    guard let made = XML_ParserCreateNS(nil, 0x0A) else { preconditionFailure("expat could not be initialised") }
    parser = made
    self.handler = handler
    self.limits = limits
    // Not retained: callbacks come during `parse` only, which is a method of this object.
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { user, name, attributes in
        guard let name, let attributes else { return }
        XMLReader.of(user).carryOut { try $0.start(name, XMLAttributes(pointer: attributes)) }
      },
      { user, _ in XMLReader.of(user).carryOut { try $0.end() } })
    XML_SetCharacterDataHandler(parser) { user, bytes, count in
      guard let bytes else { return }
      XMLReader.of(user).carryOut { reader in
        let raw = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
        try reader.handler.text(UnsafeBufferPointer(start: raw, count: Int(count)))
      }
    }
    XML_SetStartNamespaceDeclHandler(parser) { user, prefix, _ in
      guard let prefix else { return }
      XMLReader.of(user).carryOut { try $0.remember(prefix) }
    }
    XML_SetStartDoctypeDeclHandler(parser) { user, _, _, _, _ in
      XMLReader.of(user).carryOut { _ in
        throw SheetFault("its XML declares a document type, which no spreadsheet does; \(SheetFault.savedAgain)")
      }
    }
  }

  deinit { XML_ParserFree(parser) }

  /// - Throws: `SheetFault` where it is no XML or goes beyond the limits; what the handler throws.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    try parse(bytes, isLast: false)
    // As far as it made sense of what it was given.
    guard fed - max(0, Int(XML_GetCurrentByteIndex(parser))) <= limits.tagBytes else {
      throw SheetFault("its XML has a tag of more than \(limits.tagBytes) bytes; \(SheetFault.savedAgain)")
    }
  }

  /// To be called at the end of the input.
  func finish() throws { try parse(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) }

  private func parse(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws {
    fed += bytes.count
    let status = XML_Parse(
      parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), isLast ? 1 : 0)
    if let failure { throw failure }
    guard status == XML_STATUS_OK else {
      let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "no reason"
      throw SheetFault(
        "its XML is damaged (\(reason), line \(XML_GetCurrentLineNumber(parser)), "
          + "column \(XML_GetCurrentColumnNumber(parser) + 1)); \(SheetFault.savedAgain)")
    }
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> XMLReader {
    Unmanaged<XMLReader>.fromOpaque(user!).takeUnretainedValue()
  }

  /// Errors cannot pass through the parser: the first stops it, and is thrown when it returns.
  private func carryOut(_ body: (XMLReader) throws -> Void) {
    guard failure == nil else { return }
    do { try body(self) } catch {
      failure = error
      XML_StopParser(parser, XML_Bool(0))
    }
  }

  private func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
    let element = XMLElement(name)
    if element == .other { try remember(name) }
    var next = attributes.pointer
    while let attribute = next[0] {
      // Those of one letter are few.
      if attribute[0] != 0 && attribute[1] != 0 { try remember(attribute) }
      next += 2
    }
    guard path.count < limits.depth else {
      throw SheetFault("its XML has more than \(limits.depth) elements inside one another; \(SheetFault.savedAgain)")
    }
    try handler.start(element, attributes, in: path)
    path.append(element)
  }

  private func end() throws {
    guard let element = path.popLast() else { return }
    try handler.end(element, in: path)
  }

  private func remember(_ name: UnsafePointer<CChar>) throws {
    let name = String(cString: name)
    guard !names.contains(name) else { return }
    guard names.count < limits.names, name.utf8.count <= 2_000 else {
      throw SheetFault("its XML has too many names, or too long ones; \(SheetFault.savedAgain)")
    }
    names.insert(name)
  }
}

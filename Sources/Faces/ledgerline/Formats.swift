import ReportMatching

extension InstalledFormats {
  /// The formats that come with the program, and those of a folder of one's own.
  ///
  /// - Parameter folder: of a flag; the setting `formats` unless told.
  static func load(_ settings: Settings, folder: String? = nil) throws -> InstalledFormats {
    try InstalledFormats(Installation.folder("Formats"), own: folder ?? settings.formats)
  }
}

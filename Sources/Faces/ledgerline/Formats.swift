import PlatformReports
import ReportMatching

extension FormatBook {
  /// The formats that come with the program, and those of a folder of one's own.
  ///
  /// - Parameter folder: of a flag; the setting `formats` unless told.
  static func installed(_ settings: Settings, folder: String? = nil) throws -> FormatBook {
    try installed(folder: folder ?? settings.formats)
  }

  static func installed(folder: String?) throws -> FormatBook {
    try FormatFolder.read([Installation.folder("Formats")] + (folder.map { [$0] } ?? []))
  }
}

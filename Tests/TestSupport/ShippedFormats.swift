import PlatformReports
import ReportMatching

extension InstalledFormats {
  /// The formats that come with the program.
  package static var shipped: InstalledFormats { get throws { try InstalledFormats("\(Project.root)/Formats") } }
}

extension FormatBook {
  /// The formats that come with the program.
  package static var shipped: FormatBook { get throws { try InstalledFormats.shipped.book() } }
}

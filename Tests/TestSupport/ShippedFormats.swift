import PlatformReports
import ReportMatching

extension FormatBook {
  /// The formats that come with the program.
  package static var shipped: FormatBook { get throws { try FormatFolder.read(["\(Project.root)/Formats"]) } }
}

import Diagnosis
import Foundation
import Kafka
import Store

extension Watch.Options {
  /// Watch of a server.
  init(_ settings: Settings, databaseURL: String, deliverTo: String?) throws {
    self.init(
      databaseURL: databaseURL, migrator: try Migrator(directory: Installation.folder("migrations")),
      kafka: settings.kafka, topic: settings.topic, folders: settings.writtenFolders(deliverTo: deliverTo),
      standing: ConfigurationChecks.findings(settings))
  }
}

extension Settings {
  /// The folders that ledgerline writes to here, by what they are called.
  func writtenFolders(deliverTo: String?) -> [(name: String, path: String)] {
    var folders = [(name: "the temporary folder", path: NSTemporaryDirectory())]
    if databaseURL == nil { folders.append(("the data folder", dataFolder)) }
    if let deliverTo { folders.append(("the folder of deliveries", deliverTo)) }
    return folders
  }
}

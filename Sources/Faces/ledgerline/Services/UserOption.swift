import ArgumentParser

/// Whom a service becomes where root starts it.
struct UserOption: ParsableArguments {
  @Option(help: "As root: the user to become; that of the private database, else ledgerline or nobody, unless told.")
  var user: String?
}

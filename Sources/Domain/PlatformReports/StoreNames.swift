/// Platform codes of the names that distributors and senders give to stores.
enum StoreNames {
  /// By rule of the name, where the platform is known under another code.
  private static let codes = [
    "amazon_music": "amazon_music", "amazon_streaming": "amazon_music", "amazon_prime_streaming": "amazon_music",
    "amazon_unlimited_streaming": "amazon_music", "amazon_ads_streaming": "amazon_music",
    "amazon_prime": "amazon_music", "amazon_unlimited": "amazon_music", "amazon_music_unlimited": "amazon_music",
    "apple": "apple_music", "apple_inc": "apple_music", "apple_music": "apple_music",
    "deezer_sa": "deezer",
    "google_play_all_access": "google_play_music",
    "itunes_songs": "itunes",
    "pandora_media": "pandora",
    "spotify_ab": "spotify", "spotify_usa": "spotify",
    "tidal_music": "tidal", "tidal_music_as": "tidal",
    "tik_tok": "tiktok",
    "youtube": "youtube_music", "youtube_ads": "youtube_music", "youtube_audio": "youtube_music",
    "youtube_audio_tier": "youtube_music", "youtube_premium": "youtube_music", "youtube_red": "youtube_music",
    "youtube_contentid": "youtube_content_id",
  ]

  /// The platform's code: from the table, else by rule.
  ///
  /// - Returns: `nil` for a name without a letter or digit of ASCII.
  static func code(_ name: some StringProtocol) -> String? {
    let code = byRule(name)
    return code.isEmpty ? nil : codes[code] ?? code
  }

  /// Lower case, and `_` for every run of what is no letter or digit of ASCII: `Amazon (Streaming)` is
  /// `amazon_streaming`.
  private static func byRule(_ name: some StringProtocol) -> String {
    var code: [UInt8] = []
    var hasGap = false
    for byte in name.utf8 {
      let lower = byte &- 0x41 <= 25 ? byte | 0x20 : byte
      if lower &- 0x61 <= 25 || lower &- 0x30 <= 9 {
        if hasGap, !code.isEmpty { code.append(UInt8(ascii: "_")) }
        hasGap = false
        code.append(lower)
      } else {
        hasGap = true
      }
    }
    return String(decoding: code, as: UTF8.self)
  }
}

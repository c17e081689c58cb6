/// Words from which the simulation makes up its artists, albums and tracks.
///
/// The catalog is fictional: no name here is meant to be that of a real artist, album or song, and any likeness is
/// chance. The lists mix languages and scripts on purpose, and hold a few awkward entries (quotes, commas, `&`, `/`,
/// a leading `=`, `+`, `-` or `@`), so that every export meets them long before real data brings them.
enum SampleNames {
  /// The first part of an artist's name; a second part follows after a space.
  static let artistFirst: [String] = [
    "Ilse", "Odalys", "Bram", "Nnedi", "Thorvald", "Yseult", "Kalinda", "Marisol", "Piotrek", "Saoirse",
    "Anselm", "Zdeňka", "Øyvind", "Çiğdem", "Łucja", "Íñigo", "Jürgen", "Noémie", "Brontë", "Åsa",
    "Dvořan", "Ngaio", "Tsering", "Wanjiru", "Keoni", "Amaru", "Farouza", "Tamsin", "Ludovica", "Hyacinth",
    "Tinfoil", "Pewter", "Saltwater", "Marzipan", "Cardboard", "Thistle", "Copperplate", "Hollow", "Municipal",
    "Lopsided", "Tidal Pool", "Second Cousin", "The Quiet", "The Unlikely", "Los Últimos", "Les Petits",
    "Die Müden", "Gli Ultimi", "As Pequenas", "Små", "El Señor", "Όμορφη", "Тихая", "לילה",
    "قمر", "青い", "은하수", "शांत", "สายลม", "\"Kid\"", "Okoro &", "Mara, Ben &",
    "O'Farrow", "N/A", "=Sum", "+Plus", "-Minus", "@Home", "Ö/Ø", "<Less>", "Dr. Dr.", "100 %", "Two Too",
  ]

  /// The second part of an artist's name.
  static let artistSecond: [String] = [
    "Orrery", "Kestrels", "Lanternfish", "Ferrymen", "Allotment", "Wainscot", "Timetable", "Cartographers",
    "Dovecote", "Gooseberry", "Saltmarsh", "Tramlines", "Velocipede", "Quillon", "Haberdashers", "Windowsill",
    "Barnacle", "Semaphore", "Almanac", "Marmalade Club", "Weathervane", "Understudies", "Tollkeepers",
    "Gazetteer", "Pepperpots", "Hinterland", "Beekeepers", "Stationmaster", "Kilnhouse", "Footbridge", "Brzęk",
    "Vuorinen-Salt", "Ødegårdsen", "Quispealaya", "Nakagori", "Adébáyò-Finch", "Ó Ruairc-Lane",
    "Vălureanu", "Gökdeniz", "Šimkovič", "Castañar", "Lumière Basse", "Abendbrot", "Nachtzug Neun",
    "Farolitos", "Ombrellone", "Azulejos", "Myrsky", "Śnieżka", "Çınaraltı", "Zwölfuhr", "Háttér",
    "Βροχή", "Маяк", "פנס", "نافذة", "電車", "등대", "खिड़की",
    "ลำธาร", "\"Ltd\"", "& Daughters", "and/or Sons", ", Esq.", "=1+1", "+1", "'til Noon",
    "(Reprise)", "#9", "The Third",
  ]

  /// Album titles, good alone; two of them make a longer one.
  static let albumWords: [String] = [
    "Ballast", "Postcards from the Weir", "Inventory of Small Weather", "Leap Second", "Grease Pencil",
    "Tin Roof Almanac", "Orchard Arithmetic", "Low Water Mark", "The Ferry Schedule", "Lost Umbrellas",
    "Kitchen Astronomy", "Half a Parish", "Borrowed Ladders", "Night Bus Liturgy", "Salt Ledger",
    "Paper Barometer", "Unsent Parcels", "Twelve Kinds of Rain", "Field Notes for Moths", "Ninety-Nine Stairs",
    "Saddlestitch", "Chalk Lines", "Long Subtraction", "Gravel & Honey", "Wintering Over", "The Understory",
    "Proof of Postage", "Fogbound Holiday", "Spare Keys", "Dead Reckoning Class", "Última Parada",
    "Canciones del Lavadero", "Maré Baixa", "Saudade em Obras", "Chambre à Louer", "L'Été des Horloges",
    "Café sans Issue", "Straßenbahn nach Süden", "Über den Gärten", "Schöne Aussichten, später",
    "Ljusår & Ladugård", "Smørbrød Suite", "Hämärän Raja", "Žluté Světlo", "Nocny Rozkład Jazdy",
    "Pociąg do Łodzi", "Kırık Pusula", "Mille Tegole", "Piazza Vuota", "Draíocht Eile", "Ìrìn Àjò",
    "Safari ya Polepole", "Τελευταίο Πλοίο", "Медленный Снег", "מפת הרוח",
    "دفتر البحر", "雨の時刻表", "저녁 버스", "शाम की चाय",
    "ฝนเดือนหก", "\"Untitled\" (Again)", "=SUM(Of Parts)", "+44 Minutes", "-273.15",
    "@ the Laundrette", "Either/Or Neither", "First, Second, Almost", "Side A / Side C", "It's \"Fine\"",
    "1,001 Naps", "R&D", "C:>_", "Ümlaut!", "(Disc 3 of 2)",
  ]

  /// The first part of a track's title; a second part follows after a space.
  static let trackFirst: [String] = [
    "Unfolding", "Sleepless", "Crooked", "Quarter-Past", "Borrowed", "Evaporated", "Second-Hand", "Backwards",
    "Unposted", "Half-Painted", "Carbon-Copied", "Left-Handed", "Overgrown", "Ninth", "Waterproof", "Homesick",
    "Reluctant", "Misprinted", "Lukewarm", "Out-of-Season", "Pencilled", "Unhurried", "Phosphorescent",
    "Threadbare", "Migrating", "Rented", "Untranslated", "Sugarless", "Magnetic", "Provisional", "Nearly",
    "Every Other", "Somebody's", "Grandmother's", "Dear", "Ode to a", "Waltz for the", "Letter to",
    "Instructions for", "Pequeña", "Última", "Où va", "Dernière", "Süße", "Müde", "Für eine", "Små",
    "Žlutá", "Łagodna", "Eski", "Piccola", "Velha", "Hiljainen", "Γαλάζια", "Белая",
    "שיר של", "أغنية", "小さな", "작은", "नीली", "เพลงของ", "\"Almost\"",
    "Stop, Start,", "=IF", "+1", "-1", "@", "Black/White", "Salt &", "(Intro)", "100%", "Don't",
  ]

  /// The second part of a track's title.
  static let trackSecond: [String] = [
    "Bicycle", "Lighthouse Keeper", "Tablecloth", "Turnstile", "Wristwatch", "Escalator", "Meridian",
    "Photocopy", "Radiator", "Thimble", "Parakeet", "Ferry Ticket", "Umbrella Stand", "Switchboard", "Cassette",
    "Barometer", "Greenhouse", "Shoreline", "Allotment", "Sandwich", "Staircase", "Ladder", "Tangerine",
    "Overcoat", "Periscope", "Teaspoon", "Monsoon", "Driftwood", "Typewriter", "Commuter", "Perihelion",
    "Tectonics", "Clothesline", "Marginalia", "Constellation Map", "Milk Round", "Postbox", "Piñata",
    "Jalousie", "Crème Brûlée", "Naïveté", "Façade", "Mañana Temprano", "Corazón de Lata", "Chuva Fina",
    "Ménagerie", "Hôtel du Port", "Straßenlaterne", "Frühstück", "Kørestol", "Snöfall i Maj",
    "Yömyöhä", "Světluška", "Gżegżółka", "Çaydanlık", "Pioggerella", "Βράδυ", "Метель",
    "חלון", "مطر", "金魚", "우산", "चाँद", "ดวงดาว", "\"Home\"", ", Again",
    "(feat. Nobody)", "& Co.", "A/B", "=A1+B1", "+44", "[Live at Nowhere]", "'98 Remaster", "Pt. 2/3",
  ]
}

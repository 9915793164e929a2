// A table: frequent words of languages in Latin script. It may exceed the usual size of a file.

/// Words and letters that tell languages in Latin script apart: function words, and words that reviews often contain.
enum LanguageWords {
  static let english = Set(
    """
    it who if our been me a get and is his some we her not how about bad my too what on one so only she you of \
    really do this which because by that could from love he with as it's out when their than its like will great was \
    your all the i'm has did but more up they at an can had i didn't or would in don't to were very be have are just \
    no there after for good
    """.split(separator: " ").map(String.init))

  /// Words that several languages share, or that English texts contain: they count half and are no evidence alone.
  static let shared = Set(
    """
    total quasi dessert patron portions pues stopp ser prima in an am was so die is we of at for have he on a me no as do has im von met till mad car dont y los com come camera non due male ca sense bo w z soha sam ali bet ben dan see finger absolute sent rent time timer sad week trade dies son tide hung al am amo autre bello bien bra buen care cher co con cortese da dann das de den der des det di die dig din du \
    echt een el en er era et excellent excellente film fois fost ganz gar gentile god gran ha hab hat hay horrible \
    hp ihr il kald kan ki la lang le les lo locale ma mai mal man men mi mies na ne ni o od ons os over para per \
    personal plus po poco porque pour prima pris pro produk ramah restaurant rica rico rom rum s sale se seller \
    service si sin solo som son su super ta tan te tempo ten terrible tid toll tot tous tout toute u um un v van var \
    ve war ware ya za
    """.split(separator: " ").map(String.init))

  /// Letters that hardly any loanword of English has.
  static let foreignLetters = Set(
    "ğışłżśźćńąęőűřěůčšžåøæãõñßțșăđơưạảấầậẫẩắằặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ".unicodeScalars)

  /// Letters that English does not have. They count half.
  static let letters: [Language: String] = [
    .vietnamese: "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ",
    .german: "ßäöü",
    .french: "éèêëàçùûôîœ",
    .spanish: "ñ¿¡áíóú",
    .portuguese: "ãõçáéíóúâê",
    .italian: "èàòùì",
    .turkish: "ığşçöü",
    .danish: "øæå",
    .swedish: "åäö",
    .norwegian: "øæå",
    .finnish: "äö",
    .polish: "łąęśżźćń",
    .czech: "řěůčšžý",
    .hungarian: "őűáéö",
    .romanian: "țșăâî",
    .croatian: "čćšžđ",
    .lithuanian: "ėįųūčšž",
    .estonian: "õäöü",
    .catalan: "çàèé",
  ]

  /// The words of each language.
  static let words: [Language: String] = [
    .german: """
    der die das und ist nicht ein eine einen einem einer mit auf für sehr ich wir sie auch aber von zu dem den des \
    im zum zur habe hatte hat waren war wurde wird sind noch nur schon wie wenn oder nach bei aus über mehr kein \
    keine nie immer leider gut schlecht schlechte toll super wieder weil dass alles man hier würde kann es er uns \
    mir mich dieser diese dieses danke bitte viel viele lange unfreundlich empfehlenswert enttäuscht essen \
    service-personal preis qualität lieferung zimmer frühstück geld kaufen gekauft kaputt enttäuschend \
    unfreundliches personal bestellt geschmeckt ganz gar dann doch jetzt hast hab ihr euch nichts etwas sich seit \
    gegen wollen schlimm empfehlen zufrieden ware gerne frech billig teuer zurück funktioniert mies furchtbar \
    schrecklich langweilig film buch \
    keinen halben tag hält finger weg stürzt ständig niemand geht ans telefon akku absolute ab steht kommt gab wollte konnte musste diesen wäre dort dafür damit ohne zwei drei stunde stunden woche wochen \
    in an am was so würdest denn wer welche welcher besonders peinlich stopp tod anders machen
    """,
    .dutch: """
    de het een en van niet ik dat op te zijn met voor maar ook zeer heel erg geen wij naar bij aan uit nog wel heb \
    werd wordt dit deze als om over meer goed slecht slechte nooit altijd weer veel alles kan jullie mijn ons \
    helaas lekker jammer eten kwaliteit prijs kamer bediening personeel duur goedkoop vies koud film boek saai \
    aanrader teleurgesteld teleurstellend mooi prima levering kapot besteld gekocht geld tijd echt niets \
    vriendelijk onvriendelijk \
    niemand telefoon uur uren dagen week twee drie keer terug komen komt \
    is was in me we of
    """,
    .swedish: """
    och det att är inte en ett som på för med jag vi den till av har var mycket men om så kan från bara eller blev \
    mig dig oss bra dålig dåligt aldrig alltid när också här allt ingen tyvärr maten kvalitet pris rum personalen \
    dyrt billigt smutsigt kallt filmen boken tråkig besviken leverans trasig beställde köpte pengar tid riktigt \
    trevlig
    """,
    .danish: """
    og det er ikke en et som på med jeg vi den til af har var meget men om så kan fra kun eller blev mig dig os \
    god godt dårlig dårligt aldrig altid når også alt ingen desværre efter ved være blevet noget maden kvalitet \
    pris værelse personalet dyrt billigt beskidt kold filmen bogen kedelig skuffet skuffende levering bestilte \
    købte penge tid rigtig venlig elendig forfærdelig gået stykker spild anbefales \
    kom sent leveringen ned hele tiden går tager telefonen morgenmaden katastrofe rent snyd lugter forfærdeligt gik kunne skal vil havde fik stedet sted mad dag dage time timer uge uger igen gerne \
    at for her over have
    """,
    .norwegian: """
    og det er ikke en et som på med jeg vi den til av har var veldig men om så kan fra bare eller ble meg deg oss \
    god bra dårlig aldri alltid når også alt ingen dessverre etter ved være noe maten kvalitet pris rom personalet \
    dyrt billig skittent kald filmen boken kjedelig skuffet levering ødelagt bestilte kjøpte penger tid virkelig \
    hyggelig
    """,
    .finnish: """
    ja ei että se oli en mutta myös hyvä huono erittäin todella ole olen olivat ovat kun niin jos vain mitä tämä \
    tämän ollut kanssa ihan enää aina koskaan kaikki minun meidän sekä
    """,
    .french: """
    le la les des une un est et pas très je ne que qui pour dans avec sur mais c'est j'ai nous vous du au aux ce \
    cette tout plus bien mal trop rien jamais toujours était sont été elle il ils en se sa son ses leur notre \
    votre mon ma mes qu'il n'est n'ai d'un d'une l'hôtel peu même sans chez encore aussi fait être avoir beaucoup \
    déçu mauvais mauvaise merci produit dommage après avant service accueil qualité prix chambre nourriture \
    livraison personnel assez aucun aucune tres excellent excellente délicieux cher chère froid sale bruyant sauf \
    toute tous autre deux fois hôtel restaurant film livre ennuyeux nul nulle horrible déçue décevant éviter \
    recommande parfait super vraiment acheté commande cassé reçu attente interminable \
    lamentable reviendra reviendrai reviendrons minable assiette endroit heure heures jours semaine trois elles y dont puis car donc ni rapport vendeur téléphone \
    on a me total quasi plat plats portions dessert choix patron responsable vide presque pourtant malgré leurs celui celle déjà toutes sommes avons avez
    """,
    .spanish: """
    el la los las una un es muy que de por para con pero más mi lo se está estaba fue todo nada este esta esto \
    bien mal del al como sin ya su sus son era tiene hay cuando porque también donde nos mucho mucha muchas buena \
    bueno malo mala nunca siempre gracias después ni yo ha solo sólo hasta desde así recomiendo servicio comida \
    restaurante lugar calidad precio habitación personal excelente atención trato rico rica caro barato sucio \
    ruido frío tarde experiencia pésimo pésima horrible terrible película libro aburrido encanta encantó odio amo \
    puede vez estos esos ellos ellas estar hacer hace tan aunque aquí ahora si os buen gran poco poca demasiado \
    llegó compré roto dinero tiempo peor mejor perfecto \
    nadie contesta teléfono aplicación sola cierra daría pudiera tenía sabor volveré duda cero estrellas entre dos tres uno veces hora horas días semana otra otro algo cosa cosas gente tienen hacen dice quiero puedo \
    me no a he has mis tus pues bastante tampoco miedo asco ese eso esa ahí allí quién cómo cuál ver dar decir sitio volver plato platos arroz vistas subido merece tener cocina raciones postre carta
    """,
    .portuguese: """
    o os um uma é muito não que de da em para com mas mais meu minha se está estava foi tudo nada este esta isso \
    bem mal dos das na como sem já sua seu são era tem quando porque também onde nos muita bom boa ruim nunca \
    sempre obrigado depois nem eu só até desde ao pela pelo você produto recomendo serviço comida atendimento \
    qualidade preço quarto péssimo péssima ótimo ótima excelente caro barato sujo filme livro chato linda lindo \
    demais feio pra vai vou tá pq gente ainda estou tenho veio quebrado dinheiro tempo pior melhor adorei amei \
    odeio gostei entrega chegou comprei \
    ninguém responde telefone aplicativo hora horas dias semana outra outro coisa duas três vezes voltarei volto \
    a as do no me acho quero esse essa aquilo pode vontade sobre dele dela nossa comentário ser ter fazer toda todo outros lugar preciso
    """,
    .italian: """
    il lo la gli le un una è molto non che di per con ma più mi si sono ho ha era tutto niente questo questa bene \
    male del della dei delle al alla come senza già suo quando perché anche dove ci buono buona mai sempre grazie \
    dopo né io solo fino da nel nella abbiamo stato stata troppo pessimo servizio cibo qualità prezzo camera \
    personale ottimo ottima pessima buonissimo caro sporco rumoroso film libro noioso consiglio sconsiglio deluso \
    delusa brutto bello tempo soldi peggiore migliore rotto arrivato comprato posto locale cortese gentile \
    esperienza \
    nessuno risponde telefono applicazione ora ore giorni settimana due tre volta volte tornerò torneremo \
    a me no in questi quello quella ancora prima poi tra fra
    """,
    .romanian: """
    și este nu un o la în cu pe de foarte dar mai am fost care sunt pentru că din nici tot bine rău acest această \
    când ca se mi ne îmi sau fără după mult bun bună deloc
    """,
    .catalan: """
    el la els les un una és molt que de per amb però més està va tot res aquest aquesta bé del al com sense ja \
    quan perquè també ens bo bona mai sempre gràcies
    """,
    .polish: """
    nie jest w na z się że bardzo ale jak po za był była było są mnie od tak już tylko dla przez co ten ta być mi \
    nigdy zawsze dobry dobra dobre zły polecam niestety przy wszystko też czy ma mam
    """,
    .czech: """
    je na se v že s ale velmi jsem byl byla bylo jsou si ne tak jako za po pro už jen nebo který která není kde \
    když vše nic dobrý dobré špatné bohužel nikdy vždy ani moc
    """,
    .hungarian: """
    az és nem egy hogy van volt nagyon de ez csak meg már vagy mint itt ha el ki jó rossz nincs minden sajnos soha \
    mindig nekem voltak
    """,
    .croatian: """
    je u na se da ne za od s su sam kao ali vrlo jako bio bila bilo nije što koji sve ništa samo dobro loše nikad \
    uvijek ili nisu smo mi
    """,
    .lithuanian: """
    ir yra ne tai kad su į iš labai bet buvo kaip tik ar nuo dar jau už viskas nieko niekada visada geras blogas
    """,
    .estonian: """
    ja ei see et oli väga aga ka kui kõik hea halb mitte ning oma selle pole olid nii ainult ära
    """,
    .turkish: """
    ve bir çok bu için ama değil iyi kötü da de daha gibi hiç ürün ne kadar en var yok ben biz ile sonra olarak \
    oldu olan o şey mi güzel berbat asla tavsiye ederim teşekkürler geldi bile ancak yemek yemekler servis kalite \
    kaliteli fiyat oda personel pahalı ucuz kirli soğuk film kitap sıkıcı hayal kırıklığı kargo geç bozuk aldım \
    para zaman gerçekten harika mükemmel rezalet memnun kaldım kaldık hizmet ürünü hızlı yavaş \
    kimse cevap vermiyor geri kesinlikle tekrar geleceğiz sürekli uygulama satıcı saat gün günde hafta iki üç tam sıfır yıldız vermek kullanışlı önce hem gerek olmaz paket \
    on
    """,
    .indonesian: """
    yang dan tidak ini itu saya sangat untuk dengan dari ada juga sekali bagus tapi sudah bisa karena pada akan \
    kami tak nya di ke jadi lebih kurang banget buruk jelek mahal murah enak kecewa barang pelayanan terima kasih \
    belum tetapi atau seperti hanya lagi harus makanan kamar pernah kualitas harga film buku membosankan \
    mengecewakan pengiriman cepat lambat rusak uang waktu benar mantap puas dingin kotor ramah tempat bagi orang \
    saja dapat sampai setelah ketika seller produk hp aplikasi \
    menunggu selama satu jam hari minggu dua tiga tetap cuma aja gak ga nggak udah sih datang \
    he
    """,
    .vietnamese: """
    và là không của có cho được này rất tôi một những với để thì mà khi đã nhưng cũng như ở \
    quá dài chán phim lắm tệ ngon phòng giao hàng mua sản phẩm dùng món giá sao chỉ đồ ăn nhân viên
    """,
    .filipino: """
    ang ng sa na mga hindi ay ko ako ito po naman lang kasi pero niya yung maganda pangit siya kami talaga walang
    """,
  ]
}

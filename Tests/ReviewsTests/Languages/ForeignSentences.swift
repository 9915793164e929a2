import Reviews

// A table of sentences, 30 a language; it may exceed the usual size of a file.

/// Reviews in languages that the built-in model does not read.
let foreignSentences: [Language: [String]] = [
  .german: lines(
    """
    Das Essen war kalt und die Bedienung unfreundlich.
    Leider nicht zu empfehlen.
    Sehr schlechte Qualität, nach zwei Tagen kaputt.
    Nie wieder dieses Hotel!
    Wir haben eine Stunde auf den Kellner gewartet.
    Der Film war langweilig und viel zu lang.
    Die Lieferung kam drei Wochen zu spät.
    Ich bin enttäuscht von diesem Produkt.
    Das Zimmer war schmutzig und laut.
    Für den Preis kann man mehr erwarten.
    Der Akku hält keinen halben Tag.
    Absolute Geldverschwendung, Finger weg.
    Die App stürzt ständig ab.
    Niemand geht ans Telefon.
    Schlechter Service, wir kommen nicht mehr.
    Das Buch hat mir überhaupt nicht gefallen.
    Die Verpackung war beschädigt und es fehlten Teile.
    Frühstück war eine Katastrophe.
    Man wird hier nur abgezockt.
    Der Verkäufer antwortet nicht auf meine Nachrichten.
    Nicht so toll wie beschrieben.
    Viel zu teuer für das, was es ist.
    Das Personal war sehr unhöflich.
    Die Schuhe sind schon nach einer Woche gerissen.
    Es riecht furchtbar nach Chemie.
    Ich würde null Sterne geben, wenn das ginge.
    Alles super, gerne wieder!
    Die Pizza hat gar nicht geschmeckt.
    Wir waren sehr zufrieden mit dem Zimmer.
    Ein tolles Erlebnis für die ganze Familie.
    """),
  .french: lines(
    """
    Le repas était froid et le serveur désagréable.
    Je ne recommande pas cet hôtel.
    Très mauvaise qualité, cassé au bout de deux jours.
    Nous avons attendu une heure.
    Le film est trop long et ennuyeux.
    La livraison est arrivée en retard.
    Je suis déçu de ce produit.
    La chambre était sale et bruyante.
    Trop cher pour ce que c'est.
    La batterie ne tient pas une journée.
    À éviter absolument.
    L'application plante sans arrêt.
    Personne ne répond au téléphone.
    Service lamentable, on ne reviendra plus.
    Je n'ai pas aimé ce livre.
    L'emballage était abîmé.
    Le petit déjeuner est une catastrophe.
    C'est de l'arnaque.
    Le vendeur ne répond jamais à mes messages.
    Pas du tout conforme à la description.
    Une perte de temps et d'argent.
    Le personnel est très impoli.
    Les chaussures se sont déchirées au bout d'une semaine.
    Ça sent mauvais.
    Zéro étoile si je pouvais.
    Tout était parfait, merci !
    La pizza n'avait aucun goût.
    Nous sommes très contents de notre séjour.
    Un accueil chaleureux et une cuisine délicieuse.
    Rien à redire, je reviendrai.
    """),
  .spanish: lines(
    """
    La comida estaba fría y el camarero fue grosero.
    No recomiendo este hotel.
    Muy mala calidad, se rompió a los dos días.
    Esperamos una hora en la mesa.
    La película es larga y aburrida.
    El pedido llegó tarde.
    Estoy muy decepcionado con este producto.
    La habitación estaba sucia y había mucho ruido.
    Demasiado caro para lo que es.
    La batería no dura nada.
    Una pérdida de tiempo y dinero.
    La aplicación se cierra sola.
    Nadie contesta el teléfono.
    Pésimo servicio, no volveremos.
    No me gustó nada este libro.
    La caja llegó rota.
    El desayuno fue un desastre.
    Es una estafa.
    El vendedor nunca responde a mis mensajes.
    No es como en la foto.
    Lo peor que he comprado.
    El personal es muy maleducado.
    Los zapatos se rompieron en una semana.
    Huele muy mal.
    Le daría cero estrellas si pudiera.
    Todo perfecto, muchas gracias.
    La pizza no tenía sabor.
    Estamos muy contentos con la compra.
    El trato fue excelente y la comida muy rica.
    Volveré sin duda.
    """),
  .danish: lines(
    """
    Maden var kold, og tjeneren var uhøflig.
    Jeg kan ikke anbefale dette hotel.
    Meget dårlig kvalitet, det gik i stykker efter to dage.
    Vi ventede en time på vores mad.
    Filmen var kedelig og alt for lang.
    Leveringen kom for sent.
    Jeg er skuffet over produktet.
    Værelset var beskidt og larmende.
    Alt for dyrt i forhold til kvaliteten.
    Batteriet holder ikke en hel dag.
    Spild af penge og tid.
    Appen går ned hele tiden.
    Der er ingen, der tager telefonen.
    Elendig betjening, vi kommer ikke igen.
    Jeg kunne ikke lide bogen.
    Pakken var gået i stykker.
    Morgenmaden var en katastrofe.
    Det er rent snyd.
    Sælgeren svarer aldrig på mine beskeder.
    Det ligner slet ikke billedet.
    Det værste jeg har købt.
    Personalet var meget uvenligt.
    Skoene gik itu efter en uge.
    Det lugter forfærdeligt.
    Jeg ville give nul stjerner, hvis jeg kunne.
    Alt var perfekt, tak!
    Pizzaen smagte ikke af noget.
    Vi er meget tilfredse med opholdet.
    God mad og et hyggeligt sted.
    Vi kommer gerne igen.
    """),
  .turkish: lines(
    """
    Yemekler soğuktu ve garson çok kabaydı.
    Bu oteli tavsiye etmiyorum.
    Çok kötü kalite, iki günde bozuldu.
    Bir saat bekledik.
    Film çok uzun ve sıkıcıydı.
    Kargo çok geç geldi.
    Üründen hiç memnun kalmadım.
    Oda kirli ve gürültülüydü.
    Fiyatına göre çok pahalı.
    Pili bir gün bile gitmiyor.
    Para ve zaman kaybı.
    Uygulama sürekli çöküyor.
    Telefona kimse cevap vermiyor.
    Berbat hizmet, bir daha gelmeyiz.
    Kitabı hiç beğenmedim.
    Paket hasarlı geldi.
    Kahvaltı tam bir rezaletti.
    Tam bir dolandırıcılık.
    Satıcı mesajlarıma cevap vermiyor.
    Resimdeki gibi değil.
    Aldığım en kötü ürün.
    Personel çok ilgisiz.
    Ayakkabılar bir haftada yırtıldı.
    Çok kötü kokuyor.
    Sıfır yıldız vermek isterdim.
    Her şey mükemmeldi, teşekkürler.
    Pizzanın hiç tadı yoktu.
    Konaklamadan çok memnun kaldık.
    Yemekler lezzetli, ortam güzel.
    Kesinlikle tekrar geleceğiz.
    """),
  .cyrillic: lines(
    """
    Еда была холодной, а официант грубым.
    Не рекомендую этот отель.
    Очень плохое качество, сломалось через два дня.
    Мы ждали целый час.
    Фильм скучный и слишком длинный.
    Доставка опоздала на неделю.
    Я разочарован этим товаром.
    Номер был грязный и шумный.
    Слишком дорого.
    Батарея не держит и дня.
    Пустая трата денег.
    Приложение постоянно вылетает.
    Никто не берёт трубку.
    Ужасный сервис, больше не придём.
    Книга мне совсем не понравилась.
    Упаковка была повреждена.
    Завтрак просто ужасный.
    Это обман.
    Продавец не отвечает на сообщения.
    Не соответствует описанию.
    Худшая покупка в жизни.
    Персонал очень невежливый.
    Обувь порвалась через неделю.
    Ужасно пахнет.
    Ноль звёзд.
    Всё отлично, спасибо!
    У пиццы нет вкуса.
    Мы очень довольны отдыхом.
    Вкусно и недорого.
    Обязательно вернёмся.
    """),
  .indonesian: lines(
    """
    Makanannya dingin dan pelayannya kasar.
    Saya tidak merekomendasikan hotel ini.
    Kualitas sangat buruk, rusak setelah dua hari.
    Kami menunggu selama satu jam.
    Filmnya terlalu panjang dan membosankan.
    Pengiriman sangat lambat.
    Saya kecewa dengan produk ini.
    Kamarnya kotor dan berisik.
    Terlalu mahal untuk kualitas seperti ini.
    Baterainya tidak tahan sehari.
    Buang uang dan waktu saja.
    Aplikasi ini sering keluar sendiri.
    Tidak ada yang mengangkat telepon.
    Pelayanan buruk, kami tidak akan kembali.
    Saya tidak suka buku ini.
    Barang datang dalam keadaan rusak.
    Sarapannya sangat mengecewakan.
    Ini penipuan.
    Penjual tidak pernah membalas pesan saya.
    Tidak sesuai dengan gambar.
    Produk terburuk yang pernah saya beli.
    Stafnya tidak ramah sama sekali.
    Sepatunya robek setelah seminggu.
    Baunya tidak enak.
    Kalau bisa saya kasih nol bintang.
    Semuanya sempurna, terima kasih.
    Pizza ini tidak ada rasanya.
    Kami sangat puas menginap di sini.
    Makanannya enak dan tempatnya nyaman.
    Pasti akan kembali lagi.
    """),
  .vietnamese: lines(
    """
    Đồ ăn nguội và nhân viên thô lỗ.
    Tôi không giới thiệu khách sạn này.
    Chất lượng rất tệ, hỏng sau hai ngày.
    Chúng tôi đợi cả tiếng đồng hồ.
    Phim quá dài và nhàm chán.
    Giao hàng quá chậm.
    Tôi thất vọng về sản phẩm này.
    Phòng bẩn và ồn ào.
    Quá đắt so với chất lượng.
    Pin không dùng được một ngày.
    Phí tiền và thời gian.
    Ứng dụng liên tục bị thoát.
    Không ai nghe điện thoại.
    Dịch vụ tệ, sẽ không quay lại.
    Tôi không thích cuốn sách này.
    Hộp bị móp và thiếu đồ.
    Bữa sáng thật kinh khủng.
    Đây là lừa đảo.
    Người bán không trả lời tin nhắn.
    Không giống như hình.
    Thứ tệ nhất tôi từng mua.
    Nhân viên rất khó chịu.
    Giày rách sau một tuần.
    Mùi rất khó chịu.
    Không đáng một sao.
    Mọi thứ đều tuyệt vời, cảm ơn.
    Bánh không có vị gì.
    Chúng tôi rất hài lòng.
    Món ăn ngon, giá hợp lý.
    Chắc chắn sẽ quay lại.
    """),
  .korean: lines(
    """
    음식이 차갑고 직원이 불친절했어요.
    이 호텔은 추천하지 않습니다.
    품질이 너무 나빠요. 이틀 만에 고장났어요.
    한 시간이나 기다렸어요.
    영화가 길고 지루합니다.
    배송이 너무 늦었어요.
    이 제품에 실망했습니다.
    방이 더럽고 시끄러웠어요.
    가격에 비해 별로예요.
    배터리가 하루도 못 가요.
    돈 낭비입니다.
    앱이 자꾸 꺼져요.
    전화를 아무도 안 받아요.
    서비스가 최악이에요.
    책이 재미없었어요.
    상자가 찌그러져 왔어요.
    조식이 형편없어요.
    사기예요.
    판매자가 답이 없어요.
    사진과 달라요.
    최악의 구매였어요.
    직원이 너무 무례해요.
    신발이 일주일 만에 찢어졌어요.
    냄새가 심해요.
    별 하나도 아까워요.
    모두 완벽했어요. 감사합니다.
    피자가 맛이 없어요.
    아주 만족합니다.
    맛있고 분위기도 좋아요.
    또 가고 싶어요.
    """),
  .japanese: lines(
    """
    料理は冷めていて、店員の態度も悪かった。
    このホテルはおすすめしません。
    品質が悪く、二日で壊れました。
    一時間も待たされました。
    映画は長くて退屈でした。
    配送がとても遅かったです。
    この商品にはがっかりしました。
    部屋が汚くてうるさかった。
    値段のわりに良くない。
    電池が一日もたない。
    お金の無駄です。
    アプリがすぐ落ちます。
    電話に誰も出ません。
    サービスが最悪です。
    この本は面白くなかった。
    箱がつぶれていました。
    朝食がひどかった。
    これは詐欺です。
    出品者から返事がありません。
    写真と違います。
    今までで最悪の買い物でした。
    スタッフが失礼でした。
    靴が一週間で破れました。
    臭いがきつい。
    星ゼロにしたい。
    すべて完璧でした。ありがとう。
    ピザに味がない。
    とても満足しています。
    おいしくて雰囲気もいい。
    また行きたいです。
    """),
  .arabic: lines(
    """
    كان الطعام باردا والنادل وقحا.
    لا أنصح بهذا الفندق.
    جودة سيئة جدا، تعطل بعد يومين.
    انتظرنا ساعة كاملة.
    الفيلم طويل وممل.
    وصل الطلب متأخرا.
    أشعر بخيبة أمل من هذا المنتج.
    كانت الغرفة قذرة وصاخبة.
    السعر مرتفع جدا.
    البطارية لا تدوم يوما.
    مضيعة للوقت والمال.
    التطبيق يتوقف دائما.
    لا أحد يرد على الهاتف.
    خدمة سيئة ولن نعود.
    لم يعجبني هذا الكتاب.
    وصلت العلبة مكسورة.
    كان الإفطار كارثة.
    هذا احتيال.
    البائع لا يرد على رسائلي.
    لا يشبه الصورة.
    أسوأ شيء اشتريته.
    الموظفون غير مهذبين.
    تمزق الحذاء بعد أسبوع.
    رائحته كريهة.
    لا يستحق نجمة واحدة.
    كل شيء كان ممتازا، شكرا.
    البيتزا بلا طعم.
    نحن سعداء جدا بالإقامة.
    الطعام لذيذ والمكان جميل.
    سنعود بالتأكيد.
    """),
]

private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

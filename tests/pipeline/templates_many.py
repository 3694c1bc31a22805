"""Forms filled in anew, in many languages: title and text, two a kind; and one matter told twice."""
# ruff: noqa: E501 - a text stands in one line

REFILLED = {
    "es-match": (
        "es",
        [
            (
                "Almería 2-0 Elche: victoria en la jornada 12",
                "El Almería venció al Elche por 2 a 0 en el estadio de Los Juegos, en partido de la jornada 12 de la Liga. Robertone abrió el marcador en el minuto 14 y el conjunto local controló el encuentro hasta el final. El entrenador Rubi se mostró satisfecho con el rendimiento de sus jugadores. El próximo partido se jugará el domingo a las 18.30 horas. Asistieron 12340 espectadores.",
            ),
            (
                "Cádiz 3-1 Huesca: victoria en la jornada 12",
                "El Cádiz venció al Huesca por 3 a 1 en el estadio de Mirandilla, en partido de la jornada 12 de la Liga. Ontiveros abrió el marcador en el minuto 33 y el conjunto local controló el encuentro hasta el final. El entrenador Garitano se mostró satisfecho con el rendimiento de sus jugadores. El próximo partido se jugará el domingo a las 18.30 horas. Asistieron 15210 espectadores.",
            ),
        ],
    ),
    "ja-weather": (
        "ja",
        [
            (
                "2日の函館の天気 晴れ",
                "気象台によると、2日の函館は晴れの見込み。最高気温は4度、最低気温は-3度と予想される。降水確率は10パーセントで、北西の風が吹く。波の高さは1メートル。気象台は最新の気象情報に注意するよう呼びかけている。",
            ),
            (
                "3日の函館の天気 雪",
                "気象台によると、3日の函館は雪の見込み。最高気温は0度、最低気温は-6度と予想される。降水確率は80パーセントで、北の風が吹く。波の高さは3メートル。気象台は最新の気象情報に注意するよう呼びかけている。",
            ),
        ],
    ),
    "zh-lotto": (
        "zh",
        [
            (
                "双色球第2026021期开奖：头奖4注",
                "中国福彩双色球第2026021期开奖，红球号码为03、08、14、19、22、30，蓝球号码为11。当期头奖开出4注，单注奖金820万元。二等奖开出112注，单注奖金18万元。奖池余额为21.4亿元。下期将于周四晚开奖。",
            ),
            (
                "双色球第2026022期开奖：头奖9注",
                "中国福彩双色球第2026022期开奖，红球号码为01、07、16、23、27、33，蓝球号码为05。当期头奖开出9注，单注奖金611万元。二等奖开出98注，单注奖金22万元。奖池余额为20.8亿元。下期将于周日晚开奖。",
            ),
        ],
    ),
    "es-market": (
        "es",
        [
            (
                "El Ibex sube un 0,8% y supera los 14.210 puntos",
                "El Ibex 35 ha cerrado la sesión de este lunes con un alza del 0,8%, hasta los 14.210 puntos. Solaria ha liderado las subidas con un 3,1%, mientras que Grifols ha registrado el mayor descenso, del 2,4%. El euro se cambia a 1,082 dólares y la prima de riesgo se sitúa en 88 puntos básicos. El barril de Brent cotiza a 71,2 dólares.",
            ),
            (
                "El Ibex cae un 1,1% y pierde los 14.050 puntos",
                "El Ibex 35 ha cerrado la sesión de este martes con una caída del 1,1%, hasta los 14.050 puntos. Indra ha liderado las subidas con un 1,7%, mientras que Fluidra ha registrado el mayor descenso, del 4,9%. El euro se cambia a 1,079 dólares y la prima de riesgo se sitúa en 91 puntos básicos. El barril de Brent cotiza a 69,8 dólares.",
            ),
        ],
    ),
    "ar-gold": (
        "ar",
        [
            (
                "أسعار الذهب اليوم الاثنين 2 مارس في مصر",
                "سجلت أسعار الذهب اليوم الاثنين 2 مارس في مصر ارتفاعا ملحوظا. وبلغ سعر جرام الذهب عيار 24 نحو 5210 جنيها، وعيار 21 نحو 4560 جنيها، فيما سجل عيار 18 نحو 3908 جنيها. وبلغ سعر الجنيه الذهب 36480 جنيها. وتأتي هذه الأسعار دون احتساب المصنعية.",
            ),
            (
                "أسعار الذهب اليوم الثلاثاء 3 مارس في مصر",
                "سجلت أسعار الذهب اليوم الثلاثاء 3 مارس في مصر انخفاضا ملحوظا. وبلغ سعر جرام الذهب عيار 24 نحو 5175 جنيها، وعيار 21 نحو 4528 جنيها، فيما سجل عيار 18 نحو 3881 جنيها. وبلغ سعر الجنيه الذهب 36224 جنيها. وتأتي هذه الأسعار دون احتساب المصنعية.",
            ),
        ],
    ),
    "hi-horo": (
        "hi",
        [
            (
                "आज का राशिफल 2 मार्च: मेष",
                "आज 2 मार्च को मेष राशि के जातकों के लिए दिन शुभ रहेगा। शुक्र की कृपा से व्यापार में लाभ होगा। परिवार में खुशी का माहौल रहेगा। आपका शुभ अंक 4 और शुभ रंग हरा है। स्वास्थ्य का ध्यान रखें और यात्रा में सावधानी बरतें।",
            ),
            (
                "आज का राशिफल 2 मार्च: वृषभ",
                "आज 2 मार्च को वृषभ राशि के जातकों के लिए दिन सामान्य रहेगा। मंगल की कृपा से नौकरी में लाभ होगा। परिवार में तनाव का माहौल रहेगा। आपका शुभ अंक 9 और शुभ रंग लाल है। स्वास्थ्य का ध्यान रखें और यात्रा में सावधानी बरतें।",
            ),
        ],
    ),
    "ko-score": (
        "ko",
        [
            (
                "두산, 키움 꺾고 3연승",
                "프로야구 두산가 2일 잠실에서 열린 키움와의 경기에서 5대 2로 이겼다. 선발 곽빈가 7이닝 동안 1실점으로 호투했다. 양석환는 6회 결승 홈런을 날렸다. 두산는 3연승을 달리며 2위를 지켰다. 키움는 2연패에 빠졌다.",
            ),
            (
                "롯데, 한화 꺾고 2연승",
                "프로야구 롯데가 2일 사직에서 열린 한화와의 경기에서 8대 3로 이겼다. 선발 박세웅가 6이닝 동안 2실점으로 호투했다. 전준우는 3회 결승 홈런을 날렸다. 롯데는 2연승을 달리며 5위를 지켰다. 한화는 4연패에 빠졌다.",
            ),
        ],
    ),
    "ja-quake": (
        "ja",
        [
            (
                "福島県いわき市で震度4 津波の心配なし",
                "2日午後3時ごろ、福島県沖を震源とする地震があり、福島県いわき市で震度4を観測した。震源の深さは約50キロ、地震の規模を示すマグニチュードは5.1と推定される。この地震による津波の心配はない。",
            ),
            (
                "鹿児島県十島村で震度3 津波の心配なし",
                "4日午後8時ごろ、トカラ列島近海を震源とする地震があり、鹿児島県十島村で震度3を観測した。震源の深さは約10キロ、地震の規模を示すマグニチュードは4.2と推定される。この地震による津波の心配はない。",
            ),
        ],
    ),
    "th-th": (
        "th",
        [
            (
                "ราคาทองวันนี้ 2 มีนาคม ปรับขึ้น 150 บาท",
                "ราคาทองคำวันที่ 2 มีนาคม ปรับขึ้น 150 บาท โดยทองคำแท่งรับซื้อบาทละ 50,300 บาท ขายออกบาทละ 50,400 บาท ทองรูปพรรณขายออกบาทละ 51,200 บาท สมาคมค้าทองคำระบุว่าราคาเปลี่ยนแปลงแล้ว 4 ครั้ง",
            ),
            (
                "ราคาทองวันนี้ 3 มีนาคม ปรับลง 250 บาท",
                "ราคาทองคำวันที่ 3 มีนาคม ปรับลง 250 บาท โดยทองคำแท่งรับซื้อบาทละ 50,050 บาท ขายออกบาทละ 50,150 บาท ทองรูปพรรณขายออกบาทละ 50,950 บาท สมาคมค้าทองคำระบุว่าราคาเปลี่ยนแปลงแล้ว 7 ครั้ง",
            ),
        ],
    ),
    "ru-ru": (
        "ru",
        [
            (
                "«Ростов» обыграл «Факел» со счётом 2:0",
                "«Ростов» обыграл «Факел» со счётом 2:0 в матче 18-го тура чемпионата. Голы на счету Комличенко и Голенкова. Встреча прошла на стадионе «Ростов Арена» при 14 200 зрителях. После этой победы «Ростов» набрал 29 очков.",
            ),
            (
                "«Оренбург» обыграл «Ахмат» со счётом 3:1",
                "«Оренбург» обыграл «Ахмат» со счётом 3:1 в матче 18-го тура чемпионата. Голы на счету Гюрлюка и Мансильи. Встреча прошла на стадионе «Газовик» при 6 010 зрителях. После этой победы «Оренбург» набрал 22 очков.",
            ),
        ],
    ),
}
TOLD_AGAIN = {
    "en-toll": (
        "en",
        [
            (
                "Quake in Valdivo: death toll rises to 41",
                "A magnitude 6.4 earthquake struck the city of Valdivo on Monday. The death toll has risen to 41 and 230 people were injured, the civil protection agency said. Rescuers are searching for 60 missing in the old town. Mayor Ines Prado asked for tents and water.",
            ),
            (
                "Quake in Valdivo: death toll rises to 77",
                "A magnitude 6.4 earthquake struck the city of Valdivo on Monday. The death toll has risen to 77 and 410 people were injured, the civil protection agency said. Rescuers are searching for 25 missing in the old town. President Olmo promised 90 million crowns for the victims.",
            ),
        ],
    ),
    "es-toll": (
        "es",
        [
            (
                "Sube a 12 la cifra de muertos por las inundaciones en Castro",
                "Las inundaciones en Castro han dejado 12 muertos y 40 desaparecidos, según el último balance de Protección Civil. Más de 3.000 personas han sido evacuadas y 14 carreteras siguen cortadas. El ejército ha enviado 200 militares. Las lluvias seguirán hasta el jueves.",
            ),
            (
                "Sube a 19 la cifra de muertos por las inundaciones en Castro",
                "Las inundaciones en Castro han dejado 19 muertos y 22 desaparecidos, según el último balance de Protección Civil. Más de 5.000 personas han sido evacuadas y 9 carreteras siguen cortadas. El ejército ha enviado 450 militares. Las lluvias seguirán hasta el viernes.",
            ),
        ],
    ),
    "ja-toll": (
        "ja",
        [
            (
                "地震の死者41人に 石川",
                "石川県で起きた地震で、県は2日、死者が41人になったと発表した。けが人は230人、行方不明者は60人に上る。避難所には5200人が身を寄せている。自衛隊などが倒壊した家屋で捜索を続けている。",
            ),
            (
                "地震の死者77人に 石川",
                "石川県で起きた地震で、県は3日、死者が77人になったと発表した。けが人は410人、行方不明者は25人に上る。避難所には8100人が身を寄せている。自衛隊などが倒壊した家屋で捜索を続けている。",
            ),
        ],
    ),
    "zh-toll": (
        "zh",
        [
            (
                "川西地震遇难人数升至41人",
                "川西地区发生6.4级地震，截至3月2日20时，遇难人数升至41人，另有230人受伤，60人失联。救援人员已转移群众5200人。当地气象部门预计未来两天有小雨，将影响救援。",
            ),
            (
                "川西地震遇难人数升至77人",
                "川西地区发生6.4级地震，截至3月3日20时，遇难人数升至77人，另有410人受伤，25人失联。救援人员已转移群众8100人。当地气象部门预计未来两天有小雨，将影响救援。",
            ),
        ],
    ),
    "ru-storm": (
        "ru",
        [
            (
                "Число погибших при взрыве в Туле выросло до 5",
                "Число погибших при взрыве газа в жилом доме в Туле выросло до 5 человек, сообщило МЧС. Ещё 12 человек пострадали, под завалами могут находиться 8 жильцов. На месте работают 140 спасателей. Возбуждено уголовное дело.",
            ),
            (
                "Число погибших при взрыве в Туле выросло до 9",
                "Число погибших при взрыве газа в жилом доме в Туле выросло до 9 человек, сообщило МЧС. Ещё 15 человек пострадали, под завалами могут находиться 3 жильца. На месте работают 210 спасателей. Возбуждено уголовное дело.",
            ),
        ],
    ),
    "fr-live": (
        "fr",
        [
            (
                "Incendie de Morlac : ce que l'on sait lundi",
                "L'incendie qui ravage la forêt de Morlac depuis samedi a parcouru 1 200 hectares. Quelque 400 pompiers sont mobilisés et trois Canadair interviennent. Environ 2 000 personnes ont été évacuées. Une enquête a été ouverte par le parquet de Laval.",
            ),
            (
                "Incendie de Morlac : ce que l'on sait mardi",
                "L'incendie qui ravage la forêt de Morlac depuis samedi a parcouru 1 900 hectares. Quelque 650 pompiers sont mobilisés et cinq Canadair interviennent. Environ 3 500 personnes ont été évacuées. Un homme de 34 ans a été placé en garde à vue.",
            ),
        ],
    ),
}

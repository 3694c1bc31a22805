"""Figures in other languages: number words, separators, casualties, and a toll that rises."""

import pytest

from pipeline.developments.counting import counted_numbers
from pipeline.developments.figure_changes import changes
from pipeline.developments.figures import figures
from pipeline.language.load import load_language
from pipeline.language.numbers import numbers

RISES = [
    ("de", "Bei dem Unglück starben 27 Menschen.", "Die Zahl der Toten steigt von 27 auf 30."),
    ("es", "El número de muertos es de 27.", "El número de muertos sube de 27 a 30."),
    ("fr", "Le bilan est de 27 morts.", "Le bilan passe de 27 à 30 morts."),
    ("it", "Il numero dei morti è di 27.", "Il numero dei morti sale da 27 a 30."),
    ("pt", "O número de mortos é de 27.", "O número de mortos sobe de 27 para 30."),
    ("nl", "Er zijn 27 doden.", "Het aantal doden is gestegen van 27 naar 30."),
    ("ru", "Погибли 27 человек.", "Число погибших выросло с 27 до 30."),
    ("ar", "مقتل 27 شخصا", "ارتفع عدد القتلى من 27 إلى 30"),
    ("zh", "地震造成27人死亡。", "死亡人数从27人升至30人。"),
    ("ja", "死者は27人となった。", "死者数は27人から30人に増えた。"),
]


@pytest.mark.parametrize(("lang", "old", "new"), RISES)
def test_a_rise_is_the_new_value_and_a_change(lang, old, new):
    (counted,) = counted_numbers(new, lang)
    assert (counted.number.value, counted.former.value) == (30, 27)
    ledger = figures(old, "old", lang=lang)
    assert [(f.value, f.counts) for f in ledger] == [(27, "killed")]
    (change,) = changes(figures(new, "new", lang=lang), ledger, lang)
    assert change.counts == "killed"
    assert change.old == "27"
    assert change.new.startswith("30")


@pytest.mark.parametrize(("lang", "old", "new"), RISES)
def test_a_toll_told_again_is_no_change(lang, old, new):
    told = figures(new, "new", lang=lang)
    assert changes(told, told, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("de", "einundzwanzig Tote, zweihundertfünfzig Verletzte", [21, 250]),
        ("de", "dreitausendvierhundertsieben Stimmen", [3407]),
        ("de", "1.234 Menschen, 1,5 Millionen Einwohner", [1234, 1.5e6]),
        ("fr", "vingt et un morts, quatre-vingt-dix blessés", [21, 90]),
        ("fr", "soixante et onze, quatre-vingt-dix-sept, deux cent mille", [71, 97, 200_000]),
        ("fr", "1\u202f234 morts", [1234]),
        ("es", "veintiuno, treinta y dos, doscientos mil", [21, 32, 200_000]),
        ("es", "3 mil millones de dólares", [3e9]),
        ("pt", "vinte e um mortos, cento e vinte e três feridos", [21, 123]),
        ("it", "ventuno morti, ventotto, duemilatrecento, 27mila", [21, 28, 2300, 27_000]),
        ("nl", "eenentwintig doden, tweeëntwintig, driehonderdvijftig", [21, 22, 350]),
        ("ru", "двадцать один человек, двести тридцать, 5 млн", [21, 230, 5e6]),
        ("ar", "خمسة وعشرون قتيلا، ثلاثة عشر جريحا، مئة وخمسون", [25, 13, 150]),
        ("ar", "٣٠ قتيلا، ١٬٢٣٤ شخصا", [30, 1234]),
        ("zh", "二十一人死亡，三千二百人撤离，1万2000人，1.2亿元", [21, 3200, 12_000, 1.2e8]),
        ("ja", "1万2000人、三千二百人、1億2000万円", [12_000, 3200, 1.2e8]),
        ("ja", "1万2千人、2千万人、1億2千万円", [12_000, 2e7, 1.2e8]),
        ("zh", "2万5千人，损失2亿5千万元", [25_000, 2.5e8]),
        ("hu", "1.234 halott", [1234]),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(lang, text, wanted):
    assert [number.value for number in numbers(text, lang)] == wanted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Der 44-Jährige starb um 7.30 Uhr."),
        ("de", "Ein 44 Jahre alter Mann kam am 27. Oktober, eine Frau nicht."),
        ("fr", "Un homme de 44 ans est mort à 14 heures le 27 octobre."),
        ("es", "Un hombre de 44 años murió a las 7:30."),
        ("es", "Los niños de 8 a 12 años llegan el 27 de octubre."),
        ("it", "Il 44enne, un uomo di 44 anni, è morto alle 7.30 del 27 ottobre."),
        ("pt", "Um homem de 44 anos morreu às 7h30."),
        ("nl", "De 44-jarige, een man van 44 jaar, stierf om 7.30 uur."),
        ("ru", "44-летний мужчина погиб в 7:30 3 марта."),
        ("ar", "توفي رجل يبلغ من العمر 44 عاما الساعة 7:30"),
        ("zh", "44岁男子于2025年12月3日7时30分死亡。"),
        ("ja", "44歳の男性が12月3日午後7時30分ごろ死亡した。"),
        # not one number, or a word of another kind
        ("ru", "два-три человека"),
        ("zh", "一般来说，四川的百姓"),
        ("ja", "三重県の一部と九州"),
        ("it", "Sei di Roma?"),
        ("fr", "Un véhicule neuf de la marque"),
        ("es", "1,234 personas"),  # a thousand in Mexico, a fraction in Spain
    ],
)
def test_ages_times_and_doubtful_numbers_count_nothing(lang, text):
    assert counted_numbers(text, lang) == ()
    assert figures(text, lang=lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("de", "27 Festnahmen und 1.234 Verletzte", [(27, "arrested"), (1234, "injured")]),
        ("es", "Murieron 30 personas y 27 resultaron heridas.", [(30, "killed"), (27, "injured")]),
        ("ru", "Погибли 21 человек, 27 ранены", [(21, "killed"), (27, "injured")]),
        ("ar", "مقتل 30 شخصا وإصابة 27 شخصا", [(30, "killed"), (27, "injured")]),
        (
            "zh",
            "造成27人死亡、15人受伤，3人失踪",
            [(27, "killed"), (15, "injured"), (3, "missing")],
        ),
        ("ja", "1万2000人が避難し、3人が死亡した。", [(12_000, "displaced"), (3, "killed")]),
        ("de", "Die Zahl der Toten ist auf neun gestiegen.", [(9, "killed")]),
        ("fr", "Le bilan de l'incendie est monté à douze.", [(12, "killed")]),
    ],
)
def test_neighbours_count_each_its_own(lang, text, wanted):
    assert [(f.value, f.counts) for f in figures(text, lang=lang)] == wanted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "Costará de 27 a 30 euros."),
        ("fr", "Il faut de 27 à 30 euros."),
        ("it", "Costa da 27 a 30 euro."),
        ("pt", "Custa de 27 a 30 euros."),
        ("ru", "Цена с 27 до 30 рублей."),
        ("ja", "27人から30人が参加した。"),
        ("fr", "Adopté par 300 voix contre 27."),
    ],
)
def test_ranges_and_votes_have_no_former_value(lang, text):
    assert not any(each.former for each in counted_numbers(text, lang))


@pytest.mark.parametrize("lang", [lang for lang, _, _ in RISES])
def test_each_language_has_its_own_counting(lang):
    language, english = load_language(lang), load_language("en")
    assert language.numbers != english.numbers
    assert language.figures.classes.keys() == english.figures.classes.keys()
    assert language.figures.parts.keys() <= english.figures.parts.keys()


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("fr", "Une trentaine de morts, une centaine de blessés", [30, 100]),
        ("fr", "Au moins deux dizaines de disparus", [20]),
        ("es", "Una treintena de muertos y medio centenar de heridos", [30, 50]),
        ("it", "Una trentina di morti, due dozzine di feriti", [30, 24]),
        ("pt", "Uma dezena de mortos, meia dúzia de feridos", [10, 6]),
        ("de", "Ein Dutzend Tote, ein halbes Dutzend Verletzte", [12, 6]),
        ("nl", "Een twintigtal doden, een tiental gewonden", [20, 10]),
        ("ru", "Десяток погибших, два десятка раненых", [10, 20]),
        ("fr", "Une vingtaine de milliers de morts", [20_000]),
    ],
)
def test_collective_number_words_count(lang, text, wanted):
    assert [figure.value for figure in figures(text, lang=lang)] == wanted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Des dizaines de morts, un homme d'une trentaine d'années"),
        ("es", "Docenas de muertos, decenas de heridos en cuarentena"),
        ("it", "Decine di morti, un uomo di una trentina d'anni"),
        ("pt", "Dezenas de mortos"),
        ("de", "Dutzende Tote"),
        ("nl", "Tientallen doden"),
        ("ru", "Десятки погибших, сотни раненых"),
    ],
)
def test_collective_number_words_alone_and_for_ages_count_nothing(lang, text):
    assert figures(text, lang=lang) == []


def test_a_collective_number_is_a_rounding() -> None:
    ledger = figures("Le bilan est de 31 morts.", "old", lang="fr")
    assert changes(figures("Une trentaine de morts.", "new", lang="fr"), ledger, "fr") == []
    (change,) = changes(figures("Une cinquantaine de morts.", "new", lang="fr"), ledger, "fr")
    assert (change.old, change.new) == ("31 morts", "Une cinquantaine de morts")


def test_arabic_vowel_signs_change_no_figure_and_stay_in_what_is_quoted() -> None:
    told = figures("مقتل 27 شخصا في الزلزال", "old", lang="ar")
    marked = figures("ارتفعَ عددُ القتلى من 27 إلى 30 شخصًا", "new", lang="ar")
    assert [(f.value, f.counts) for f in marked] == [(30, "killed")]
    (change,) = changes(marked, told, "ar")
    assert (change.old, change.new) == ("27", "30 شخصًا")
    assert change.new in change.sentence


@pytest.mark.parametrize(
    ("lang", "text", "counts"),
    [
        ("hi", "२५ लोग मारे गए", "लोग मारे गए"),
        ("th", "25 คน บาดเจ็บ", "คน บาดเจ็บ"),
        ("fr", "Près de 100 d'arrestations", "arrested"),
        ("fr", "L'amende est portée à 6 M€.", "amende"),
        ("it", "L'incendio ha ucciso 12 persone", "killed"),
    ],
)
def test_words_are_whole_and_apart_from_what_is_joined_to_them(lang, text, counts):
    (figure,) = figures(text, lang=lang)
    assert figure.counts.startswith(counts)


def test_years_in_prison_are_no_toll() -> None:
    counted = {f.unit: f.counts for f in figures("He got 25 years for the death of two men.")}
    assert counted[""].endswith("killed")
    assert "killed" not in counted["year"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The death toll rose to 41 Sunday, officials said."),
        ("en", "The toll climbed to 41 late Thursday."),
        ("en", "The death toll rose to 41 yesterday."),
        ("fr", "Le bilan est monté à 41 dimanche soir."),
        ("pt", "O número de mortos subiu para 41 neste domingo."),
        ("it", "Il numero dei morti è salito a 41 domenica."),
        ("nl", "Het dodental steeg tot 41 zondag."),
        ("ar", "ارتفع عدد القتلى إلى 41 يوم الأحد، بحسب السلطات."),
    ],
)
def test_the_day_after_a_toll_is_not_what_is_counted(lang, text):
    (figure,) = figures(text, lang=lang)
    assert (figure.value, figure.counts, figure.hedge) == (41, "killed", "")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "At least 15 people, including 3 children, were killed in the blast."),
        ("en", "Fifteen people (3 of them children) died."),
        ("fr", "Au moins 15 personnes, dont 3 enfants, ont été tuées."),
        ("es", "Al menos 15 personas, entre ellas 3 niños, murieron."),
        ("pt", "Pelo menos 15 pessoas, entre elas 3 crianças, morreram."),
        ("it", "Almeno 15 persone, tra cui 3 bambini, sono morte."),
        ("de", "Mindestens 15 Menschen, darunter 3 Kinder, wurden getötet."),
        ("nl", "15 mensen, onder wie 3 kinderen, zijn omgekomen."),
        ("ru", "Не менее 15 человек, в том числе 3 детей, погибли."),
    ],
)
def test_a_toll_is_one_across_what_it_includes(lang, text):
    counted = {figure.value: figure.counts for figure in figures(text, lang=lang)}
    assert counted[15] == "killed"
    assert counted[3].endswith("child killed")


def test_what_is_included_takes_no_toll_of_another_clause():
    text = "Police detained 12 people, including two officers, after three others were killed."
    assert figures(text)[0].counts == "arrested"
    assert figures("Nov. 5: 12 killed")[0].value == 12
    assert [f.value for f in figures("A 7.1 earthquake off Skarvik killed 12")] == [12]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The death toll rose by five to 41 on Sunday."),
        ("de", "Die Zahl der Toten stieg um fünf auf 41."),
        ("nl", "Het dodental steeg met vijf tot 41."),
        ("ru", "Число погибших выросло на пять до 41."),
    ],
)
def test_what_rose_by_a_difference_is_told_by_its_goal(lang, text):
    counted = [(figure.value, figure.counts) for figure in figures(text, lang=lang)]
    assert counted == [(5, "other killed"), (41, "killed")]

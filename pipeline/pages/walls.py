"""What stands on pages in front of articles: challenges, script notes, consent, paywalls.

Phrases of the makers' own default texts in the big languages of news; `pipeline.pages.gate` decides
when one of them condemns a page. They are searched, case aside, in short texts only.
"""

from __future__ import annotations

import re

CHALLENGE = re.compile(
    r"verif(?:y|ying) (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)"
    r"|checking (?:your browser|if the site connection is secure)|are you a robot"
    r"|confirm (?:that )?you(?:'re| are) (?:a )?human|complete the (?:captcha|security check)"
    r"|pardon our interruption|unusual (?:traffic|activity) from your"
    r"|access (?:to this page )?(?:has been )?denied|enable cookies.{0,40}cloudflare"
    r"|why have i been blocked|you have been blocked|ray id"
    r"|press (?:&|and) hold|automated (?:access|queries)|bot (?:protection|verification)"
    r"|überprüf\w* (?:sie|dass sie) (?:ein )?mensch|vérifi\w+ que vous êtes (?:un )?humain"
    r"|verifi\w+ (?:que eres|de que eres|se você é|che sei) (?:un |um )?(?:human|umano)"
    r"|подтвердите, что (?:вы|запросы)|请完成(?:安全)?验证|アクセスが拒否",
    re.IGNORECASE,
)
CHALLENGE_TITLE = re.compile(
    r"^(?:just a moment|attention required|access denied|pardon our interruption|robot check"
    r"|are you a robot|security check(?:point)?|403 forbidden|forbidden|please wait"
    r"|ddos-guard|checking your browser|un momento|einen moment|un instant|one moment)\b",
    re.IGNORECASE,
)
JAVASCRIPT = re.compile(
    r"(?:enable|turn on|activate|requires?|need|without|disabled?)\W+(?:\w+\W+){0,4}?javascript"
    r"|javascript\W+(?:\w+\W+){0,5}?(?:enabled?|disabled|required"
    r"|not supported|activated|turned off)"
    r"|(?:aktivier\w+|activ\w+|habilit\w+|attiva\w*|włącz\w*|включите)\W+(?:\w+\W+){0,3}?javascript"
    r"|javascript\W+(?:\w+\W+){0,4}?(?:aktivier|désactivé|activé|desactivado|deaktivier|habilitado)"
    r"|javascriptを有効",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"before you continue to|we (?:and our (?:\d+ )?partners )?(?:use|value|store).{0,80}"
    r"(?:cookies|your privacy)|manage (?:your )?(?:cookie|privacy) (?:settings|preferences|choices)"
    r"|(?:accept|reject) all(?: cookies)?|consent to the use of cookies"
    r"|(?:verwenden|nutzen|setzen).{0,60}cookies|cookies? akzeptieren|zustimmen und weiter"
    r"|(?:utilisons|utilizamos|usamos|utilizziamo|używamy|gebruiken|bruker|använder).{0,60}"
    r"(?:cookie|informasjonskapsler|plików)|tout accepter|aceptar todo|accetta tutt",
    re.IGNORECASE,
)
PAYWALL = re.compile(
    r"(?:subscri|sign ?up|log ?in|register|continue|keep).{0,60}(?:to|and) "
    r"(?:continue |keep )?(?:read|view|access)\w*"
    r"|(?:to|and) (?:continue|keep) reading|already (?:a )?(?:subscriber|member)"
    r"|(?:exclusive|only available|reserved) (?:to|for) (?:our )?(?:subscribers|members)"
    r"|(?:this (?:article|content|story)|premium).{0,40}(?:for|to) (?:subscribers|members)"
    r"|unlock (?:this|the full) (?:article|story)|free articles? (?:left|remaining|this month)"
    r"|weiterlesen mit|jetzt (?:weiterlesen|abonnieren)|nur für abonnent|bereits (?:abonnent|kunde)"
    r"|(?:réservé|accessible) (?:uniquement )?aux abonnés|déjà abonné|il vous reste.{0,30}à lire"
    r"|(?:exclusivo|solo) para (?:suscriptores|assinantes)|ya (?:eres|soy) suscriptor"
    r"|suscríbete para"
    r"|(?:riservato agli|contenuto per) abbonati|sei già abbonato"
    r"|abbonati per (?:leggere|continuare)"
    r"|verder lezen|al abonnee|tylko dla (?:subskrybentów|prenumeratorów)|logg inn for å lese"
    r"|この記事は(?:有料|会員)|会員限定|구독자 전용|只对订阅用户|подписчик\w* доступн",
    re.IGNORECASE,
)
MISSING_TITLE = re.compile(
    r"^\W*(?:(?:error|fehler|erreur|erro|errore|hata|ошибка|błąd)\W*)?(?:404|410)"
    r"(?=\W*(?:$|page|error|not\b|seite|erreur|[-–—|:]))"
    r"|(?:page|article|story|content|document|url)\W(?:.{0,30}\W)?(?:not\W+(?:be\W+)?"
    r"(?:found|exist|available)|(?:isn|doesn|can|couldn|wasn)\W?t\W+(?:be\W+)?"
    r"(?:found|exist|available|here)|cannot be found|unavailable|no longer (?:available|exists?"
    r"|here)|(?:been|was) (?:moved|removed|deleted)|missing\W*$)"
    r"|(?:can(?:no|['’])t|could ?n(?:o|['’])t|unable to)\W+find\W+(?:\w+\W+)?"
    r"(?:page|article|story|content)"
    r"|^\W*(?:not found|nothing (?:was )?found|nothing here)\b|^\W*(?:oops|whoops|uh[- ]oh)\b"
    r"|(?:seite|artikel|beitrag|inhalt)\b.{0,30}nicht (?:gefunden|verfügbar|vorhanden|mehr)"
    r"|(?:page|article|contenu)\b.{0,25}(?:introuvable|n'existe (?:pas|plus)|non trouvée?|supprimé)"
    r"|(?:página|pagina|artículo|artigo|noticia|notícia|contenido|articolo)\b.{0,25}"
    r"(?:no (?:encontrad|existe|disponible|se encuentra)|não (?:encontrad|existe|disponível)"
    r"|non (?:trovat|esiste|disponibile)|niet gevonden|bestaat niet|nu (?:a fost|există))"
    r"|(?:strony?|artykułu?)\b.{0,25}nie (?:znaleziono|istnieje|została)|nie znaleziono strony"
    r"|(?:страниц|стат|сторінк)\w+\b.{0,25}не (?:найден|существует|знайден|існує)"
    r"|sayfa bulunamadı|aradığınız sayfa|sidan (?:hittades|kunde|finns) inte"
    r"|siden (?:ble|blev|findes|finnes|kunne).{0,12}ikke|sivua ei löyt"
    r"|stránk\w+ (?:ne(?:ní|byla|existuje)|nenalezena)"
    r"|az oldal nem|oldal nem található|η σελίδα δεν|halaman tidak (?:ditemukan|tersedia)"
    r"|không tìm thấy|trang (?:này )?không tồn tại|ไม่พบหน้า|पृष्ठ नहीं मिला|पेज नहीं मिला"
    r"|الصفحة غير موجودة|لم يتم العثور|صفحه.{0,20}(?:یافت|پیدا) نشد|הדף לא נמצא|העמוד לא נמצא"
    r"|(?:页面|頁面|网页|文章|內容|内容).{0,8}(?:不存在|找不到|未找到|已(?:被)?删除|已刪除)|找不到.{0,6}[页頁]"
    r"|(?:ページ|記事).{0,10}(?:見つかりません|存在しません|ありません|削除され)"
    r"|(?:페이지|기사).{0,10}(?:찾을 수 없|존재하지 않|삭제)",
    re.IGNORECASE,
)
MISSING_PATH = re.compile(
    r"/(?:404|410|not[-_]?found|page[-_]not[-_]found|error(?:[-_]?404)?)(?:\.\w{3,5})?/?$", re.I
)
WALL_HOST = re.compile(r"^(?:consent|guce|myprivacy|privacy|cmp)\.|\bconsent\.")

"""What stands on pages in front of articles: challenges, script notes, consent, paywalls.

The phrases stand in `pipeline/language/data/mul/pages.toml`; `pipeline.pages.gate` decides when one
of them condemns a page. They are searched, case aside, in short texts only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.language.load import load_pages


def _any(expressions: Iterable[str], form: str = "%s") -> re.Pattern[str]:
    return re.compile(form % "|".join(expressions), re.IGNORECASE)


_PHRASES = load_pages()
CHALLENGE = _any(_PHRASES.challenge)
CHALLENGE_TITLE = _any(_PHRASES.challenge_titles, r"^(?:%s)\b")
JAVASCRIPT = _any(_PHRASES.javascript)
CONSENT = _any(_PHRASES.consent)
PAYWALL = _any(_PHRASES.paywall)
WALL_HOST = re.compile("|".join(_PHRASES.wall_hosts))
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

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
WALL_HOST = re.compile(r"^(?:consent|guce|myprivacy|privacy|cmp)\.|\bconsent\.")

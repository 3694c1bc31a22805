"""What one language brings: a record a file of its data folder, and all of them in `Language`.

Fields are named as the keys of the files; `data/README.md` says what each is for. Words are lower
case where nothing else is said. Expressions are regular expressions in Python's syntax, with
{names} in braces for what `filled` puts in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WordLists = Mapping[str, tuple[str, ...]]
"""A key, that means the same in all languages, and its words or expressions in this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`words.toml`."""

    stop: frozenset[str]  # no matter of their own, in a sentence or around a figure
    stop_sentence: frozenset[str]  # besides, in a sentence only


@dataclass(frozen=True, slots=True, kw_only=True)
class Stems:
    """`stems.toml`."""

    endings: tuple[str, ...]  # "ies y": what goes, what comes instead; the first that fits
    single: str  # letters that may stay double before an ending
    plural: str
    no_plural: tuple[str, ...]
    mute: str
    irregular: WordLists  # stem -> words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """`sentences.toml`."""

    abbreviations: frozenset[str]
    final_abbreviations: frozenset[str]  # end a sentence too, before one of `openers`
    openers: tuple[str, ...]  # as written
    letter_words: frozenset[str]  # one letter, and no initial
    ordinals: bool = False  # a full stop makes a number an ordinal: "am 3. Oktober"
    after_quote: tuple[str, ...] = ()  # what goes on with a sentence that a quotation ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """`dates.toml`."""

    months: tuple[str, ...]  # 12: "september sep sept", the full name first
    weekdays: tuple[str, ...]  # 7, from Monday on, likewise
    months_or_words: frozenset[str]
    ordinal_endings: tuple[str, ...]
    today: tuple[str, ...]
    yesterday: tuple[str, ...]
    near: tuple[str, ...]  # expressions, {weekday}
    far: tuple[str, ...]  # expressions
    ahead: tuple[str, ...]  # expressions, {weekday}: days to come
    back: tuple[str, ...]  # expressions, {month}: of a past before the story
    between: str = ""  # expression between day, month and year: "3 de octubre de 2026"

    @property
    def month_names(self) -> tuple[str, ...]:
        """The twelve full names."""
        return tuple(forms.split()[0] for forms in self.months)

    @property
    def weekday_names(self) -> tuple[str, ...]:
        """The seven full names."""
        return tuple(forms.split()[0] for forms in self.weekdays)

    @property
    def month_numbers(self) -> dict[str, int]:
        """Every form of a month's name -> 1 to 12."""
        return {form: i for i, forms in enumerate(self.months, 1) for form in forms.split()}

    @property
    def weekday_numbers(self) -> dict[str, int]:
        """Every form of a weekday's name -> 0, Monday, to 6; but for full ones cut short."""
        short = self.short_forms
        return {
            form: i
            for i, forms in enumerate(self.weekdays)
            for form in forms.split()
            if form not in short
        }

    @property
    def short_forms(self) -> frozenset[str]:
        """Of months and weekdays: beginnings of their names."""
        return frozenset(
            form
            for forms in (*self.months, *self.weekdays)
            for form in forms.split()[1:]
            if forms.startswith(form)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """`numbers.toml`."""

    small: tuple[str, ...]  # from zero up by one
    tens: tuple[str, ...]  # from twenty up by ten
    half: frozenset[str]
    articles: frozenset[str]
    joiner: str  # one or several
    spelt: str  # expression, {word} and {scale}
    scales: tuple[str, ...]
    hedges: tuple[str, ...]
    after_hedge: str  # expression
    not_before_these: tuple[str, ...]  # expressions, {ordinal} and {month}
    not_after_these: tuple[str, ...]  # expressions, {month}
    age_or_owner: str  # expression
    hour_before: str
    determiners: tuple[str, ...]
    people: tuple[str, ...]
    more: tuple[str, ...]
    multiples: Mapping[str, float]
    magnitudes: Mapping[str, float]
    unit_phrases: Mapping[str, str]  # phrase -> unit
    units: WordLists  # unit -> words
    values: Mapping[str, float] = field(default_factory=dict)  # further number words, and forms
    collectives: Mapping[str, float] = field(default_factory=dict)  # "a dozen", "une trentaine"
    glued: bool = False  # number words are written together: "einundzwanzig"
    before_unit: str = ""  # expression of what may stand before a unit: "d'euros"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """`names.toml`."""

    honorifics: frozenset[str]
    particles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonyms:
    """`demonyms.toml`."""

    given_names: frozenset[str]
    longer_place: str
    longer_people: str
    rules: WordLists  # end of a place -> ends of its adjectives
    irregular: WordLists  # place -> peoples


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A news agency's spellings by where they stand; none where it is not looked for."""

    text: tuple[str, ...] = ()  # expressions, in a sentence
    credit: tuple[str, ...] = ()  # in a credit line, lower case
    byline: tuple[str, ...] = ()  # as an author, as written


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """`outlets.toml`, of all languages together; all but the last two are expressions."""

    outlets: tuple[str, ...]
    credit: str  # {credit}
    mastheads: tuple[str, ...]
    agencies: Mapping[str, Agency]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """`sources.toml`; all but `joined` are expressions."""

    outlets: tuple[str, ...]  # whose names are other words elsewhere
    name: str
    outlet: str  # {agency}, {famous}, {name}, {mast}
    citations: tuple[str, ...]  # {outlet}
    reported: tuple[str, ...]  # {outlet}
    anonymous: str
    unnamed: str
    unnamed_mark: str
    person: str  # {name}
    role: str  # before or after a name, no part of it
    speaks: str
    spoken: tuple[str, ...]  # {person}, {role}, {speaks}
    joined: bool  # names stand among other letters, or are inflected


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """`titles.toml`."""

    explains: tuple[str, ...]  # expressions
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """`cues.toml`: by cue, expressions; {weekday} and {month} stand for full names."""

    whole: WordLists  # between word boundaries, in lower case
    opening: WordLists  # at the start, up to a word boundary, in lower case
    anywhere: WordLists  # as they are, in lower case
    cased: WordLists  # as they are, in the text as written


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`figures.toml`."""

    stop: frozenset[str]
    lead: frozenset[str]
    whole: frozenset[str]
    clause_ends: frozenset[str]
    verb_endings: tuple[str, ...]
    votes: str
    majority: str
    by: str  # this and the next three: expressions
    other: str
    more: str
    measure: str
    up: str  # this and the next three: expressions
    down: str
    changed: str
    lowered: str
    near: frozenset[str]  # hedges
    over: frozenset[str]
    least: frozenset[str]  # "at least": what lies below says otherwise
    under: frozenset[str]
    classes: WordLists  # the ledger's key -> words
    parts: WordLists
    days: frozenset[str] = frozenset()  # and their parts: no matter of a figure
    including: str = (
        "(?!)"  # expression of what may stand before "were killed": ", 3 of them women,"
    )
    difference: str = "(?!)"  # expression of what stands before a mere one: "by" five to 41
    elided: tuple[str, ...] = ()  # before an apostrophe, where they are joined to the next word


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """`claims.toml`: expressions; `before` and `after` by kind of claim, in lower case."""

    age: tuple[str, ...]  # (?P<age>) and (?P<name>) of a person, {name} a word of it; as written
    clock: tuple[str, ...]  # (?P<hour>), with (?P<minute>) and (?P<half>) "a" or "p" where given
    address: tuple[str, ...]  # (?P<number>) and (?P<street>) of a house, {name} a word; as written
    span: tuple[str, ...]  # (?P<low>) and (?P<high>), each {value}: a number or a date; lower case
    stamp: str  # expression: that a time is the page's own
    nobody: str  # expression: that something happened to nobody
    before: WordLists  # a matter that is open
    after: WordLists  # what says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The wording around a value that was, as expressions."""

    lead: str  # before the former value, with `to` before the new one
    to: str
    range: str  # before the first of two that are a range
    behind: str  # before a former value that follows the new one
    alone: str  # before a former value, whatever stands before it
    moved: str  # between what is counted and its new value
    number_of: str  # before the noun that is counted
    then: str = ""  # after the new value, where `lead` and `to` alone leave a doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """`counting.toml`: what no number counts; expressions by what the number is instead."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    former: Former


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """`spelling.toml`: one case for a word, and what is written together with it."""

    drop: str  # expression of marks, of decomposed letters
    prefixes: str  # expression
    particles: tuple[str, ...]
    letters: Mapping[str, str]  # letter -> what it becomes before case is folded
    contractions: Mapping[str, str]  # how a word begins -> how it does after some prefixes


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """`scripts.toml`, of all languages together: ranges of character classes."""

    blankless: tuple[str, ...]
    optional: tuple[str, ...]
    usual: WordLists  # ISO 639-1 -> its script


@dataclass(frozen=True, slots=True, kw_only=True)
class Currencies:
    """`currencies.toml`, letter case kept."""

    signs: WordLists  # unit -> what marks it, before or after an amount
    magnitudes: Mapping[str, float]  # of letters written together with a sign: "5 M€"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """`pages.toml`, of all languages together: expressions, but for conjunctions and particles."""

    challenge: tuple[str, ...]
    challenge_titles: tuple[str, ...]
    javascript: tuple[str, ...]
    consent: tuple[str, ...]
    paywall: tuple[str, ...]
    missing_titles: tuple[str, ...]
    missing_paths: tuple[str, ...]
    wall_hosts: tuple[str, ...]
    standfirst_classes: tuple[str, ...]
    bylines: tuple[str, ...]
    author_labels: tuple[str, ...]
    conjunctions: tuple[str, ...]
    author_conjunctions: tuple[str, ...]
    particles: tuple[str, ...]
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """All that one language brings; a part that its folder lacks is English's.

    One object a language, equal to itself alone: what is made of it may be cached by it.
    """

    code: str  # ISO 639-1
    words: Words
    stems: Stems
    sentences: Sentences
    dates: Dates
    numbers: Numbers
    names: Names
    demonyms: Demonyms
    sources: Sources
    titles: Titles
    cues: Cues
    figures: Figures
    spelling: Spelling
    counting: Counting
    claims: Claims

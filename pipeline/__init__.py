"""What is computed: records in, records out. No Prefect, no DuckDB, no clock.

    due feeds --poll--> entries --wanted--> entries --fetch--> pages --extract--> articles
        --embed--> [n, d] --place(window)--> batch --detect--> developments, alerts --load--> rows
        --outbox--> people

The stages, each in its module, and the folder where its parts are:

    poll      feeds/         documents of every format, dates, when to ask again
    fetch     web/           addresses, the guarded client, politeness, robots.txt
    extract   pages/         markup, headline, text, boilerplate, is it an article
    embed     encoders/      title and lead to vectors, by models that are loaded by name
    place     stories/       features, the same-story score, copies, stories
    detect    developments/  new sentences, figures, sources
    alert     alerts/        tracks, independent voices, the words of an alert; a part of detect
    notify                   channels, attempts and retries

`records` holds the nouns, `reasons` why things fail, `language/` how text is read, `workers` the
processes that may be killed; `evaluation/` measures all of it on labelled data.
"""

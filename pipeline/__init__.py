"""What is computed: records in, records out. No Prefect, no DuckDB, no clock.

    due feeds --poll--> entries --wanted--> entries --fetch--> pages --extract--> articles
        --embed--> [n, d] --place(window)--> batch --load--> rows --outbox--> people

The stages, each in its module, and the folder where its parts are:

    poll      feeds/         documents of every format, dates, when to ask again
    fetch     web/           addresses, the guarded client, pace, robots.txt
    extract   pages/         markup, headline, text, dirt, is it an article
    embed                    title and lead to vectors
    place     threads/       features, the same-story score, copies, stories
    detect    developments/  new sentences, figures, sources; tracks and alerts
    notify                   alerts to their channels

`records` holds the nouns, `reasons` why things fail, `text` how text is cut, `workers` the
processes that may be killed; `evaluation/` measures all of it on labelled data.
"""

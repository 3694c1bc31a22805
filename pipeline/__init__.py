"""What is computed: records in, records out.

    due feeds --poll--> entries --wanted--> entries --fetch--> pages --extract--> articles
        --embed--> [n, d] --place(window)--> batch --load--> rows --outbox--> people
"""

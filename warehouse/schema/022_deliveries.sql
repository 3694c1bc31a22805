-- Every attempt to hand an alert to its channel.
CREATE TABLE store.deliveries (
    alert_id VARCHAR,
    tried_at TIMESTAMP,
    accepted BOOLEAN,
    detail VARCHAR,
    attempt INTEGER,
    retry_at TIMESTAMP -- NULL when not accepted: dead letter
)

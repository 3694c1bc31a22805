-- A score was the expected number of developments among the sentences; it is the probability that
-- there is one at least (were they independent and rare: Poisson), 0 to 1, in the same order.
UPDATE store.developments SET score = 1 - exp(-score)

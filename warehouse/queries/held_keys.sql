-- Rows that the last copy held loose.
CREATE OR REPLACE TEMP TABLE loose AS SELECT NULL::BIGINT AS row, row_key, part_at FROM held

-- What only the cluster's administrator may do, applied to each database of the suite.
-- Odoo's own role has CREATEDB and nothing more. Safe to apply again.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

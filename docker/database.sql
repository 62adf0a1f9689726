-- Run once by the database image, as administrator, when its volume is new.
-- Odoo's role owns its database and may do nothing else in the cluster.
\set role socreg
\set password `cat /run/secrets/database_password`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE socreg OWNER :"role" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C';
\connect socreg
\include /opt/socreg/administrator.sql
\include /opt/socreg/history.sql

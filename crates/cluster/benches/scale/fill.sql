-- A shared database with {open} waiting jobs, {active} jobs in calls, {ended} ended jobs, and {faxes} old faxes, of {nodes} nodes. Its time is {now}.
-- The contents of a row depend only on its number, so each run has the same rows.

INSERT INTO store_identity (one, identity) VALUES (1, 'of-the-benchmark');

INSERT INTO nodes (name, token, host, folder, version, seen_at, waiting)
SELECT 'node' || lpad(n::text, 3, '0'), lpad(to_hex(n), 16, '0'), 'pbx' || n || '.example.com', '/var/spool/ferrofax', '0.3.0', 0, 0
FROM generate_series(0, {nodes} - 1) AS n;

-- The state of each job, and the values that depend on the state.
CREATE TEMP TABLE shape AS
SELECT id, h, state, state IN ('done', 'failed') AS has_ended, state IN ('done', 'failed', 'sleeping', 'active') AS was_dialled,
       CASE WHEN h / 100 % 20 < 8 THEN 1 WHEN h / 100 % 20 < 13 THEN 2 WHEN h / 100 % 20 < 16 THEN 3
            WHEN h / 100 % 20 < 18 THEN 4 ELSE 5 END AS pages,
       CASE WHEN state = 'active' THEN '+4980' || lpad(id::text, 8, '0')
            WHEN state = 'blocked' THEN '+4980' || lpad(({ended} + 1 + h % {active})::text, 8, '0')
            ELSE '+4991' || lpad((h % greatest({open} * 4 / 5, 1))::text, 8, '0') END AS canonical,
       lpad(to_hex(id % {nodes}), 16, '0') AS home
FROM (SELECT id, h, CASE WHEN id <= {ended} THEN CASE WHEN h % 100 < 92 THEN 'done' ELSE 'failed' END
                         WHEN id <= {ended} + {active} THEN 'active'
                         WHEN h % 100 < 70 THEN 'ready' WHEN h % 100 < 82 THEN 'pending' WHEN h % 100 < 95 THEN 'sleeping'
                         WHEN h % 100 < 98 THEN 'blocked' ELSE 'suspended' END AS state
      FROM (SELECT id, hashint8(id)::bigint & 1073741823 AS h FROM generate_series(1, {ended} + {active} + {open}) AS id) AS one) AS two;

INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, tries, dials, created_at, due_at,
                  windows, zone, expires_at, ended_at, tag, notify_when, notify_format, unknown, created_by, failure, text, call,
                  account, account_calls)
SELECT id, state, '0' || substr(canonical, 4), canonical, (2000 + h % 500) || '@fax-devices', 'user' || h % 3000 || '@example.com',
       CASE WHEN h / 7 % 20 < 16 THEN 127 WHEN h / 7 % 20 < 19 THEN 63 ELSE 200 END, 3, 12, was_dialled::int, was_dialled::int,
       {now} - 86400000 + id % 86400000,
       CASE state WHEN 'pending' THEN {now} + 3600000 + h % 86400000 WHEN 'sleeping' THEN {now} + 3600000 + h % 600000 END,
       CASE WHEN h / 11 % 10 = 0 THEN '00:00-24:00, 0' || h / 13 % 4 || ':00-05:00' END,
       CASE WHEN h / 11 % 10 = 0 THEN CASE WHEN h / 17 % 2 = 0 THEN 'Europe/Berlin' ELSE 'UTC' END ELSE '' END,
       {now} + 259200000, CASE WHEN has_ended THEN {now} - 43200000 + id % 43200000 END, 'Invoice ' || id, 'never', 'text', 'resend',
       'mail', CASE state WHEN 'failed' THEN 'no-answer' WHEN 'sleeping' THEN 'busy' WHEN 'blocked' THEN 'blocked' END,
       'What happened last, in a sentence.', CASE WHEN state = 'active' THEN id END,
       CASE WHEN h / 19 % 5 = 0 THEN 'user' || h % 200 ELSE '' END, CASE WHEN h / 19 % 5 = 0 THEN 50 ELSE 0 END
FROM shape;

INSERT INTO job_options (job, name, value)
SELECT id, name, value FROM shape, LATERAL (VALUES
    ('header', 'From %s, page %p of %P'), ('home', home), ('ident', '+49 991 123456'),
    ('mark', home || ':' || id || ':' || {now} - 86400000 + id % 86400000)) AS one (name, value)
UNION ALL SELECT id, 'nodes', 'node000,node001' FROM shape WHERE h / 23 % 50 = 0;

INSERT INTO job_documents (job, number, name, file, pages) SELECT id, 1, 'letter.pdf', md5(id::text) || '.tif', pages FROM shape;

INSERT INTO job_octets (file, sha256, octets)
SELECT md5(id::text) || '.tif', encode(sha256('x'), 'hex'), 'x' FROM shape;

INSERT INTO job_pages (job, document, page, state, confirmed_at)
SELECT id, 1, page, CASE WHEN state = 'done' THEN 'confirmed' ELSE 'waiting' END, CASE WHEN state = 'done' THEN {now} END
FROM shape, generate_series(1, pages) AS page;

INSERT INTO job_calls (id, job, leased_at, fax_seen_at, ended_at, failure, rate_bps, ecm, coding, mode, trunk)
SELECT id, id, {now} - 60000, {now} - 50000, CASE WHEN state <> 'active' THEN {now} END,
       CASE state WHEN 'failed' THEN 'no-answer' WHEN 'sleeping' THEN 'busy' END, 14400, 1, 'MMR', 'T38', 'PJSIP/provider'
FROM shape WHERE was_dialled;

INSERT INTO job_changes (job, at, state, text, call, tries, dials, pages_confirmed)
SELECT id, {now} - 86400000 + id % 86400000 + step, CASE WHEN step < 3 THEN 'ready' ELSE state END, 'What happened, in a sentence.',
       CASE WHEN step >= 3 THEN id END, 0, (step >= 3)::int, 0
FROM shape, generate_series(1, CASE WHEN has_ended THEN 5 WHEN was_dialled THEN 4 ELSE 2 END) AS step;

INSERT INTO job_leases (call, job, node, token, until, machine)
SELECT id, id, 'node' || lpad((id % {nodes})::text, 3, '0'), lpad(to_hex(id % {nodes}), 16, '0'), {now} + 864000000, 'machine' || id % {nodes}
FROM shape WHERE state = 'active';

DROP TABLE shape;

INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, far_ident, rate_bps, ecm, coding,
                   x_dpi, y_dpi, outcome_phase, outcome_cause, outcome_text, format, mail_without_pages, document, mode, trunk)
SELECT id, CASE WHEN h % 100 < 94 THEN 'received' WHEN h % 100 < 97 THEN 'incomplete' ELSE 'failed' END, (2000 + h % 2000) || '@fax-devices',
       (2000 + h % 2000)::text, '+4999' || h % 100000, CASE h % 4 WHEN 0 THEN 'Muster GmbH' WHEN 1 THEN 'Praxis Dr. Schmidt' ELSE '' END,
       '1764000000.' || id, at, at + 60000, '+49 99 ' || h % 100000, 14400, 1, 'MMR', 204, 196, 'E', 'OK', 'The fax was received.',
       'pdf', 0, '0000/' || id || '.tif', 'T38', 'PJSIP/provider'
FROM (SELECT id, hashint8(id)::bigint & 1073741823 AS h, {now} - 7776000000 + id * (7776000000 / {faxes}) AS at
      FROM generate_series(1, {faxes}) AS id) AS one;

INSERT INTO pages (fax, number, width, rows, x_dpi, y_dpi, coding, rate_bps, ecm, bad_rows, longest_bad_run, complete, confirmed, received_at)
SELECT id, 1, 1728, 2200, 204, 196, 'MMR', 14400, 1, 0, 0, 1, 1, {now} FROM generate_series(1, {faxes}) AS id;

-- The newest million faxes have a document. Only its name is stored here.
INSERT INTO node_faxes (node, mark, node_fax, fax, sha256, arrived_at)
SELECT 'node' || lpad((id % {nodes})::text, 3, '0'), '0000/' || lpad((id / {nodes})::text, 8, '0') || '-00000000.tif', id / {nodes}, id,
       CASE WHEN id > {faxes} - 1000000 THEN encode(sha256(int8send(id)), 'hex') END, {now} - 7776000000 + id * (7776000000 / {faxes})
FROM generate_series(1, {faxes}) AS id;

INSERT INTO store_documents (id, fax, token, sha256, octets, begun_at)
SELECT id, id, lpad(to_hex(id % {nodes}), 16, '0'), encode(sha256(int8send(id)), 'hex'), 40000, {now}
FROM generate_series(greatest(1, {faxes} - 999999), {faxes}) AS id;

INSERT INTO fax_words (rowid, words)
SELECT id, device || ' ' || calling || ' ' || caller_name || ' ' || far_ident FROM faxes;

/**
 * What MySQL must answer, as data: a case is a list of statements, and its outcome is what each of them gave.
 * The same list runs against the stand-in and, where one is installed, a real server.
 */
export interface Step {
  sql: string;
  values?: unknown[];
  /** Sent as a prepared statement, which has its own protocol. */
  prepared?: boolean;
  /** Which of several connections; the first if left out. */
  on?: 'a' | 'b' | 'c';
  /** Goes on without waiting for the answer, which is noted when it comes; the name is for `await`. */
  start?: string;
  /** Only checks that the column has this many rows, say, where values differ from server to server. */
  only?: 'count' | 'affected' | 'done';
}

export interface Case {
  name: string;
  steps: (string | Step | { await: string } | { pause: number })[];
}

const p = (sql: string, ...values: unknown[]): Step => ({ sql, values, prepared: true });
const q = (sql: string, ...values: unknown[]): Step => ({ sql, values });
const a = (sql: string, more: Partial<Step> = {}): Step => ({ sql, on: 'a', ...more });
const b = (sql: string, more: Partial<Step> = {}): Step => ({ sql, on: 'b', ...more });
const c = (sql: string, more: Partial<Step> = {}): Step => ({ sql, on: 'c', ...more });

const shop = [
  "CREATE TABLE users (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, email VARCHAR(120) NOT NULL, name VARCHAR(50) DEFAULT 'anon', role ENUM('admin','user') NOT NULL DEFAULT 'user', balance DECIMAL(10,2) NOT NULL DEFAULT 0.00, is_active TINYINT(1) DEFAULT 1, bio TEXT, born DATE, UNIQUE KEY uq_email (email), KEY ix_name (name)) ENGINE=InnoDB",
  'CREATE TABLE orders (id BIGINT AUTO_INCREMENT, user_id INT UNSIGNED NOT NULL, total DECIMAL(10,2) NOT NULL, status VARCHAR(20), PRIMARY KEY (id), CONSTRAINT fk_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)',
  "INSERT INTO users (email, name, role, balance, born) VALUES ('a@x.io', 'O''Brien', 'admin', 10.5, '2000-02-29'), ('b@x.io', 'Bob', 'user', 0, NULL), ('c@x.io', 'Çelik', 'user', 3.25, '1999-12-31')",
  "INSERT INTO orders (user_id, total, status) VALUES (1, 10, 'paid'), (1, 20.5, 'new'), (2, 5, 'paid'), (2, 7.25, NULL)",
];
const stock = [
  'CREATE TABLE stock (id INT PRIMARY KEY, item VARCHAR(20), left_over INT UNSIGNED NOT NULL)',
  "INSERT INTO stock VALUES (1, 'lamp', 5), (2, 'desk', 3), (3, 'sofa', 0)",
];

export const cases: Case[] = [
  // Day 40: first queries.
  { name: 'create, insert, insert ids', steps: shop },
  {
    name: 'select types',
    steps: [
      ...shop,
      'SELECT id, email, name, role, balance, is_active, born FROM users ORDER BY id',
      p(
        'SELECT id, email, name, role, balance, is_active, born FROM users WHERE id >= ? ORDER BY id',
        2,
      ),
    ],
  },
  {
    name: 'parameters of all kinds',
    steps: [
      p('SELECT ? AS i, ? AS t, ? AS n', 5, 'text', null),
      q('SELECT ? AS i, ? AS t, ? AS n', 5, "te'xt\\", null),
      p('SELECT ? + 1 AS v', 4),
    ],
  },
  {
    name: 'set from an object',
    steps: [
      ...shop,
      q('INSERT INTO users SET ?', { email: 'd@x.io', name: 'Dan' }),
      q('INSERT INTO orders (user_id, total, status) VALUES ?', [
        [3, 1, 'x'],
        [3, 2, 'y'],
      ]),
      'SELECT COUNT(*) AS n FROM orders',
    ],
  },
  {
    name: 'case-insensitive equality and LIKE',
    steps: [
      ...shop,
      "SELECT id FROM users WHERE email = 'A@X.IO'",
      "SELECT id FROM users WHERE name LIKE 'b%'",
      "SELECT id FROM users WHERE name = 'celik'",
      "SELECT 'a' = BINARY 'A' AS x, 'a' = 'A ' AS y",
      "SELECT '50%' LIKE '50\\%' AS x, '50x' LIKE '50\\%' AS y, 'a_c' LIKE 'a|_c' ESCAPE '|' AS z",
    ],
  },
  {
    name: '1062 duplicate',
    steps: [
      ...shop,
      "INSERT INTO users (email) VALUES ('a@x.io')",
      'INSERT INTO users (id, email) VALUES (1, "z@x.io")',
      "UPDATE users SET email = 'a@x.io' WHERE id = 2",
    ],
  },
  {
    name: '1452 and 1451 foreign keys',
    steps: [
      ...shop,
      'INSERT INTO orders (user_id, total) VALUES (999, 1)',
      'UPDATE orders SET user_id = 999 WHERE id = 1',
      'CREATE TABLE cats (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES cats (id))',
      'INSERT INTO cats VALUES (1, NULL), (2, 1)',
      'DELETE FROM cats WHERE id = 1',
      'INSERT INTO cats VALUES (3, 9)',
      'UPDATE cats SET id = 5 WHERE id = 1',
    ],
  },
  {
    name: '1048 and 1364 missing values',
    steps: [
      ...shop,
      'INSERT INTO users (email) VALUES (NULL)',
      "INSERT INTO users (name) VALUES ('x')",
      'UPDATE users SET email = NULL WHERE id = 1',
    ],
  },
  {
    name: '1265 enum, 1406 too long, 1264 out of range, 1292 date',
    steps: [
      ...shop,
      "INSERT INTO users (email, role) VALUES ('e@x', 'boss')",
      q('INSERT INTO users (email) VALUES (?)', 'x'.repeat(200)),
      'UPDATE users SET balance = 123456789012 WHERE id = 1',
      "UPDATE users SET born = '2023-02-30' WHERE id = 1",
      "UPDATE users SET born = 'soon' WHERE id = 1",
      'UPDATE users SET id = -1 WHERE id = 1',
      'UPDATE users SET is_active = 300 WHERE id = 1',
    ],
  },
  {
    name: '1366 and 1265 not a number',
    steps: [
      'CREATE TABLE n (i INT, d DECIMAL(5,2), f DOUBLE)',
      "INSERT INTO n (i) VALUES ('abc')",
      "INSERT INTO n (i) VALUES ('12abc')",
      "INSERT INTO n (d) VALUES ('abc')",
      "INSERT INTO n (f) VALUES ('abc')",
      "INSERT INTO n VALUES ('42', '1.005', '1e3')",
      'SELECT * FROM n',
    ],
  },
  {
    name: '1064 syntax',
    steps: [
      'selec 1',
      'SELECT * FROM',
      "SELECT 'open",
      'SELECT 1 FROM dual WHERE',
      'INSERT INTO t VALUES (1,)',
    ],
  },
  {
    name: '1146, 1054, 1052, 1051, 1050',
    steps: [
      ...shop,
      'SELECT * FROM nope',
      'SELECT nope FROM users',
      'SELECT id FROM users, orders',
      'SELECT users.nope FROM users',
      'DROP TABLE nope',
      'CREATE TABLE users (id INT)',
      'INSERT INTO users (nope) VALUES (1)',
      'UPDATE users SET nope = 1',
      'DELETE FROM users WHERE nope = 1',
    ],
  },
  {
    name: 'counts of affected and changed rows',
    steps: [
      ...shop,
      "UPDATE users SET name = 'Bobby' WHERE name = 'Bob'",
      "UPDATE users SET name = 'Bobby' WHERE id = 2",
      'UPDATE users SET balance = balance + 1',
      'DELETE FROM users WHERE id = 99',
      'DELETE FROM orders',
    ],
  },
  {
    name: 'limit and offset',
    steps: [
      ...shop,
      'SELECT id FROM orders ORDER BY id LIMIT 2',
      'SELECT id FROM orders ORDER BY id DESC LIMIT 1, 2',
      'SELECT id FROM orders ORDER BY id LIMIT 1 OFFSET 3',
    ],
  },
  {
    name: 'last insert id',
    steps: [
      ...shop,
      "INSERT INTO users (email) VALUES ('e@x'), ('f@x')",
      'SELECT LAST_INSERT_ID() AS id',
      "INSERT INTO users (id, email) VALUES (50, 'g@x')",
      'SELECT LAST_INSERT_ID() AS id',
      "INSERT INTO users (email) VALUES ('h@x')",
    ],
  },
  {
    name: 'multi statements',
    steps: [
      'SELECT 1 AS a; SELECT 2 AS b',
      'SELECT 1 AS a; selec',
      'CREATE TABLE m (id INT); INSERT INTO m VALUES (1); SELECT * FROM m',
    ],
  },
  // Day 41: schema and upserts.
  {
    name: 'on duplicate key update',
    steps: [
      ...shop,
      "INSERT INTO users (email, name) VALUES ('b@x.io', 'Up') ON DUPLICATE KEY UPDATE name = VALUES(name)",
      "INSERT INTO users (email, name) VALUES ('b@x.io', 'Up') ON DUPLICATE KEY UPDATE name = VALUES(name)",
      "INSERT INTO users (email, name) VALUES ('n@x.io', 'New') ON DUPLICATE KEY UPDATE name = VALUES(name)",
      "INSERT INTO users (email, balance) VALUES ('b@x.io', 5), ('a@x.io', 1) ON DUPLICATE KEY UPDATE balance = balance + VALUES(balance)",
      'SELECT email, name, balance FROM users ORDER BY email',
    ],
  },
  {
    name: 'replace and insert ignore',
    steps: [
      'CREATE TABLE r (id INT PRIMARY KEY, v VARCHAR(3) NOT NULL)',
      "REPLACE INTO r VALUES (1, 'a')",
      "REPLACE INTO r VALUES (1, 'b')",
      "INSERT IGNORE INTO r VALUES (1, 'c'), (2, 'd')",
      "INSERT IGNORE INTO r VALUES (3, 'toolong')",
      'SHOW WARNINGS',
      'SELECT * FROM r ORDER BY id',
    ],
  },
  {
    name: 'generated columns',
    steps: [
      "CREATE TABLE g (price DECIMAL(8,2), qty INT, total DECIMAL(10,2) GENERATED ALWAYS AS (price * qty) STORED, label VARCHAR(20) AS (CONCAT('#', qty)) VIRTUAL, KEY (total))",
      'INSERT INTO g (price, qty) VALUES (1.10, 3)',
      'UPDATE g SET qty = 4',
      'SELECT * FROM g',
      'INSERT INTO g (price, qty, total) VALUES (1, 1, 1)',
      'SELECT total FROM g WHERE total > 4.3',
    ],
  },
  {
    name: 'checks',
    steps: [
      'CREATE TABLE k (id INT PRIMARY KEY, n INT, CONSTRAINT positive CHECK (n > 0))',
      'INSERT INTO k VALUES (1, 1), (2, NULL)',
      'SELECT * FROM k ORDER BY id',
    ],
  },
  {
    name: 'enum order, index and comparison',
    steps: [
      "CREATE TABLE s (size ENUM('small','medium','large') NOT NULL)",
      "INSERT INTO s VALUES ('large'), ('small'), ('MEDIUM')",
      'SELECT size FROM s ORDER BY size',
      "SELECT size FROM s WHERE size = 'Large'",
      'SELECT MAX(size) AS m FROM s',
      'SELECT size + 0 AS n FROM s ORDER BY n',
    ],
  },
  {
    name: 'cascades',
    steps: [
      ...shop,
      'DELETE FROM users WHERE id = 2',
      'SELECT id FROM orders ORDER BY id',
      'CREATE TABLE kids (id INT PRIMARY KEY, uid INT UNSIGNED NULL, FOREIGN KEY (uid) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE)',
      'INSERT INTO kids VALUES (1, 1), (2, 3)',
      'DELETE FROM users WHERE id = 3',
      'SELECT * FROM kids ORDER BY id',
    ],
  },
  {
    name: 'alter table',
    steps: [
      ...shop,
      'ALTER TABLE users ADD COLUMN phone VARCHAR(20) NULL AFTER name, ADD INDEX ix_phone (phone)',
      "ALTER TABLE users MODIFY COLUMN phone VARCHAR(40) NULL DEFAULT '-'",
      'ALTER TABLE users CHANGE phone tel VARCHAR(40)',
      'SELECT * FROM users WHERE id = 2',
      'ALTER TABLE users DROP COLUMN tel',
      'ALTER TABLE users DROP COLUMN tel',
      'ALTER TABLE users ADD COLUMN email INT',
      'ALTER TABLE users ADD UNIQUE (role)',
      'ALTER TABLE users RENAME COLUMN bio TO story',
      'SELECT id, story FROM users WHERE id = 1',
    ],
  },
  {
    name: 'timestamps set themselves',
    steps: [
      'CREATE TABLE ts (id INT PRIMARY KEY, v INT, made DATETIME DEFAULT CURRENT_TIMESTAMP, seen TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)',
      "INSERT INTO ts (id, v, seen) VALUES (1, 1, '2020-01-01 00:00:00')",
      'UPDATE ts SET v = 1',
      'SELECT seen FROM ts',
      'UPDATE ts SET v = 2',
      "SELECT seen > '2025-01-01' AS fresh, TIMESTAMPDIFF(SECOND, made, NOW()) < 60 AS recent FROM ts",
    ],
  },
  {
    name: 'time zones',
    steps: [
      'CREATE TABLE z (t TIMESTAMP NULL, d DATETIME)',
      "SET time_zone = '+02:00'",
      "INSERT INTO z VALUES ('2024-06-01 12:00:00', '2024-06-01 12:00:00')",
      "SET time_zone = '-05:00'",
      'SELECT CAST(t AS CHAR) AS t, CAST(d AS CHAR) AS d FROM z',
      "SELECT COUNT(*) AS n FROM z WHERE t = '2024-06-01 05:00:00'",
      "SET time_zone = '+00:00'",
      "SELECT CONVERT_TZ('2024-01-01 12:00:00', '+00:00', '+05:30') AS c",
      "SET time_zone = 'Nowhere/Land'",
    ],
  },
  {
    name: 'auto increment',
    steps: [
      'CREATE TABLE ai (id INT AUTO_INCREMENT PRIMARY KEY, v INT UNIQUE) AUTO_INCREMENT = 10',
      'INSERT INTO ai (v) VALUES (1)',
      'INSERT INTO ai (v) VALUES (1)',
      'INSERT INTO ai (v) VALUES (2)',
      'SELECT * FROM ai ORDER BY id',
      'TRUNCATE TABLE ai',
      'INSERT INTO ai (v) VALUES (1)',
    ],
  },
  {
    name: 'multi-column keys',
    steps: [
      'CREATE TABLE mk (a INT, b VARCHAR(5), v INT, PRIMARY KEY (a, b))',
      "INSERT INTO mk VALUES (1, 'x', 1), (1, 'y', 2)",
      "INSERT INTO mk VALUES (1, 'X', 3)",
      "INSERT INTO mk VALUES (1, 'x', 9) ON DUPLICATE KEY UPDATE v = v + VALUES(v)",
      "SELECT v FROM mk WHERE (a, b) = (1, 'x')",
      "SELECT v FROM mk WHERE (a, b) IN ((1, 'x'), (1, 'y')) ORDER BY v",
    ],
  },
  // Queries, for days 43 and 48.
  {
    name: 'joins',
    steps: [
      ...shop,
      'SELECT u.email, COUNT(o.id) AS n, COALESCE(SUM(o.total), 0) AS s, AVG(o.total) AS av FROM users u LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.id, u.email HAVING n > 0 ORDER BY u.id',
      'SELECT o.id, u.id AS uid FROM orders o RIGHT JOIN users u ON u.id = o.user_id AND o.total > 15 ORDER BY u.id LIMIT 3',
      'SELECT * FROM (SELECT 1 AS id, 2 AS x) q JOIN (SELECT 1 AS id, 3 AS y) w USING (id)',
      'SELECT * FROM (SELECT 1 AS id, 2 AS x) q NATURAL JOIN (SELECT 1 AS id, 3 AS y) w',
    ],
  },
  {
    name: 'subqueries',
    steps: [
      ...shop,
      'SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.total > (SELECT AVG(total) FROM orders)) ORDER BY id',
      'SELECT (SELECT total FROM orders) AS many',
      'SELECT id FROM users WHERE id IN (SELECT user_id FROM orders) ORDER BY id',
      'SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM orders)',
      'SELECT id FROM orders WHERE total >= ALL (SELECT total FROM orders)',
      'SELECT id, (SELECT SUM(total) FROM orders o WHERE o.user_id = u.id) AS t FROM users u ORDER BY id',
    ],
  },
  {
    name: 'unions',
    steps: [
      "(SELECT 'a' AS v) UNION ALL (SELECT 'b') ORDER BY v DESC LIMIT 1, 1",
      "SELECT 'a' AS v UNION SELECT 'A'",
      'SELECT 1 AS v UNION SELECT 1.50 ORDER BY v',
      'SELECT 1, 2 UNION SELECT 3',
    ],
  },
  {
    name: 'common table expressions and windows',
    steps: [
      ...shop,
      'WITH r AS (SELECT user_id, total, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY total DESC) AS rn FROM orders) SELECT * FROM r ORDER BY user_id, rn',
      'SELECT id, SUM(total) OVER (ORDER BY id) AS running, LAG(id) OVER (ORDER BY id) AS prev FROM orders ORDER BY id',
      'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT GROUP_CONCAT(i ORDER BY i DESC SEPARATOR "-") AS g FROM n',
    ],
  },
  {
    name: 'only full group by',
    steps: [
      ...shop,
      'SELECT user_id, total FROM orders GROUP BY user_id',
      'SELECT COUNT(*), id FROM orders',
      'SELECT user_id, COUNT(*) AS n FROM orders GROUP BY user_id ORDER BY n DESC, user_id',
      'SELECT SUM(SUM(total)) FROM orders',
      'SELECT id FROM orders WHERE COUNT(*) > 1',
    ],
  },
  {
    name: 'group by an expression or alias',
    steps: [
      ...shop,
      "SELECT IFNULL(status, 'none') AS st, COUNT(*) AS n FROM orders GROUP BY st ORDER BY st",
      'SELECT total > 8 AS big, COUNT(*) AS n FROM orders GROUP BY total > 8 ORDER BY big',
      'SELECT user_id, COUNT(DISTINCT status) AS d FROM orders GROUP BY 1 ORDER BY 1',
    ],
  },
  {
    name: 'update and delete in other forms',
    steps: [
      ...shop,
      "UPDATE users SET bio = 'x' ORDER BY id DESC LIMIT 1",
      'DELETE FROM orders ORDER BY id LIMIT 1',
      "UPDATE users u JOIN orders o ON o.user_id = u.id SET u.bio = 'buyer'",
      'DELETE o FROM orders o JOIN users u ON u.id = o.user_id WHERE u.id = 2',
      'SELECT id, bio FROM users ORDER BY id',
      'UPDATE orders SET total = total * 2, status = total',
      'SELECT id, total, status FROM orders',
      'DELETE FROM users WHERE id = (SELECT MAX(id) FROM users)',
    ],
  },
  {
    name: 'insert from a query',
    steps: [
      ...shop,
      "INSERT INTO orders (user_id, total) SELECT id, balance FROM users WHERE role = 'user'",
      'CREATE TABLE copy AS SELECT user_id, SUM(total) AS t FROM orders GROUP BY user_id',
      'SELECT * FROM copy ORDER BY user_id',
    ],
  },
  // Exact decimals in every form.
  {
    name: 'decimals',
    steps: [
      'SELECT 0.1 + 0.2 AS s, 1.10 * 3 AS m, 10 / 3 AS d, 7.5 % 2 AS r, -1.50 AS n, 1 / 2 AS h',
      'SELECT CAST(1.005 AS DECIMAL(10,2)) AS c, ROUND(2.5) AS r, ROUND(1.005, 2) AS r2, TRUNCATE(-1.999, 2) AS t, FLOOR(-1.5) AS f, CEILING(1.1) AS ce',
      'SELECT SUM(v) AS t, AVG(v) AS a, MAX(v) AS m FROM (SELECT 0.1 AS v UNION ALL SELECT 0.2 UNION ALL SELECT 10) z',
      'SELECT 9007199254740993 + 0.1 AS big, 99999999999999999999.99 + 0.01 AS bigger',
      'SELECT CASE WHEN 1 THEN 1 ELSE 2.50 END AS c, COALESCE(NULL, 3.10) AS d, IF(0, 1.5, 2) AS e, GREATEST(1.5, 10, 2.25) AS g',
    ],
  },
  {
    name: 'floats',
    steps: [
      'CREATE TABLE fl (a FLOAT(8,2), b FLOAT, c DOUBLE)',
      'INSERT INTO fl VALUES (1.005, 0.1, 0.1), (2.5, 1e10, 1e-7)',
      'SELECT * FROM fl',
      p('SELECT * FROM fl'),
      'INSERT INTO fl (a) VALUES (1e9)',
      'SELECT SUM(c) AS s, AVG(b) AS a FROM fl',
      'SELECT 1e0 / 3 AS d, 0.1e0 + 0.2e0 AS e, 1e100 AS f',
    ],
  },
  {
    name: 'decimal columns',
    steps: [
      'CREATE TABLE d (v DECIMAL(12,4), w DECIMAL(30,10))',
      'INSERT INTO d VALUES (0.1, 12345678901234567890.0123456789), (9.9, 0.1), (10.05, -3)',
      'SELECT SUM(v) AS s, SUM(w) AS t, MIN(v) AS mi, MAX(v) AS ma FROM d',
      'SELECT v FROM d ORDER BY v DESC',
      'SELECT v FROM d WHERE v > 9.5 ORDER BY v',
      'SELECT v * w AS x FROM d ORDER BY v',
      'SELECT DISTINCT v FROM (SELECT v FROM d UNION ALL SELECT v FROM d) q ORDER BY v',
      p('SELECT v FROM d WHERE v = ?', '9.9'),
      p('SELECT v FROM d WHERE v BETWEEN ? AND ? ORDER BY v', 0.1, 9.9),
      'UPDATE d SET v = v / 3',
      'SELECT v FROM d ORDER BY v',
    ],
  },
  {
    name: 'integers at their limits',
    steps: [
      'SELECT 9007199254740993 AS b',
      'SELECT CAST(18446744073709551615 AS UNSIGNED) AS u',
      'SELECT 9223372036854775807 + 1 AS o',
      'CREATE TABLE u (n INT UNSIGNED)',
      'INSERT INTO u VALUES (3)',
      'SELECT n - 5 AS x FROM u',
      'UPDATE u SET n = n - 5',
      'SELECT 7 DIV 2 AS d, -7 DIV 2 AS e, -7 MOD 3 AS m, 5 / 0 AS z',
    ],
  },
  {
    name: 'division by zero in a write',
    steps: [
      'CREATE TABLE dz (n INT)',
      'INSERT INTO dz VALUES (1 / 0)',
      'SELECT COUNT(*) AS n FROM dz',
    ],
  },
  {
    name: 'comparison across types',
    steps: [
      "SELECT 1 = '1' AS a, '1.0' = 1 AS b, 'abc' = 0 AS c, NULL <=> NULL AS d, 1 <> 2 AS e, '10' > '9' AS f, 10 > '9' AS g, 0.5 = '0.50' AS h",
      'SELECT 3 IN (1, 2, NULL) AS a, 1 IN (1, NULL) AS b, NOT 1 AS c, TRUE AND NULL AS d, FALSE AND NULL AS e, 1 XOR 1 AS f',
      "SELECT '2024-01-02' > DATE '2024-01-01' AS a, DATE '2024-01-01' = '2024-1-1' AS b",
    ],
  },
  // Functions.
  {
    name: 'text functions',
    steps: [
      `SELECT CONCAT('a', 1, 'b') AS c, CONCAT('a', NULL) AS cn, CONCAT_WS('-', 1, NULL, 2) AS w, SUBSTRING('hello', 2, 3) AS s, SUBSTRING('hello', -3) AS sn, CHAR_LENGTH('né') AS cl, LENGTH('né') AS bl, UPPER('x') AS u, LPAD('7', 3, '0') AS lp, LEFT('hello', 2) AS l, FIELD('b', 'a', 'b') AS fi, MD5('a') AS h5, SHA2('a', 256) AS sh, REPLACE('aXa', 'X', 'b') AS rp, LOCATE('l', 'hello') AS lo, TRIM('  x ') AS tr, REVERSE('abc') AS rv, SUBSTRING_INDEX('a.b.c', '.', 2) AS si, FIND_IN_SET('b', 'a,b') AS fs, HEX('a') AS hx, FORMAT(1234567.891, 2) AS fm`,
      "SELECT 'abc' REGEXP '^a' AS r, REGEXP_REPLACE('a1b2', '[0-9]', '#') AS rr",
      "SELECT GROUP_CONCAT(x ORDER BY x SEPARATOR '|') AS g FROM (SELECT 'b' AS x UNION SELECT 'a' UNION SELECT NULL) q",
    ],
  },
  {
    name: 'date functions',
    steps: [
      `SELECT DATE_FORMAT('2024-03-05 14:07:09', '%Y/%m/%d %H:%i:%s %W %b %e %j') AS f, DATEDIFF('2024-03-01', '2024-02-01') AS d, DATE_ADD('2024-01-31', INTERVAL 1 MONTH) AS a, '2024-01-01' + INTERVAL 2 DAY AS pl, TIMESTAMPDIFF(HOUR, '2024-01-01', '2024-01-02 03:00:00') AS t, YEAR('2024-05-06') AS y, WEEK('2024-01-03', 3) AS w, DAYOFWEEK('2024-01-03') AS dw, TIME_TO_SEC('01:02:03') AS ts, SEC_TO_TIME(3661) AS st, EXTRACT(YEAR_MONTH FROM '2024-05-06') AS ym`,
      "SELECT LAST_DAY('2024-02-10') AS ld, STR_TO_DATE('05.03.2024', '%d.%m.%Y') AS sd, MAKEDATE(2024, 60) AS md",
      "SELECT UNIX_TIMESTAMP('2024-01-01 00:00:00') AS u, FROM_UNIXTIME(1704067200) AS f",
      "SELECT TIMEDIFF('2024-01-02 00:00:00', '2024-01-01 23:00:00') AS td, ADDTIME(TIME '01:00:00', '00:30:00') AS ad",
    ],
  },
  {
    name: 'fractions of seconds',
    steps: [
      'CREATE TABLE fs (a DATETIME(3), b DATETIME, t TIME(2))',
      "INSERT INTO fs VALUES ('2024-01-01 00:00:00.1239', '2024-01-01 00:00:00.6', '-01:00:00.456')",
      'SELECT CAST(a AS CHAR) AS a, CAST(b AS CHAR) AS b, t FROM fs',
      p('SELECT CAST(a AS CHAR) AS a, t FROM fs'),
    ],
  },
  {
    name: 'JSON',
    steps: [
      'CREATE TABLE j (id INT PRIMARY KEY, doc JSON)',
      `INSERT INTO j VALUES (1, '{"k":[1,2],"name":"Ann","n":{"a":1.5}}')`,
      "SELECT JSON_EXTRACT(doc, '$.k[0]') AS a, doc->>'$.name' AS b, JSON_UNQUOTE(JSON_EXTRACT(doc, '$.name')) AS c, JSON_CONTAINS(doc, '1', '$.k') AS d, JSON_LENGTH(doc, '$.k') AS l, JSON_TYPE(JSON_EXTRACT(doc, '$.n')) AS t FROM j",
      "SELECT id FROM j WHERE JSON_EXTRACT(doc, '$.name') = 'Ann'",
      "UPDATE j SET doc = JSON_SET(doc, '$.k[1]', 9, '$.new', 'x')",
      "SELECT JSON_EXTRACT(doc, '$.k[1]') AS k, JSON_UNQUOTE(JSON_EXTRACT(doc, '$.new')) AS n FROM j",
      "INSERT INTO j VALUES (2, '{bad')",
      "SELECT JSON_VALID('{}') AS v, JSON_VALID('{') AS w",
    ],
  },
  {
    name: 'control flow',
    steps: [
      "SELECT IF(1 > 2, 'y', 'n') AS f, IFNULL(NULL, 5) AS n, NULLIF(1, 1) AS u, CASE 3 WHEN 1 THEN 'a' WHEN 3 THEN 'c' END AS c, COALESCE(NULL, NULL, 'z') AS z",
    ],
  },
  {
    name: 'user variables',
    steps: [
      'SET @x := 5, @y = 1.5',
      'SELECT @x + 1 AS v, @y * 2 AS w',
      "SET @t = 'abc'",
      'SELECT UPPER(@t) AS t, @nothing AS n',
    ],
  },
  {
    name: 'prepared in SQL',
    steps: [
      "PREPARE st FROM 'SELECT ? + 1 AS v'",
      'SET @n = 41',
      'EXECUTE st USING @n',
      'DEALLOCATE PREPARE st',
      'EXECUTE st USING @n',
    ],
  },
  {
    name: 'binary strings',
    steps: [
      'CREATE TABLE bin (id BINARY(4), v VARBINARY(10), w BLOB)',
      "INSERT INTO bin VALUES (x'01', x'00ff', 'abc')",
      'SELECT * FROM bin',
      'SELECT HEX(id) AS i, HEX(v) AS v, LENGTH(id) AS l FROM bin',
      "SELECT id FROM bin WHERE v = x'00FF'",
      q('INSERT INTO bin (v) VALUES (?)', Buffer.from([1, 2, 0])),
      p('INSERT INTO bin (v) VALUES (?)', Buffer.from([9, 0])),
      'SELECT HEX(v) AS h FROM bin ORDER BY v',
    ],
  },
  {
    name: 'views',
    steps: [
      ...shop,
      'CREATE OR REPLACE VIEW v AS SELECT id, email, balance FROM users WHERE is_active = 1',
      'SELECT SUM(balance) AS s FROM v',
      'CREATE VIEW v AS SELECT 1',
      'DROP VIEW v',
      'DROP VIEW v',
    ],
  },
  {
    name: 'show',
    steps: [
      ...shop,
      'SHOW TABLES',
      { sql: 'SHOW INDEX FROM users', only: 'count' },
      "SELECT COLUMN_NAME AS cn, DATA_TYPE AS dt FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders' ORDER BY ordinal_position",
      'SELECT TABLE_NAME AS t, TABLE_TYPE AS y FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1',
      "SELECT CONSTRAINT_NAME AS c, REFERENCED_TABLE_NAME AS r, REFERENCED_COLUMN_NAME AS k FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = 'orders' ORDER BY c",
    ],
  },
  {
    name: 'explain',
    steps: [
      ...shop,
      { sql: "EXPLAIN SELECT * FROM users WHERE email = 'a@x.io'", only: 'count' },
      { sql: 'EXPLAIN SELECT * FROM users', only: 'count' },
    ],
  },
  {
    name: 'comparing dates',
    steps: [
      'CREATE TABLE cd (id INT PRIMARY KEY, a DATE, b DATETIME, c DATETIME(3), t TIME, y YEAR)',
      "INSERT INTO cd VALUES (1, '2024-01-01', '2024-01-01 00:00:00', '2024-01-01 00:00:00.250', '10:00:00', 2024), (2, '2024-01-02', '2024-01-02 12:30:00', '2024-01-02 12:30:00', '-01:00:00', 1999)",
      'SELECT id FROM cd WHERE a = b',
      "SELECT id FROM cd WHERE c = '2024-01-01 00:00:00.25'",
      "SELECT id FROM cd WHERE c = '2024-01-01 00:00:00.250000'",
      "SELECT id FROM cd WHERE c > '2024-01-01 00:00:00.2499'",
      "SELECT id FROM cd WHERE a = '2024-01-01 00:00:00'",
      "SELECT id FROM cd WHERE b BETWEEN '2024-01-02' AND '2024-01-03'",
      "SELECT id FROM cd WHERE b IN ('2024-01-01', '2024-01-02 12:30')",
      'SELECT id FROM cd WHERE b > c',
      'SELECT id FROM cd WHERE c = b',
      "SELECT id FROM cd WHERE t < '00:00:00'",
      'SELECT id FROM cd ORDER BY t',
      'SELECT MIN(t) AS mi, MAX(c) AS mc, MAX(a) AS ma FROM cd',
      'SELECT id FROM cd WHERE y = 2024',
      'SELECT id FROM cd WHERE YEAR(a) = 2024 AND a = DATE(b) ORDER BY id',
      p('SELECT id FROM cd WHERE c = ?', '2024-01-01 00:00:00.250'),
      p('SELECT id FROM cd WHERE a = ?', '2024-01-02'),
      'SELECT a + INTERVAL 1 DAY AS x, b - INTERVAL 90 MINUTE AS y FROM cd ORDER BY id',
      'SELECT COALESCE(a, b) AS x FROM cd ORDER BY id',
      'SELECT CONCAT(a, b, t) AS x FROM cd ORDER BY id',
      'SELECT a + 0 AS n FROM cd ORDER BY id',
      'SELECT DISTINCT DATE(b) AS d FROM cd ORDER BY d',
      'SELECT GREATEST(a, b) AS g FROM cd ORDER BY id',
    ],
  },
  {
    name: 'types through derived tables',
    steps: [
      ...shop,
      'SELECT s.t * 2 AS d, s.t + 0.005 AS e FROM (SELECT user_id, SUM(total) AS t FROM orders GROUP BY user_id) s ORDER BY s.user_id',
      'SELECT MAX(q.b) AS m, SUM(q.b) / COUNT(*) AS a FROM (SELECT balance AS b FROM users UNION ALL SELECT total FROM orders) q',
      'SELECT q.role, q.role + 0 AS n FROM (SELECT role FROM users) q ORDER BY q.role, n',
      "SELECT COUNT(*) AS n FROM (SELECT DISTINCT name FROM (SELECT 'Ann' AS name UNION ALL SELECT 'ANN') x) y",
      "SELECT name, COUNT(*) AS n FROM (SELECT 'b' AS name UNION ALL SELECT 'B' UNION ALL SELECT 'c') x GROUP BY name ORDER BY n",
      "SELECT u.name FROM users u JOIN (SELECT 'BOB' AS nm) x ON u.name = x.nm",
      "SELECT u.name FROM users u WHERE u.name IN (SELECT 'BOB')",
      "SELECT 1 FROM dual WHERE 10.0 IN (SELECT 10) AND 10 IN (SELECT 10.00) AND '10' IN (SELECT 10)",
      'SELECT o.id FROM orders o WHERE o.total = (SELECT MAX(total) FROM orders)',
      'SELECT id FROM orders WHERE total IN (5, 10.000, 7.25) ORDER BY id',
      'SELECT id FROM orders WHERE total NOT IN (5, 20.5) ORDER BY id',
      'SELECT CASE total WHEN 10 THEN 1 WHEN 5.0 THEN 2 ELSE 0 END AS c FROM orders ORDER BY id',
      'SELECT COUNT(DISTINCT total) AS n, MIN(total) AS mi FROM orders',
      'SELECT total FROM orders ORDER BY total + 0 DESC',
      'SELECT SUM(total > 6) AS n, SUM(IF(status IS NULL, total, 0)) AS t FROM orders',
      'SELECT VARIANCE(id) AS v, BIT_OR(id) AS b FROM orders',
      'SELECT -total AS n, ABS(-total) AS p, total % 3 AS m, total DIV 3 AS d FROM orders ORDER BY id',
      'SELECT 1 + NULL AS a, SUM(NULL) AS b, MAX(status) AS c FROM orders',
    ],
  },
  {
    name: 'quotients keep their digits, casts round or cut',
    steps: [
      'SELECT 1 / 3 * 3 AS a, 2 / 3 AS b, SUM(x / 3) AS c, AVG(x) * 3 AS d FROM (SELECT 1 AS x UNION ALL SELECT 1 UNION ALL SELECT 2) q GROUP BY 1, 2',
      'SELECT x * 3 AS a, CONCAT(x) AS b FROM (SELECT 1 / 3 AS x) q',
      "SELECT CAST('12.7' AS SIGNED) AS a, CAST(-1.5 AS SIGNED) AS b, CAST('abc' AS SIGNED) AS c, CONVERT('5', UNSIGNED) + 1 AS d, CAST(1 AS UNSIGNED) + 1 AS e",
      'SELECT CAST(1 AS UNSIGNED) - 2 AS a',
      "SELECT b'101' + 0 AS a, 0x10 + 1 AS b",
      'CREATE TABLE huge (f DOUBLE, n BIGINT)',
      'INSERT INTO huge VALUES (1e20, 9223372036854775807), (-1e300, -9223372036854775808)',
      q('INSERT INTO huge VALUES (?, ?)', 1e19, '9007199254740993'),
      p('INSERT INTO huge VALUES (?, ?)', 1e18, '-9007199254740993'),
      'SELECT * FROM huge ORDER BY f',
      'SELECT SUM(n) AS s FROM huge WHERE n > 0',
      'SELECT COUNT(*) AS c, MAX(f) AS f FROM huge HAVING c = 0',
      'SELECT n AS f, COUNT(*) AS n FROM huge GROUP BY f HAVING n > 5',
    ],
  },
  // Transactions and day 42: locking.
  {
    name: 'rollback and savepoints',
    steps: [
      ...stock,
      'START TRANSACTION',
      'DELETE FROM stock',
      'ROLLBACK',
      'SELECT COUNT(*) AS n FROM stock',
      'BEGIN',
      'UPDATE stock SET left_over = 4 WHERE id = 1',
      'SAVEPOINT s',
      'UPDATE stock SET left_over = 0 WHERE id = 1',
      'ROLLBACK TO SAVEPOINT s',
      'COMMIT',
      'SELECT left_over FROM stock WHERE id = 1',
      'ROLLBACK TO SAVEPOINT gone',
      'SET autocommit = 0',
      'DELETE FROM stock',
      'ROLLBACK',
      'SET autocommit = 1',
      'SELECT COUNT(*) AS n FROM stock',
    ],
  },
  {
    name: 'a statement that fails leaves nothing',
    steps: [
      ...stock,
      'BEGIN',
      "INSERT INTO stock VALUES (4, 'bed', 1), (1, 'twice', 1)",
      'SELECT COUNT(*) AS n FROM stock',
      "INSERT INTO stock VALUES (5, 'rug', 1)",
      'COMMIT',
      'SELECT id FROM stock ORDER BY id',
    ],
  },
  {
    name: 'isolation: no dirty read',
    steps: [
      ...stock,
      a('BEGIN'),
      a('UPDATE stock SET left_over = 99 WHERE id = 1'),
      b('SELECT left_over FROM stock WHERE id = 1'),
      a('SELECT left_over FROM stock WHERE id = 1'),
      a('COMMIT'),
      b('SELECT left_over FROM stock WHERE id = 1'),
    ],
  },
  {
    name: 'isolation: repeatable read',
    steps: [
      ...stock,
      a('BEGIN'),
      a('SELECT left_over FROM stock WHERE id = 1'),
      b('UPDATE stock SET left_over = 1 WHERE id = 1'),
      b("INSERT INTO stock VALUES (9, 'new', 1)"),
      a('SELECT left_over FROM stock WHERE id = 1'),
      a('SELECT COUNT(*) AS n FROM stock'),
      a('SELECT left_over FROM stock WHERE id = 1 FOR UPDATE'),
      a('COMMIT'),
      a('SELECT left_over FROM stock WHERE id = 1'),
    ],
  },
  {
    name: 'isolation: read committed',
    steps: [
      ...stock,
      a('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'),
      a('BEGIN'),
      a('SELECT left_over FROM stock WHERE id = 1'),
      b('UPDATE stock SET left_over = 1 WHERE id = 1'),
      a('SELECT left_over FROM stock WHERE id = 1'),
      a('COMMIT'),
    ],
  },
  {
    name: 'lost update, and how FOR UPDATE stops it',
    steps: [
      ...stock,
      a('BEGIN'),
      a('SELECT left_over FROM stock WHERE id = 1 FOR UPDATE'),
      b('BEGIN'),
      b('SELECT left_over FROM stock WHERE id = 1 FOR UPDATE', { start: 'second' }),
      { pause: 50 },
      a('UPDATE stock SET left_over = left_over - 1 WHERE id = 1'),
      a('COMMIT'),
      { await: 'second' },
      b('UPDATE stock SET left_over = left_over - 1 WHERE id = 1'),
      b('COMMIT'),
      'SELECT left_over FROM stock WHERE id = 1',
    ],
  },
  {
    name: 'nowait and skip locked',
    steps: [
      ...stock,
      a('BEGIN'),
      a('SELECT id FROM stock WHERE id = 1 FOR UPDATE'),
      b('BEGIN'),
      b('SELECT id FROM stock WHERE id = 1 FOR UPDATE NOWAIT', { only: 'done' }),
      b('SELECT id FROM stock ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED'),
      c('SELECT id FROM stock ORDER BY id FOR UPDATE SKIP LOCKED'),
      b('COMMIT'),
      a('COMMIT'),
    ],
  },
  {
    name: 'rows of others are free',
    steps: [
      ...stock,
      a('BEGIN'),
      a('SELECT id FROM stock WHERE id = 1 FOR UPDATE'),
      b('BEGIN'),
      b('SELECT id FROM stock WHERE id = 2 FOR UPDATE'),
      b('UPDATE stock SET left_over = 0 WHERE id = 2'),
      b('COMMIT'),
      a('COMMIT'),
    ],
  },
  {
    name: 'shared locks',
    steps: [
      ...stock,
      a('BEGIN'),
      a('SELECT id FROM stock WHERE id = 1 LOCK IN SHARE MODE'),
      b('BEGIN'),
      b('SELECT id FROM stock WHERE id = 1 LOCK IN SHARE MODE'),
      b('UPDATE stock SET left_over = 1 WHERE id = 1', { start: 'write' }),
      { pause: 50 },
      a('COMMIT'),
      { await: 'write' },
      b('COMMIT'),
    ],
  },
  {
    name: '1205 lock wait timeout',
    steps: [
      ...stock,
      a('BEGIN'),
      a('UPDATE stock SET left_over = 1 WHERE id = 1'),
      b('SET innodb_lock_wait_timeout = 1'),
      b('BEGIN'),
      b('UPDATE stock SET left_over = 2 WHERE id = 1'),
      b('SELECT left_over FROM stock WHERE id = 2'),
      b('COMMIT'),
      a('COMMIT'),
      'SELECT left_over FROM stock WHERE id = 1',
    ],
  },
  {
    name: '1213 deadlock',
    steps: [
      ...stock,
      a('BEGIN'),
      a('SELECT id FROM stock WHERE id = 1 FOR UPDATE'),
      b('BEGIN'),
      b('SELECT id FROM stock WHERE id = 2 FOR UPDATE'),
      a('SELECT id FROM stock WHERE id = 2 FOR UPDATE', { start: 'wait' }),
      { pause: 50 },
      b('SELECT id FROM stock WHERE id = 1 FOR UPDATE'),
      { await: 'wait' },
      a('COMMIT'),
      b('COMMIT'),
    ],
  },
  {
    name: 'writers of different rows',
    steps: [
      ...stock,
      a('BEGIN'),
      a('UPDATE stock SET left_over = 1 WHERE id = 1'),
      b('SET innodb_lock_wait_timeout = 1'),
      b('UPDATE stock SET left_over = 1 WHERE id = 2'),
      a('COMMIT'),
    ],
  },
  {
    name: 'an unsigned stock does not go below zero',
    steps: [
      ...stock,
      'UPDATE stock SET left_over = left_over - 1 WHERE id = 3',
      'UPDATE stock SET left_over = left_over - 1 WHERE id = 1 AND left_over >= 1',
      'UPDATE stock SET left_over = left_over - 1 WHERE id = 3 AND left_over >= 1',
    ],
  },
  {
    name: 'read only transactions',
    steps: [
      ...stock,
      'START TRANSACTION READ ONLY',
      'SELECT COUNT(*) AS n FROM stock',
      'DELETE FROM stock',
      'COMMIT',
    ],
  },
  {
    name: 'DDL commits',
    steps: [
      ...stock,
      'BEGIN',
      'UPDATE stock SET left_over = 9 WHERE id = 1',
      'CREATE TABLE other (id INT)',
      'ROLLBACK',
      'SELECT left_over FROM stock WHERE id = 1',
    ],
  },
  {
    name: 'named locks',
    steps: [
      a("SELECT GET_LOCK('job', 0) AS g"),
      b("SELECT GET_LOCK('job', 0) AS g"),
      a("SELECT RELEASE_LOCK('job') AS r"),
      b("SELECT GET_LOCK('job', 0) AS g"),
      b("SELECT RELEASE_LOCK('job') AS r, IS_FREE_LOCK('job') AS f"),
    ],
  },
  // What is refused here, and must never seem to work.
  {
    name: 'triggers',
    steps: [
      'CREATE TABLE tr (id INT)',
      'CREATE TRIGGER t1 BEFORE INSERT ON tr FOR EACH ROW SET NEW.id = 1',
    ],
  },
  { name: 'procedures', steps: ['CREATE PROCEDURE p1 (IN a INT) SELECT a'] },
  { name: 'full-text search', steps: ['CREATE TABLE ft (t TEXT, FULLTEXT KEY (t))'] },
  {
    name: 'BIGINT UNSIGNED above 2^63',
    steps: [
      'CREATE TABLE bu (n BIGINT UNSIGNED)',
      'INSERT INTO bu VALUES (9223372036854775807)',
      'INSERT INTO bu VALUES (18446744073709551615)',
      'INSERT INTO bu VALUES (18446744073709551616)',
      'SELECT n FROM bu ORDER BY n LIMIT 1',
    ],
  },
  {
    name: 'temporary tables',
    steps: [
      'CREATE TEMPORARY TABLE tmp (id INT)',
      'INSERT INTO tmp VALUES (1)',
      a('SELECT * FROM tmp'),
      b('SELECT * FROM tmp'),
      'DROP TEMPORARY TABLE tmp',
      'SELECT * FROM tmp',
    ],
  },
];

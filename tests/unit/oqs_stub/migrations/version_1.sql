BEGIN TRANSACTION;
CREATE TABLE bulk_jobs (
	id INTEGER NOT NULL, 
	reception_number VARCHAR(20) NOT NULL, 
	institution_code VARCHAR(10) NOT NULL, 
	file_identifier VARCHAR(50), 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	received_at VARCHAR(27) NOT NULL, 
	polls INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (reception_number)
);
INSERT INTO "bulk_jobs" VALUES(1,'20260410000000000001','9930000014','first','2026-04-01','2026-04-30','2026-04-10T01:00:00.000000Z',0);
INSERT INTO "bulk_jobs" VALUES(2,'20260410000000000002','9930000014',NULL,'2026-04-10','2026-04-10','2026-04-10T01:00:00.000000Z',1);
CREATE TABLE card_checks (
	id INTEGER NOT NULL, 
	person_id VARCHAR(64) NOT NULL, 
	institution_code VARCHAR(10) NOT NULL, 
	category VARCHAR(1) NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "card_checks" VALUES(1,'sakura','9930000014','2','2026-04-10T01:00:00.000000Z');
CREATE TABLE consents (
	id INTEGER NOT NULL, 
	person_id VARCHAR(64) NOT NULL, 
	institution_code VARCHAR(10) NOT NULL, 
	category VARCHAR(1) NOT NULL, 
	day DATE NOT NULL, 
	kinds VARCHAR(40) NOT NULL, 
	prescription VARCHAR(1), 
	given_at VARCHAR(27) NOT NULL, 
	channel VARCHAR(40) NOT NULL, 
	examination_date DATE, 
	lapsed_at VARCHAR(27), 
	lapse_reason VARCHAR(1), 
	PRIMARY KEY (id), 
	UNIQUE (person_id, institution_code, category, day)
);
INSERT INTO "consents" VALUES(1,'sakura','9930000014','2','2026-04-10','YZK','2','2026-04-10T01:00:00.000000Z','zaitaku-web',NULL,NULL,NULL);
CREATE TABLE coverages (
	person_id VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	insurer_key VARCHAR(20) NOT NULL, 
	number_key VARCHAR(80) NOT NULL, 
	symbol_key VARCHAR(80) NOT NULL, 
	branch_key VARCHAR(20) NOT NULL, 
	birthdate VARCHAR(10) NOT NULL, 
	coverage TEXT NOT NULL, 
	PRIMARY KEY (person_id, position), 
	FOREIGN KEY(person_id) REFERENCES people (person_id) ON DELETE CASCADE
);
INSERT INTO "coverages" VALUES('sakura',0,'1990019','123','10','1','1980-02-17','{"classification":"01","insurer_number":"01990019","insurer_name":"架空健康保険協会","symbol":"０１０","number":"0000123","branch":"01","relation":"1","insured_name":"髙﨑　さくら","qualified_on":"2020-04-01","issued_on":"2020-04-01","valid_from":"2020-04-01","valid_until":null,"lost_on":null,"reason_of_loss":null,"contribution_ratio":null,"preschool":false,"elderly":null,"limit":null,"specific_diseases":[],"tickets":[]}');
CREATE TABLE exchange_jobs (
	id INTEGER NOT NULL, 
	folder VARCHAR(1024) NOT NULL, 
	request VARCHAR(255) NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	staged VARCHAR(255) NOT NULL, 
	accepted_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "exchange_jobs" VALUES(1,'/folder','OQSsiquc01req_1.xml',10,20,'answer','OQSsiquc01req_1.xml.0123456789abcdef','2026-04-10T01:00:00.000000Z');
CREATE TABLE institution_settings (
	institution_code VARCHAR(10) NOT NULL, 
	in_force TEXT NOT NULL, 
	pending TEXT, 
	PRIMARY KEY (institution_code)
);
INSERT INTO "institution_settings" VALUES('9930000014','{"home_visit":true,"online":true,"consent_kinds":["TSR","TKK","YZK","SRJ","SHJ"],"medical_aid":false,"electronic_prescription":"2","prescription_timing":"2"}',NULL);
CREATE TABLE institution_urls (
	institution_code VARCHAR(10) NOT NULL, 
	category VARCHAR(1) NOT NULL, 
	version INTEGER NOT NULL, 
	token VARCHAR(40) NOT NULL, 
	PRIMARY KEY (institution_code, category), 
	UNIQUE (token)
);
INSERT INTO "institution_urls" VALUES('9930000014','2',1,'udwonxsqmjn34rqqepewannl');
INSERT INTO "institution_urls" VALUES('9930000014','3',1,'36xl4mwnzl64pvf52flk3mdd');
INSERT INTO "institution_urls" VALUES('9910000018','2',1,'nuruaiasfh4cq42dh5dpmzzp');
INSERT INTO "institution_urls" VALUES('9910000018','3',1,'4hkaw7efcypcp7kyqs6iqedl');
INSERT INTO "institution_urls" VALUES('9940000012','2',1,'7evm3ulihbvuo6gyhfxqs5y3');
INSERT INTO "institution_urls" VALUES('9940000012','3',1,'sbf7puozegxgkokjwsl637yr');
INSERT INTO "institution_urls" VALUES('9960000017','2',1,'fqhgzdqgx3aruf5z7p623cms');
INSERT INTO "institution_urls" VALUES('9960000017','3',1,'abrrp7vblowsfyrh63u3r6y3');
INSERT INTO "institution_urls" VALUES('9910000026','2',1,'4hyas7r4sqfv5kqcytaauo5y');
INSERT INTO "institution_urls" VALUES('9910000026','3',1,'57rv7cwi6jz5v33iq2ugjgsf');
INSERT INTO "institution_urls" VALUES('9910000034','2',1,'fv7ndpyman625t27y2qq337y');
INSERT INTO "institution_urls" VALUES('9910000034','3',1,'evztznkblc3ek2fnsctyrivk');
CREATE TABLE ledger (
	id INTEGER NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	face VARCHAR(20) NOT NULL, 
	action VARCHAR(60) NOT NULL, 
	institution_code VARCHAR(10) NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	person_id VARCHAR(64) NOT NULL, 
	result VARCHAR(60) NOT NULL, 
	detail TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "ledger" VALUES(1,'2026-04-10T01:00:00.000000Z','test','before','','','','ok','');
CREATE TABLE people (
	person_id VARCHAR(64) NOT NULL, 
	auth_serial VARCHAR(50) NOT NULL, 
	insurance_use_registered BOOLEAN NOT NULL, 
	person TEXT NOT NULL, 
	dispensings TEXT NOT NULL, 
	PRIMARY KEY (person_id), 
	UNIQUE (auth_serial)
);
INSERT INTO "people" VALUES('sakura','1001',1,'{"family_name":"髙﨑","given_name":"さくら","family_name_kana":"タカサキ","given_name_kana":"サクラ","birthdate":"1980-02-17","sex":"2","post_number":"999-0001","address":"架空県架空市中央１－２－３","municipality_code":"99001","municipality_romaji":"Kaku-shi","individual_number":"999999900018","alias":null,"substitutes":[]}','[{"dispensed_on":"2026-03-02","prescribed_on":"2026-03-02","pharmacy_code":"9940000012","pharmacy_name":"マイナベンチ薬局","prescriber_code":"9910000018","prescriber_name":"マイナベンチ在宅クリニック","drugs":[{"code":"620000001","name":"架空錠５ｍｇ","ingredient":"架空","quantity":"1","unit":"錠","times":"28","usage":"１日１回朝食後"}]}]');
CREATE TABLE reception_sessions (
	id VARCHAR(40) NOT NULL, 
	institution_code VARCHAR(10) NOT NULL, 
	category VARCHAR(1) NOT NULL, 
	form TEXT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	started_at VARCHAR(27) NOT NULL, 
	nonce BLOB, 
	nonce_used BOOLEAN NOT NULL, 
	reason VARCHAR(40), 
	receipt VARCHAR(40), 
	registered_at VARCHAR(27), 
	PRIMARY KEY (id)
);
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE terminal_logins (
	token VARCHAR(48) NOT NULL, 
	institution_code VARCHAR(10) NOT NULL, 
	account VARCHAR(20) NOT NULL, 
	started_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (token)
);
CREATE INDEX consents_by_time ON consents (institution_code, category, given_at);
CREATE INDEX card_checks_of_person ON card_checks (person_id, institution_code, category);
CREATE INDEX reception_sessions_by_age ON reception_sessions (started_at);
CREATE INDEX coverages_by_number ON coverages (insurer_key, number_key, birthdate);
COMMIT;

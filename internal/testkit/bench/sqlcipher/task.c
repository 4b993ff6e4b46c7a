/* The vault's task on SQLCipher: messages in so many conversations, each its own transaction, in the schema and with the settings of
 * the vault's file. It prints rows a second, written and read. Bench compiles and runs it:
 *
 *   task FILE KEY CONVERSATIONS MESSAGES BYTES READS     (KEY: 64 hexadecimal digits, or "-" for none)
 */
#define SQLITE_HAS_CODEC
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void die(sqlite3 *db, const char *what) {
	fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void run(sqlite3 *db, const char *sql) {
	if (sqlite3_exec(db, sql, 0, 0, 0) != SQLITE_OK) die(db, sql);
}

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* name spreads a number over 16 bytes, as a MAC would. */
static void name(uint64_t n, unsigned char out[16]) {
	for (int i = 0; i < 2; i++) {
		uint64_t z = (n + 1) * 0x9e3779b97f4a7c15u + i * 0xd1b54a32d192ed03u;
		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
		z ^= z >> 31;
		memcpy(out + 8 * i, &z, 8);
	}
}

int main(int argc, char **argv) {
	if (argc != 7) return 2;
	int conversations = atoi(argv[3]), messages = atoi(argv[4]), bytes = atoi(argv[5]), reads = atoi(argv[6]);
	sqlite3 *db;
	if (sqlite3_open(argv[1], &db) != SQLITE_OK) die(db, "open");
	if (strcmp(argv[2], "-") != 0) {
		char key[128];
		snprintf(key, sizeof key, "PRAGMA key = \"x'%s'\"", argv[2]);
		run(db, key);
	}
	run(db, "PRAGMA locking_mode=EXCLUSIVE");
	run(db, "PRAGMA secure_delete=ON");
	run(db, "PRAGMA temp_store=MEMORY");
	run(db, "PRAGMA journal_mode=WAL");
	run(db, "PRAGMA synchronous=NORMAL");
	run(db, "PRAGMA journal_size_limit=0");
	run(db, "CREATE TABLE records (conversation BLOB NOT NULL, name BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (conversation, name))");
	sqlite3_stmt *put, *get;
	if (sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO records VALUES (?, ?, ?)", -1, &put, 0) != SQLITE_OK) die(db, "prepare");
	if (sqlite3_prepare_v2(db, "SELECT name, sealed FROM records WHERE conversation = ?", -1, &get, 0) != SQLITE_OK) die(db, "prepare");
	unsigned char *text = malloc(bytes), *copy = malloc(bytes), id[16], row[16];
	for (int i = 0; i < bytes; i++) text[i] = rand();

	double begun = now();
	for (int n = 0; n < messages; n++)
		for (int c = 0; c < conversations; c++) {
			name(c, id);
			name(1000000 + (uint64_t)c * messages + n, row);
			sqlite3_bind_blob(put, 1, id, 16, SQLITE_STATIC);
			sqlite3_bind_blob(put, 2, row, 16, SQLITE_STATIC);
			sqlite3_bind_blob(put, 3, text, bytes, SQLITE_STATIC);
			if (sqlite3_step(put) != SQLITE_DONE) die(db, "write");
			sqlite3_reset(put);
		}
	double wrote = now() - begun;
	begun = now();
	for (int r = 0; r < reads; r++)
		for (int c = 0; c < conversations; c++) {
			int found = 0;
			name(c, id);
			sqlite3_bind_blob(get, 1, id, 16, SQLITE_STATIC);
			while (sqlite3_step(get) == SQLITE_ROW) {
				memcpy(copy, sqlite3_column_blob(get, 1), bytes);
				found++;
			}
			sqlite3_reset(get);
			if (found != messages) die(db, "not all was read");
		}
	double rows = (double)conversations * messages;
	printf("%.1f %.1f\n", rows / wrote, rows * reads / (now() - begun));
	sqlite3_finalize(put);
	sqlite3_finalize(get);
	return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
